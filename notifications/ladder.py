"""A ladder of reminders: which rung is due.

Pure: no query, no request, no clock. Due means "due by that day and not yet sent", never "date equals today"; after
a pause only the latest due rung goes out, once; when a due date moves, unsent rungs move (SPEC 2.4) [D].

What was sent is known by the rung's key, per kind, subject and recipient. So a new deadline of the same subject that
deserves the whole ladder again (a renewed label) needs a subject key of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programme.calendar import add_months


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of a ladder: so many months and days from the due day, negative before it, positive after it."""

    key: str
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class PlannedRung:
    """A rung and the day on which it will go out."""

    on: date
    rung: Rung


def rung_date(rung: Rung, due_on: date) -> date:
    """The day from which the rung is due: first the months by calendar, then the days."""
    return add_months(due_on, rung.months) + timedelta(days=rung.days)


def due_rung(rungs: Sequence[Rung], due_on: date, day: date, sent: Collection[str]) -> Rung | None:
    """The rung that has to go out on `day`: the latest whose date has come, unless it was sent already.

    Earlier rungs that were missed stay unsent: they are overtaken. Of two rungs with the same date the one that
    stands later in `rungs` counts.
    """
    reached = [
        (rung_on, position, rung) for position, rung in enumerate(rungs) if (rung_on := rung_date(rung, due_on)) <= day
    ]
    if not reached:
        return None
    latest = max(reached, key=lambda entry: entry[:2])[2]
    return None if latest.key in sent else latest


def upcoming(
    rungs: Sequence[Rung], due_on: date, from_day: date, until_day: date, sent: Collection[str]
) -> list[PlannedRung]:
    """What will go out from `from_day` to `until_day`, both included, if the portal runs every day.

    A rung missed before `from_day` is planned for `from_day`, as `due_rung` would send it then.
    """
    # On each of these days another rung is the latest, so none is planned twice.
    days = {from_day} | {day for rung in rungs if from_day <= (day := rung_date(rung, due_on)) <= until_day}
    planned = []
    for day in sorted(days):
        rung = due_rung(rungs, due_on, day, sent) if day <= until_day else None
        if rung is not None:
            planned.append(PlannedRung(day, rung))
    return planned


# A skip that names nobody holds for everyone whom the rung addresses.
EVERYONE = ""


def is_skipped(rung: str, recipient: str, skipped: Collection[tuple[str, str]]) -> bool:
    """Whether a person took this rung out, for this recipient or for everyone. `skipped` holds (rung, recipient).

    A skipped rung stays the latest one that was reached: no earlier rung goes out in its place (`due_rung`).
    """
    return (rung, EVERYONE) in skipped or (rung, recipient) in skipped


def may_take_back(rung_on: date, day: date) -> bool:
    """Whether a skip can still be undone: only before the rung's day, lest a mail goes out that nobody expects."""
    return day < rung_on
