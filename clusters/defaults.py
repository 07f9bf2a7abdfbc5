"""What the register starts with: the figures that the programme has published over the years."""

import calendar
from datetime import date
from pathlib import Path

from programme.defaults import read_csv

from .models import PublishedFigure

DATA = Path(__file__).resolve().parent / "data"


def load_defaults():
    """The published figures, unless the office keeps some already; safe to repeat."""
    if PublishedFigure.objects.exists():
        return
    PublishedFigure.objects.bulk_create(
        PublishedFigure(**{**row, "key_date": first_day(row["key_date"])})
        for row in read_csv(DATA / "published_figures.csv")
    )


def first_day(text):
    """ "2022-10" and "2022" stand for their first day; the precision tells how much of it is known. "" is None."""
    if not text:
        return None
    year, month, day = [*(int(part) for part in text.split("-")), 1, 1][:3]
    return date(year, month, day)


def last_day(figure):
    """The last day for which a published figure may stand: the end of its month or year. None when undated."""
    if figure.date_precision == "year":
        return figure.key_date.replace(month=12, day=31)
    if figure.date_precision == "month":
        return figure.key_date.replace(day=calendar.monthrange(figure.key_date.year, figure.key_date.month)[1])
    return figure.key_date
