"""Membership on a day: status is derived from dated facts, never stored.

Pure: no query, no request, no clock. Source: SPEC 2.2; an end includes its day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.calendar import add_months, end_of_month
from programme.worded import WordedEnum


class MembershipStatus(WordedEnum):
    FUTURE = "future", _("beginnt noch")
    ACTIVE = "active", _("Mitglied")
    NOTICE_GIVEN = "notice_given", _("gekündigt")
    ENDED = "ended", _("ausgeschieden")


@dataclass(frozen=True, slots=True)
class Period:
    """One period in the programme. An unknown start (None) counts from `recorded_on`; an open end is None."""

    starts_on: date | None
    ends_on: date | None
    recorded_on: date

    @property
    def first_day(self) -> date:
        """The first day on which the period counts."""
        return self.starts_on if self.starts_on is not None else self.recorded_on


class PeriodFault(StrEnum):
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class PeriodProblem:
    """What is wrong, with the positions of the periods in the sequence that was checked."""

    fault: PeriodFault
    positions: tuple[int, ...]

    @property
    def message(self) -> str:
        """The problem in the language that is active."""
        if self.fault == PeriodFault.OVERLAP:
            return gettext("Die Zeiträume einer Mitgliedschaft dürfen sich nicht überschneiden.")
        return gettext("Das Ende der Mitgliedschaft liegt vor ihrem Beginn.")


def counts_on(period: Period, day: date) -> bool:
    """Whether the cluster is a member on `day`; both ends included."""
    return period.first_day <= day and (period.ends_on is None or day <= period.ends_on)


def status_on(period: Period, day: date, notice_given_on: date | None = None) -> MembershipStatus:
    """The status on `day`. Notice shows from its day on; the member stays one until the end, that day included."""
    if period.ends_on is not None and period.ends_on < day:
        return MembershipStatus.ENDED
    if day < period.first_day:
        return MembershipStatus.FUTURE
    if notice_given_on is not None and notice_given_on <= day:
        return MembershipStatus.NOTICE_GIVEN
    return MembershipStatus.ACTIVE


def earliest_exit(given_on: date, months: int, to_month_end: bool) -> date:
    """The first day that a notice given on `given_on` may name as the last one of the membership [D].

    The months are counted by calendar (31 January plus one month is the last of February).
    """
    day = add_months(given_on, months)
    return end_of_month(day) if to_month_end else day


def overlaps(a: Period, b: Period) -> bool:
    """Whether two periods share a day on which both count.

    An open end has no last day. An unknown start is taken from `recorded_on`, the day from which it counts, so an
    earlier period that ended before the record does not stand in its way [D].
    """
    if _is_empty(a) or _is_empty(b):
        return False
    a_reaches_b = a.ends_on is None or b.first_day <= a.ends_on
    b_reaches_a = b.ends_on is None or a.first_day <= b.ends_on
    return a_reaches_b and b_reaches_a


def check_periods(periods: Sequence[Period]) -> list[PeriodProblem]:
    """Everything that is wrong with the periods of one cluster: ends before the start, and overlaps by pairs."""
    problems = [
        PeriodProblem(PeriodFault.ENDS_BEFORE_START, (position,))
        for position, period in enumerate(periods)
        if _is_empty(period)
    ]
    for first, a in enumerate(periods):
        for second in range(first + 1, len(periods)):
            if overlaps(a, periods[second]):
                problems.append(PeriodProblem(PeriodFault.OVERLAP, (first, second)))
    return problems


def admission_year(period: Period) -> int | None:
    """The year of admission, which is public; None when the start is unknown."""
    return period.starts_on.year if period.starts_on is not None else None


def _is_empty(period: Period) -> bool:
    """Ended before the first day on which it could count."""
    return period.ends_on is not None and period.ends_on < period.first_day
