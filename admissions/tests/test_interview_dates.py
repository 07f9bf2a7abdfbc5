"""The rules on dates as tables: past, too short, overlapping, the nights in which the clock jumps."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from admissions.forms.office import DateForm
from admissions.interview_dates import (
    MOST,
    Proposal,
    day_of,
    ends_at,
    overlap,
    problem_among,
    problem_with,
    problem_with_answer_day,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=BERLIN)


def berlin(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def talk(start, minutes=60, place="Berlin", link=""):
    return Proposal(berlin(start), minutes, place, link)


@pytest.mark.parametrize(
    ("start", "minutes", "end", "utc"),
    [
        ("2026-12-04T10:00", 60, "2026-12-04T11:00+01:00", "2026-12-04T10:00"),
        ("2026-07-04T10:00", 60, "2026-07-04T11:00+02:00", "2026-07-04T09:00"),
        # The clock goes forward: an hour after half past one it is half past three.
        ("2026-03-29T01:30", 60, "2026-03-29T03:30+02:00", "2026-03-29T01:30"),
        ("2027-03-28T01:30", 60, "2027-03-28T03:30+02:00", "2027-03-28T01:30"),
        # And back: two hours after half past one it is half past two for the second time.
        ("2026-10-25T01:30", 120, "2026-10-25T02:30+01:00", "2026-10-25T01:30"),
        ("2026-10-25T10:00", 60, "2026-10-25T11:00+01:00", "2026-10-25T10:00"),
    ],
)
def test_a_talk_lasts_real_minutes(start, minutes, end, utc):
    found = ends_at(berlin(start), minutes)
    assert found.isoformat(timespec="minutes") == end
    assert found.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(timespec="minutes") == utc


def test_the_day_is_that_of_berlin():
    late = datetime.datetime(2026, 12, 3, 23, 30, tzinfo=datetime.UTC)
    assert day_of(late) == datetime.date(2026, 12, 4)


@pytest.mark.parametrize(
    ("proposal", "refused"),
    [
        (talk("2026-12-01T09:01"), False),
        (talk("2026-12-01T09:00"), True),
        (talk("2026-11-30T10:00"), True),
        (talk("2026-12-04T10:00", minutes=15), False),
        (talk("2026-12-04T10:00", minutes=14), True),
        (talk("2026-12-04T10:00", minutes=480), False),
        (talk("2026-12-04T10:00", minutes=481), True),
        (talk("2026-12-04T10:00", place="", link="https://video.example/"), False),
        (talk("2026-12-04T10:00", place="", link=""), True),
        (talk("2026-12-04T10:00", place=" ", link=""), True),
        (talk("2026-12-04T10:00", place="Berlin", link="https://video.example/"), True),
    ],
)
def test_one_date(proposal, refused):
    assert bool(problem_with(proposal, NOW)) is refused


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (talk("2026-12-04T10:00"), talk("2026-12-04T11:00"), False),
        (talk("2026-12-04T10:00"), talk("2026-12-04T10:59"), True),
        (talk("2026-12-04T10:30"), talk("2026-12-04T10:00"), True),
        (talk("2026-12-04T10:00", minutes=240), talk("2026-12-04T11:00", minutes=15), True),
        (talk("2026-12-04T10:00"), talk("2026-12-05T10:00"), False),
        # On the clock two hours apart, in truth one: the clock goes forward.
        (talk("2027-03-28T01:30", minutes=60), talk("2027-03-28T03:30"), False),
        (talk("2027-03-28T01:30", minutes=61), talk("2027-03-28T03:30"), True),
        # On the clock one hour apart, in truth two: the clock goes back.
        (talk("2026-10-25T01:30", minutes=150), talk("2026-10-25T03:00"), False),
        (talk("2026-10-25T01:30", minutes=151), talk("2026-10-25T03:00"), True),
    ],
)
def test_overlapping(first, second, shared):
    assert overlap(first, second) is shared
    assert overlap(second, first) is shared


def days(count):
    return [talk(f"2026-12-{4 + number:02d}T10:00") for number in range(count)]


def test_dates_together():
    assert problem_among(days(1), NOW) is None
    assert problem_among(days(MOST), NOW) is None
    assert problem_among([], NOW)
    assert problem_among(days(MOST + 1), NOW)
    assert problem_among([*days(2), talk("2026-12-04T10:30")], NOW)
    assert problem_among([*days(2), talk("2026-11-04T10:30")], NOW)


@pytest.mark.parametrize(
    ("answer_by", "refused"),
    [("2026-11-30", True), ("2026-12-01", False), ("2026-12-04", False), ("2026-12-05", True)],
)
def test_the_day_by_which_to_answer(answer_by, refused):
    starts = [berlin("2026-12-06T10:00"), berlin("2026-12-04T10:00")]
    found = problem_with_answer_day(datetime.date.fromisoformat(answer_by), starts, NOW.date())
    assert bool(found) is refused


@pytest.mark.parametrize("start", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_an_hour_that_does_not_exist_or_exists_twice_is_refused(start):
    """Django's field refuses it, with a sentence; nobody is invited to an hour that means two."""
    field = DateForm(plan=None, now=NOW).fields["start"]
    with pytest.raises(ValidationError):
        field.clean(start)
    assert field.clean("2027-03-28T03:30").astimezone(datetime.UTC).hour == 1
