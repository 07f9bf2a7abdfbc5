"""The published figures that every installation starts with."""

import datetime

import pytest

from clusters.defaults import first_day, last_day, load_defaults
from clusters.models import PublishedFigure

pytestmark = pytest.mark.django_db


def test_published_figures_are_there_with_precision_and_source():
    assert PublishedFigure.objects.count() == 35
    figure = PublishedFigure.objects.get(figure="members", date_precision="month", value=81)
    assert figure.key_date == datetime.date(2022, 10, 1)
    assert last_day(figure) == datetime.date(2022, 10, 31)
    assert PublishedFigure.objects.filter(date_precision="undated", key_date=None).count() == 12
    assert not PublishedFigure.objects.filter(source="").exists()


def test_a_second_load_brings_nothing_back():
    PublishedFigure.objects.exclude(figure="members").delete()
    load_defaults()
    assert set(PublishedFigure.objects.values_list("figure", flat=True)) == {"members"}


@pytest.mark.parametrize(
    ("text", "day"),
    [("", None), ("2022", (2022, 1, 1)), ("2022-10", (2022, 10, 1)), ("2018-03-15", (2018, 3, 15))],
)
def test_first_day(text, day):
    assert first_day(text) == (day and datetime.date(*day))
