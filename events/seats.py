"""Who may register when, and who moves up when a seat gets free. Pure: no query, no request, no clock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
FAR_AHEAD = datetime(9999, 1, 1, tzinfo=ZONE)

Waiting = TypeVar("Waiting")


class Phase(StrEnum):
    """Where the registration for an event stands at one moment."""

    NOT_YET = "not_yet"
    OPEN = "open"
    WAITING = "waiting"
    FULL = "full"
    CLOSED = "closed"
    CALLED_OFF = "called_off"
    OVER = "over"


def begin_of(starts_on: date | None, starts_at: time | None) -> datetime:
    """The moment an event begins; without an hour its day does, without a day it is far ahead."""
    return datetime.combine(starts_on, starts_at or time(0), ZONE) if starts_on else FAR_AHEAD


def is_over(last_day: date | None, now: datetime) -> bool:
    """An event is over when its last day is; one without a day is not."""
    return last_day is not None and now.astimezone(ZONE).date() > last_day


def closing_of(closes_at: datetime, begins_at: datetime) -> datetime:
    """When registration ends: as set, at the latest when the event begins, for then nobody moves up any more."""
    return min(closes_at, begins_at)


def phase_of(
    *,
    now: datetime,
    last_day: date | None,
    opens_on: date | None,
    begins_at: datetime,
    closes_at: datetime,
    closed_at: datetime | None,
    called_off_at: datetime | None,
    free: int | None,
    waiting_list: bool,
) -> Phase:
    """The phase at `now`. `free` seats: None where their number is not limited.

    `closes_at` itself is too late, and so is the beginning.
    """
    if is_over(last_day, now):
        return Phase.OVER
    if called_off_at is not None:
        return Phase.CALLED_OFF
    if closed_at is not None or now >= closing_of(closes_at, begins_at):
        return Phase.CLOSED
    if opens_on is not None and now.astimezone(ZONE).date() < opens_on:
        return Phase.NOT_YET
    if free is None or free > 0:
        return Phase.OPEN
    return Phase.WAITING if waiting_list else Phase.FULL


def may_change(*, now: datetime, begins_at: datetime, changes_until: datetime | None) -> bool:
    """Whether people may still change their own answers: until the set moment, at the latest until it begins."""
    return now < min(begins_at, changes_until or begins_at)


def moved_by(moment: datetime, days: int) -> datetime:
    """So many days later, at the same hour in Berlin."""
    local = moment.astimezone(ZONE)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), ZONE)


def free_seats(capacity: int | None, seated: int) -> int | None:
    """How many seats are free: None without a limit, never less than none."""
    return None if capacity is None else max(0, capacity - seated)


def moving_up(capacity: int | None, seated: int, waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those of the waiting, first come first, who get the free seats. Nobody loses a seat when fewer are offered."""
    free = free_seats(capacity, seated)
    return list(waiting if free is None else waiting[:free])


def personal_data_ends(last_day: date, retention_days: int) -> date:
    """The last day on which names and answers are kept."""
    return last_day + timedelta(days=retention_days)
