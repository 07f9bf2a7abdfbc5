"""The text of a calendar: long lines, signs with a meaning, umlauts, moments and days."""

import datetime
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from records.calendars import Entry, Versioned, calendar_of, uid_of

BERLIN = ZoneInfo("Europe/Berlin")
CHANGED = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
DAY = Entry(
    uid="a@goclusterportal",
    summary="Frist; für Köln, München\\Süd und „Straße“: " + "sehr langer Name " * 8,
    start=datetime.date(2024, 2, 29),
    description="Zeile eins\nBEGIN:VEVENT",
    url="https://portal.example/my/",
)
TALK = Entry(
    uid="b@goclusterportal",
    summary="Gespräch",
    start=datetime.datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN),
    end=datetime.datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN),
    location="Raum 5; Haus A",
)


def text_of(*entries, sequence=0):
    return calendar_of("Fristen", [Versioned(entry, sequence, CHANGED) for entry in entries])


def test_lines_are_folded_at_75_bytes_and_come_back_whole():
    data = text_of(DAY)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    (entry,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(entry["summary"]) == DAY.summary
    assert str(entry["description"]) == DAY.description
    assert str(entry["url"]) == DAY.url


def test_a_leap_day_ends_on_the_day_after():
    (entry,) = Calendar.from_ical(text_of(DAY)).walk("VEVENT")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (DAY.start, datetime.date(2024, 3, 1))


def test_moments_stand_in_utc_also_in_the_night_the_clock_jumps():
    (entry,) = Calendar.from_ical(text_of(TALK)).walk("VEVENT")
    assert entry.decoded("dtend") - entry.decoded("dtstart") == datetime.timedelta(hours=1)
    assert b"DTSTART:20260329T003000Z" in text_of(TALK)
    assert "transp" not in entry


def test_the_same_entries_give_the_same_bytes_in_any_order():
    assert text_of(DAY, TALK) == text_of(TALK, DAY)


def test_the_number_of_changes_comes_on_top_of_the_subjects_own():
    (entry,) = Calendar.from_ical(text_of(replace(TALK, sequence=3), sequence=2)).walk("VEVENT")
    assert entry["sequence"] == 5


@pytest.mark.parametrize(
    "other",
    [{"start": datetime.date(2024, 3, 1)}, {"summary": "Anders"}, {"location": "Bonn"}, {"url": "https://x.de"}],
)
def test_whatever_a_calendar_shows_changes_the_digest(other):
    assert replace(DAY, **other).digest != DAY.digest
    assert replace(DAY).digest == DAY.digest


def test_a_uid_is_the_same_for_ever_and_tells_no_key():
    assert uid_of("silver-duty", "S-2021-1") == uid_of("silver-duty", "S-2021-1")
    assert uid_of("silver-duty", "S-2021-1") != uid_of("benchmarking", "S-2021-1")
    assert uid_of("silver-duty", "S-2021-1") == "silver-duty-a899be601a637da444352fb5@goclusterportal"
    assert "S-2021-1" not in uid_of("silver-duty", "S-2021-1")
