"""When people can register, and who moves up: the rules as tables."""

import datetime
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from events import seats
from events.seats import Phase

BERLIN = ZoneInfo("Europe/Berlin")
DAY = datetime.date(2027, 6, 10)
CLOSES = datetime.datetime(2027, 6, 8, 12, tzinfo=BERLIN)


def at(day, hour=9, minute=0):
    return datetime.datetime(2027, 6, day, hour, minute, tzinfo=BERLIN)


def phase(now, **changes):
    values = {
        "last_day": DAY,
        "begins_at": at(10, 10),
        "opens_on": datetime.date(2027, 6, 1),
        "closes_at": CLOSES,
        "closed_at": None,
        "called_off_at": None,
        "free": None,
        "waiting_list": True,
    }
    return seats.phase_of(now=now, **{**values, **changes})


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime.datetime(2027, 5, 31, 23, 59, tzinfo=BERLIN), Phase.NOT_YET),
        # In UTC it is still May.
        (datetime.datetime(2027, 5, 31, 22, 0, tzinfo=UTC), Phase.OPEN),
        (at(8, 11, 59), Phase.OPEN),
        (at(8, 12), Phase.CLOSED),
        (at(10, 23, 59), Phase.CLOSED),
        (at(11, 0), Phase.OVER),
    ],
)
def test_the_phase_follows_the_clock_in_berlin(now, expected):
    assert phase(now) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"free": 1}, Phase.OPEN),
        ({"free": 0}, Phase.WAITING),
        ({"free": 0, "waiting_list": False}, Phase.FULL),
        ({"opens_on": None}, Phase.OPEN),
        ({"closed_at": at(3)}, Phase.CLOSED),
        ({"closed_at": at(3), "called_off_at": at(4)}, Phase.CALLED_OFF),
        ({"called_off_at": at(4), "last_day": datetime.date(2027, 6, 4)}, Phase.OVER),
    ],
)
def test_seats_and_the_office_decide_the_rest(changes, expected):
    assert phase(at(5), **changes) == expected


@pytest.mark.parametrize(
    ("now", "expected"), [(at(10, 9, 59), Phase.OPEN), (at(10, 10), Phase.CLOSED), (at(10, 11), Phase.CLOSED)]
)
def test_registration_ends_with_the_beginning_whatever_is_set(now, expected):
    """Afterwards nobody moves up: a newcomer would pass the waiting list."""
    assert phase(now, closes_at=at(10, 18)) == expected
    assert seats.closing_of(at(10, 18), at(10, 10)) == at(10, 10)
    assert seats.closing_of(CLOSES, at(10, 10)) == CLOSES


@pytest.mark.parametrize(
    ("until", "now", "expected"),
    [
        (None, at(10, 9, 59), True),
        (None, at(10, 10), False),
        (at(9, 12), at(9, 11, 59), True),
        (at(9, 12), at(9, 12), False),
        # Set too late by the office: nobody changes an event that runs.
        (at(12), at(10, 10), False),
    ],
)
def test_answers_change_until_the_deadline_and_never_after_the_beginning(until, now, expected):
    assert seats.may_change(now=now, begins_at=at(10, 10), changes_until=until) is expected


def test_an_event_without_an_hour_begins_with_its_day():
    assert seats.begin_of(DAY, None) == at(10, 0)


@pytest.mark.parametrize(
    ("capacity", "seated", "expected"),
    [(None, 5, ["a", "b", "c"]), (7, 5, ["a", "b"]), (5, 5, []), (3, 5, []), (20, 5, ["a", "b", "c"])],
)
def test_who_waited_longest_moves_up_and_nobody_loses_a_seat(capacity, seated, expected):
    assert seats.moving_up(capacity, seated, ["a", "b", "c"]) == expected


def test_personal_data_are_kept_for_the_set_days():
    assert seats.personal_data_ends(DAY, 90) == datetime.date(2027, 9, 8)
