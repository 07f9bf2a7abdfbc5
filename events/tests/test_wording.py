"""Dates and numbers in words: never more exact than what is known."""

import datetime

import pytest
from django.utils import translation

from events.models import Event
from events.wording import date_words, participants_words, reduced_date


def on(year, month=1, day=1):
    return datetime.date(year, month, day)


@pytest.mark.parametrize(
    ("values", "german", "english"),
    [
        ({"date_precision": "undated"}, "undatiert", None),
        ({"date_precision": "year", "starts_on": on(2016)}, "2016", "2016"),
        ({"date_precision": "year", "starts_on": on(2016), "ends_on": on(2017)}, "2016 bis 2017", None),
        ({"date_precision": "month", "starts_on": on(2021, 9)}, "September 2021", "September 2021"),
        (
            {"date_precision": "month", "starts_on": on(2021, 9), "ends_on": on(2021, 10)},
            "September bis Oktober 2021",
            None,
        ),
        (
            {"date_precision": "month", "starts_on": on(2021, 12), "ends_on": on(2022, 1)},
            "Dezember 2021 bis Januar 2022",
            None,
        ),
        ({"starts_on": on(2018, 3, 15)}, "15. März 2018", "15 March 2018"),
        ({"starts_on": on(2018, 3, 15), "ends_on": on(2018, 3, 15)}, "15. März 2018", "15 March 2018"),
        ({"starts_on": on(2014, 9, 18), "ends_on": on(2014, 9, 19)}, "18. bis 19. September 2014", None),
        ({"starts_on": on(2017, 4, 28), "ends_on": on(2017, 5, 2)}, "28. April bis 2. Mai 2017", None),
        ({"starts_on": on(2017, 12, 31), "ends_on": on(2018, 1, 1)}, "31. Dezember 2017 bis 1. Januar 2018", None),
        ({"starts_on": on(2026, 5, 4), "starts_at": datetime.time(9, 30)}, "4. Mai 2026, 09:30 Uhr", None),
        (
            {"starts_on": on(2026, 5, 4), "starts_at": datetime.time(9, 30), "ends_at": datetime.time(16)},
            "4. Mai 2026, 09:30 bis 16:00 Uhr",
            None,
        ),
        (
            {
                "starts_on": on(2026, 5, 4),
                "ends_on": on(2026, 5, 5),
                "starts_at": datetime.time(9, 30),
                "ends_at": datetime.time(16),
            },
            "4. bis 5. Mai 2026, Beginn 09:30 Uhr, Ende 16:00 Uhr",
            None,
        ),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(values, german, english):
    assert date_words(Event(**values)) == german
    if english:
        with translation.override("en"):
            assert date_words(Event(**values)) == english


@pytest.mark.parametrize(
    ("participants", "qualifier", "words"),
    [
        (None, "", ""),
        (0, "", "0"),
        (200, "about", "rund 200"),
        (100, "more than", "mehr als 100"),
        (70, "almost", "fast 70"),
    ],
)
def test_participants_keep_their_qualifier(participants, qualifier, words):
    assert participants_words(Event(participants=participants, participants_qualifier=qualifier)) == words


@pytest.mark.parametrize(
    ("precision", "told"), [("day", "2021-09-16"), ("month", "2021-09"), ("year", "2021"), ("undated", None)]
)
def test_machines_get_no_more_than_is_known(precision, told):
    assert reduced_date(on(2021, 9, 16), precision) == told
    assert reduced_date(None, precision) is None
