"""The benchmarking on a day: compulsory for every member [S], with a due day of its own [D] (SPEC 2.2)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.calendar import add_months
from programme.worded import WordedEnum


class BenchmarkingState(WordedEnum):
    UNKNOWN = "unknown", _("unbekannt")
    ON_TRACK = "on_track", _("im Zeitplan")
    SOON = "soon", _("bald fällig")
    PLANNED = "planned", _("vereinbart")
    OVERDUE = "overdue", _("überfällig")


SENTENCES = {
    BenchmarkingState.UNKNOWN: _("Wann das nächste Benchmarking fällig ist, lässt sich nicht berechnen."),
    BenchmarkingState.ON_TRACK: _("Das nächste Benchmarking ist bis einschließlich %(due_on)s fällig."),
    BenchmarkingState.SOON: _(
        "Das nächste Benchmarking ist bis einschließlich %(due_on)s fällig. Bitte vereinbaren Sie einen Termin."
    ),
    BenchmarkingState.PLANNED: _("Das nächste Benchmarking ist für den %(planned_on)s vereinbart."),
    BenchmarkingState.OVERDUE: _("Das Benchmarking war bis einschließlich %(due_on)s fällig."),
}


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run: the day the office has set for it, the day arranged, the day it was held."""

    due_on: date | None = None
    planned_on: date | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkingStatus:
    state: BenchmarkingState
    due_on: date | None
    planned_on: date | None = None


def benchmarking_due(
    admitted_on: date | None, runs: Collection[RunFacts], day: date, *, first_months: int, interval_months: int
) -> date | None:
    """The last day for the next benchmarking as seen on `day`; None when nothing is known to count from.

    The first is due `first_months` after admission, the next `interval_months` after the last run. A run from before
    the admission makes nothing due earlier than the first. A day that the office has set for an open run goes before.
    """
    last = last_run(runs, day)
    set_days = [
        run.due_on
        for run in runs
        if run.due_on is not None and (run.held_on is None or run.held_on > day) and (last is None or run.due_on > last)
    ]
    if set_days:
        return min(set_days)
    first = None if admitted_on is None else add_months(admitted_on, first_months)
    if last is None:
        return first
    following = add_months(last, interval_months)
    if first is not None and admitted_on is not None and last < admitted_on:
        return max(first, following)
    return following


def last_run(runs: Collection[RunFacts], day: date) -> date | None:
    """The day of the latest run held by `day`."""
    return max((run.held_on for run in runs if run.held_on is not None and run.held_on <= day), default=None)


def benchmarking_status(
    admitted_on: date | None,
    runs: Collection[RunFacts],
    day: date,
    *,
    first_months: int,
    interval_months: int,
    soon_months: int,
) -> BenchmarkingStatus:
    """State and due day on `day`. A date that is arranged and still ahead is told before "soon" and "overdue"."""
    due_on = benchmarking_due(admitted_on, runs, day, first_months=first_months, interval_months=interval_months)
    planned = min(
        (
            run.planned_on
            for run in runs
            if run.planned_on is not None and run.planned_on >= day and (run.held_on is None or run.held_on > day)
        ),
        default=None,
    )
    if planned is not None:
        return BenchmarkingStatus(BenchmarkingState.PLANNED, due_on, planned)
    if due_on is None:
        return BenchmarkingStatus(BenchmarkingState.UNKNOWN, None)
    if day > due_on:
        return BenchmarkingStatus(BenchmarkingState.OVERDUE, due_on)
    soon = day >= add_months(due_on, -soon_months)
    return BenchmarkingStatus(BenchmarkingState.SOON if soon else BenchmarkingState.ON_TRACK, due_on)


def explain_benchmarking(status: BenchmarkingStatus, language: str) -> str:
    """The state as a sentence, the same on every page and in every mail."""
    with translation.override(language):
        pattern = "j F Y" if language.startswith("en") else "j. F Y"
        return str(SENTENCES[status.state]) % {
            "due_on": date_format(status.due_on, pattern) if status.due_on else "",
            "planned_on": date_format(status.planned_on, pattern) if status.planned_on else "",
        }
