"""Which events are to come, which are over; the archive that every installation has."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.defaults import load_defaults
from events.models import Event

from .factories import EventFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 9, 15)


@pytest.mark.parametrize(
    ("values", "upcoming"),
    [
        ({"starts_on": datetime.date(2026, 9, 14)}, False),
        ({"starts_on": datetime.date(2026, 9, 15)}, True),
        ({"starts_on": datetime.date(2026, 9, 10), "ends_on": datetime.date(2026, 9, 14)}, False),
        ({"starts_on": datetime.date(2026, 9, 10), "ends_on": datetime.date(2026, 9, 15)}, True),
        ({"starts_on": datetime.date(2026, 10, 1), "date_precision": "month"}, False),
        (
            {
                "starts_on": datetime.date(2026, 8, 1),
                "ends_on": datetime.date(2026, 9, 1),
                "date_precision": "month",
            },
            False,
        ),
        ({"starts_on": datetime.date(2027, 1, 1), "date_precision": "year"}, False),
        ({"starts_on": None, "date_precision": "undated"}, False),
    ],
)
def test_an_event_of_a_known_day_is_upcoming_until_it_is_over(values, upcoming):
    event = EventFactory(**values)
    assert Event.objects.upcoming(DAY).filter(pk=event.pk).exists() is upcoming
    assert Event.objects.archived(DAY).filter(pk=event.pk).exists() is not upcoming


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("event_undated_has_no_day", {"date_precision": "undated"}),
        ("event_undated_has_no_day", {"starts_on": None}),
        ("event_undated_has_no_day", {"date_precision": "undated", "starts_on": None, "ends_on": DAY}),
        ("event_ends_after_start", {"starts_on": DAY, "ends_on": DAY - datetime.timedelta(days=1)}),
        ("event_time_needs_day", {"starts_on": DAY, "date_precision": "month", "starts_at": datetime.time(9)}),
        ("event_time_needs_day", {"ends_at": datetime.time(9)}),
        ("event_ends_after_start_time", {"starts_at": datetime.time(9), "ends_at": datetime.time(9)}),
        ("event_qualifier_needs_number", {"participants_qualifier": "about"}),
    ],
)
def test_the_database_refuses_what_cannot_be(constraint, values):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EventFactory(**values)
    with pytest.raises(ValidationError):
        EventFactory.build(**values).full_clean()


def test_an_event_may_end_on_a_later_day_at_an_earlier_hour():
    EventFactory(
        starts_on=DAY,
        ends_on=DAY + datetime.timedelta(days=1),
        starts_at=datetime.time(14),
        ends_at=datetime.time(12),
    ).full_clean()


def test_the_archive_holds_the_programmes_past_events():
    conference = Event.objects.get(title_de="Clusterkonferenz: Innovative Netzwerke verbinden")
    assert (conference.date_precision, conference.starts_on) == ("year", datetime.date(2016, 1, 1))
    assert (conference.participants, conference.participants_qualifier) == (100, "more than")
    first = Event.objects.get(slug="1-vernetzungstag")
    assert (first.date_precision, first.starts_on, first.city) == ("undated", None, "Nürnberg")
    meeting = Event.objects.get(starts_on=datetime.date(2021, 9, 16))
    assert (meeting.online, meeting.note_de, meeting.note_en) == (True, "", "")
    assert Event.objects.count() == 9
    for event in Event.objects.all():
        event.full_clean()
    assert not Event.objects.upcoming(DAY).exists()


def test_loading_the_archive_again_changes_nothing():
    Event.objects.filter(slug="1-vernetzungstag").update(title_de="Erster Vernetzungstag")
    Event.objects.filter(starts_on__isnull=False).delete()
    load_defaults()
    assert Event.objects.get().title_de == "Erster Vernetzungstag"
