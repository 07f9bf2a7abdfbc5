"""The text of a private calendar (RFC 5545). Pure: no query, no request, no clock.

Appointments stand in UTC, so that they are right in every zone and in the nights in which the clock jumps; deadlines
are whole days that block no time.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

REFRESH_EVERY = timedelta(hours=6)
DOMAIN = "goclusterportal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline (a day) or appointment (two moments with a time zone), in the words of the person's language."""

    uid: str
    summary: str
    start: date | datetime
    end: datetime | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    # Where the subject counts its own versions: what the feed counts comes on top.
    sequence: int = 0

    @property
    def digest(self) -> str:
        """Changes whenever anything that a calendar shows does."""
        return sha256(repr(astuple(self)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Versioned:
    """An entry with the number of its changes and the moment of the last."""

    entry: Entry
    sequence: int
    changed_at: datetime


def uid_of(kind: str, key: str) -> str:
    """The same for ever for one deadline, whatever its date; tells nobody the key."""
    return f"{kind}-{sha256(f'{kind}/{key}'.encode()).hexdigest()[:24]}@{DOMAIN}"


def calendar_of(name: str, entries: Iterable[Versioned]) -> bytes:
    """The whole calendar. The same entries give the same bytes, so that an unchanged calendar can be recognised."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{DOMAIN}//deadlines//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for one in sorted(entries, key=lambda one: (_moment(one.entry.start), one.entry.uid)):
        calendar.add_component(_component(one))
    return calendar.to_ical()


def _moment(start: date | datetime) -> str:
    return (start.astimezone(UTC) if isinstance(start, datetime) else start).isoformat()


def _component(one: Versioned) -> Event:
    entry, component = one.entry, Event()
    changed = one.changed_at.astimezone(UTC)
    component.add("uid", entry.uid)
    component.add("sequence", one.sequence + entry.sequence)
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    if isinstance(entry.start, datetime):
        component.add("dtstart", entry.start.astimezone(UTC))
        if entry.end:
            component.add("dtend", entry.end.astimezone(UTC))
    else:
        component.add("dtstart", entry.start)
        component.add("dtend", entry.start + timedelta(days=1))
        component.add("transp", "TRANSPARENT")
    # Whoever shares a calendar with colleagues shows them that there is something, not what.
    component.add("class", "PRIVATE")
    for name in ("summary", "location", "description"):
        if text := getattr(entry, name):
            component.add(name, text)
    if entry.url:
        component.add("url", entry.url)
    return component
