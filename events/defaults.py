"""What the events start with: the programme's past events as it has published them."""

from datetime import date
from pathlib import Path

from clusters.defaults import first_day
from clusters.naming import slug_for
from programme.defaults import read_csv
from programme.searched import fill_search_texts

from .models import Event, News, Publication, Story

DATA = Path(__file__).resolve().parent / "data"
PUBLISHED_BY = date(2022, 12, 31)
"""The sources of this archive had appeared by then; it is the day of release for an event without a date."""


def load_defaults():
    """The archive of past events, unless events are kept here already; safe to repeat."""
    fill_search_texts(Event, News, Story, Publication)
    if Event.objects.exists():
        return
    events = []
    for row in read_csv(DATA / "programme_events.csv"):
        slug = slug_for(row["name_de"], {event.slug for event in events}, fallback="event")
        events.append(_event(row, slug))
    Event.objects.bulk_create(events)


def _event(row, slug):
    starts_on, ends_on = first_day(row["start"]), first_day(row["end"])
    return Event(
        slug=slug,
        kind=row["type"],
        title_de=row["name_de"],
        date_precision=row["date_precision"],
        starts_on=starts_on,
        ends_on=ends_on,
        city=row["city"],
        country=row["country"],
        online=bool(row["online"]),
        participants=int(row["participants"]) if row["participants"] else None,
        participants_qualifier=row["participants_qualifier"],
        note_de=row["note_de"],
        note_en=row["note_en"],
        released_on=ends_on or starts_on or PUBLISHED_BY,
    )
