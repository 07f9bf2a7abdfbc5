"""Days are those of Berlin: at midnight, over both changes of the clock, on 29 February and at the ends of months."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from clusters.tests.factories import MembershipFactory
from events.tests.factories import EventFactory
from goclusterportal import tasks
from labels.models import Level
from labels.tests.factories import LabelAwardFactory
from notifications.models import Reminder
from notifications.services import queue, sending
from notifications.sources import OnlySources
from notifications.tests.sample_sources import ListedSource, make_ladder, person

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def utc(*moment):
    return datetime(*moment, tzinfo=UTC)


# The last second of a day in Berlin, and that day; the next second begins the next one.
MIDNIGHTS = [
    pytest.param(utc(2026, 7, 15, 21, 59, 59), date(2026, 7, 15), id="summer"),
    pytest.param(utc(2026, 12, 15, 22, 59, 59), date(2026, 12, 15), id="winter"),
    pytest.param(utc(2026, 12, 31, 22, 59, 59), date(2026, 12, 31), id="end of the year"),
    pytest.param(utc(2027, 1, 31, 22, 59, 59), date(2027, 1, 31), id="end of a month in winter"),
    pytest.param(utc(2027, 6, 30, 21, 59, 59), date(2027, 6, 30), id="end of a month in summer"),
    pytest.param(utc(2027, 2, 28, 22, 59, 59), date(2027, 2, 28), id="end of February"),
    pytest.param(utc(2028, 2, 28, 22, 59, 59), date(2028, 2, 28), id="the day before 29 February"),
    pytest.param(utc(2028, 2, 29, 22, 59, 59), date(2028, 2, 29), id="29 February"),
    pytest.param(utc(2026, 3, 28, 22, 59, 59), date(2026, 3, 28), id="before the night that is an hour short"),
    pytest.param(utc(2026, 3, 29, 21, 59, 59), date(2026, 3, 29), id="after the night that was an hour short"),
    pytest.param(utc(2026, 10, 24, 21, 59, 59), date(2026, 10, 24), id="before the night that is an hour long"),
    pytest.param(utc(2026, 10, 25, 22, 59, 59), date(2026, 10, 25), id="after the night that was an hour long"),
]


@pytest.mark.parametrize(("last_second", "day"), MIDNIGHTS)
def test_a_reminder_goes_out_from_berlins_midnight_on_and_bears_its_day(time_machine, last_second, day):
    """The rung "one day before" of what is due two days after `day`: not on `day`, on the next, whatever UTC says."""
    make_ladder(("-1d", 0, -1))
    due_on = day + timedelta(days=2)
    with OnlySources(ListedSource(deadlines={"S": due_on}, people={"S": [person(1)]})):
        time_machine.move_to(last_second, tick=False)
        tasks.daily()
        assert not Reminder.objects.exists()
        time_machine.move_to(last_second + SECOND, tick=False)
        tasks.daily()
    reminder = Reminder.objects.get()
    assert (reminder.as_of, reminder.message.as_of, reminder.due_on) == (day + timedelta(days=1),) * 2 + (due_on,)


@pytest.mark.parametrize(("last_second", "day"), MIDNIGHTS)
def test_a_last_day_counts_to_its_last_second_in_berlin(client, time_machine, last_second, day):
    """Of a label and of a membership, on pages and in the API, and no kept page outlives the day."""
    cluster = MembershipFactory(starts_on=date(2020, 1, 1), ends_on=day, end_reason="resigned").cluster
    labelled = MembershipFactory(starts_on=date(2020, 1, 1)).cluster
    LabelAwardFactory(cluster=labelled, level=Level.GOLD, valid_from=date(2025, 1, 1), valid_until=day)

    def seen():
        found = {row["slug"]: row["label_valid"] for row in client.get("/api/v1/clusters/").json()["results"]}
        page = client.get("/clusters/?label=gold").content.decode()
        return cluster.slug in found, found[labelled.slug], labelled.name in page

    time_machine.move_to(last_second, tick=False)
    assert seen() == (True, "gold", True)
    time_machine.move_to(last_second + SECOND, tick=False)
    assert seen() == (False, None, False)


@pytest.mark.parametrize(
    ("moment", "header"),
    [
        (utc(2026, 7, 15, 22, 30), "Thu, 16 Jul 2026 00:30:00 +0200"),
        (utc(2026, 12, 15, 23, 30), "Wed, 16 Dec 2026 00:30:00 +0100"),
        (utc(2028, 2, 29, 22, 30), "Tue, 29 Feb 2028 23:30:00 +0100"),
        # The clock jumps from two to three.
        (utc(2026, 3, 29, 0, 59, 59), "Sun, 29 Mar 2026 01:59:59 +0100"),
        (utc(2026, 3, 29, 1, 0), "Sun, 29 Mar 2026 03:00:00 +0200"),
        # The hour from two to three comes twice; the offset tells which.
        (utc(2026, 10, 25, 0, 30), "Sun, 25 Oct 2026 02:30:00 +0200"),
        (utc(2026, 10, 25, 1, 30), "Sun, 25 Oct 2026 02:30:00 +0100"),
    ],
)
def test_the_date_of_a_mail(time_machine, moment, header):
    time_machine.move_to(moment, tick=False)
    queue(key="m", kind="test", to_email="p@portal.test", subject="Nachricht", body="Guten Tag")
    assert sending.send_due().sent == 1
    assert mail.outbox[0].message()["Date"] == header


# --- Waits that cross a change of the clock ----------------------------------------


@pytest.mark.parametrize("moment", [utc(2026, 3, 29, 0, 58), utc(2026, 10, 24, 23, 58), utc(2026, 10, 25, 0, 58)])
def test_a_lease_and_a_delay_last_real_minutes(time_machine, moment):
    message = queue(key="m", kind="test", to_email="p@portal.test", subject="Nachricht", body="Guten Tag")
    type(message).objects.update(next_attempt_at=moment)
    time_machine.move_to(moment, tick=False)
    assert sending.claim(message.pk)
    time_machine.move_to(moment + sending.LEASE, tick=False)
    assert sending.claim(message.pk) is None
    time_machine.move_to(moment + sending.LEASE + SECOND, tick=False)
    assert sending.claim(message.pk)


# --- Calendars -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        (date(2028, 2, 28), None, date(2028, 2, 29)),
        (date(2028, 2, 29), None, date(2028, 3, 1)),
        (date(2027, 2, 28), None, date(2027, 3, 1)),
        (date(2026, 12, 31), None, date(2027, 1, 1)),
        (date(2028, 2, 27), date(2028, 2, 29), date(2028, 3, 1)),
        (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)),
        (date(2026, 10, 25), None, date(2026, 10, 26)),
    ],
)
@pytest.mark.parametrize("asked_at", [utc(2026, 7, 15, 22, 30), utc(2026, 12, 15, 23, 30)])
def test_whole_days_in_a_calendar(client, time_machine, asked_at, first, last, end):
    """Dates without a time, the end on the day after (RFC 5545); the hour of asking changes nothing."""
    time_machine.move_to(asked_at, tick=False)
    EventFactory(slug="tag", starts_on=first, ends_on=last)
    (entry,) = Calendar.from_ical(client.get("/events/tag.ics").content).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (first, end)
    assert entry["dtstart"].params["VALUE"] == "DATE"
    assert b"DTSTART;VALUE=DATE:" + f"{first:%Y%m%d}".encode() in client.get("/events/tag.ics").content


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 3, 29), time(1, 59), utc(2026, 3, 29, 0, 59)),
        (date(2026, 3, 29), time(3, 0), utc(2026, 3, 29, 1, 0)),
        (date(2026, 10, 25), time(1, 59), utc(2026, 10, 24, 23, 59)),
        (date(2026, 10, 25), time(3, 0), utc(2026, 10, 25, 2, 0)),
        (date(2028, 2, 29), time(23, 30), utc(2028, 2, 29, 22, 30)),
    ],
)
def test_times_in_a_calendar_are_those_of_berlin(client, day, at, moment):
    EventFactory(slug="termin", starts_on=day, starts_at=at)
    (entry,) = Calendar.from_ical(client.get("/events/termin.ics").content).walk("VEVENT")
    assert entry.decoded("dtstart").astimezone(UTC) == moment


def test_the_clock_of_the_portal():
    assert timezone.get_current_timezone_name() == "Europe/Berlin"
