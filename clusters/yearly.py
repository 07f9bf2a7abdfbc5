"""The yearly report of a cluster's actors: which key date is asked, until when, where it stands.

Pure: no query, no request, no clock. Key date and due day are configuration [D]; every member reports once a year
(SPEC 2.2, 2.4).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from programme.worded import WordedEnum

from .lifecycle import Period, counts_on


class ReportState(WordedEnum):
    OPEN = "open", _("noch nicht gemeldet")
    OVERDUE = "overdue", _("überfällig")
    QUESTION = "question", _("Rückfrage")
    SUBMITTED = "submitted", _("gemeldet")
    ACCEPTED = "accepted", _("angenommen")


@dataclass(frozen=True, slots=True)
class YearlyTerms:
    """The key date of each year, and the due day that follows it. A day the month does not have is its last one."""

    key_month: int
    key_day: int
    due_month: int
    due_day: int


def key_date_for(day: date, terms: YearlyTerms) -> date:
    """The key date that is asked for on `day`: the latest that has come, that day included."""
    this_year = _on(day.year, terms.key_month, terms.key_day)
    return this_year if this_year <= day else _on(day.year - 1, terms.key_month, terms.key_day)


def due_day(key_date: date, terms: YearlyTerms) -> date:
    """The last day to report a key date: the first due day after it."""
    same_year = _on(key_date.year, terms.due_month, terms.due_day)
    return same_year if same_year > key_date else _on(key_date.year + 1, terms.due_month, terms.due_day)


def reports(period: Period, key_date: date, day: date) -> bool:
    """Whether a member reports a key date on `day`: a member then and now."""
    return counts_on(period, key_date) and counts_on(period, day)


def report_state(latest: str | None, due_on: date, day: date) -> ReportState:
    """Where a report stands on `day`; `latest` is the state of the last report, None without one."""
    if latest in (ReportState.ACCEPTED, ReportState.SUBMITTED):
        return ReportState(latest)
    if day > due_on:
        return ReportState.OVERDUE
    return ReportState.QUESTION if latest == ReportState.QUESTION else ReportState.OPEN


def jumps(before: Mapping[str, int | None], now: Mapping[str, int | None], percent: int) -> list[str]:
    """The names whose number vanished, or moved by more than `percent` of the one before."""
    found = []
    for name, old in before.items():
        new = now.get(name)
        if old is not None and (new is None or abs(new - old) * 100 > percent * old):
            found.append(name)
    return found


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
