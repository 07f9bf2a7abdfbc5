"""What a silver duty asks for next: the latest feasible starts, and the gaps in what was proved.

Lead times are configuration [D]; they are warned of from the first day on, also when they are longer than the time
that is left (SPEC 2.2: "from then on without gaps").
"""

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from programme.calendar import add_months

from .awards import DAY, first_silver_due
from .duty import DutyFacts, DutyState, DutyStatus, covers_known_on

NEEDS_NOTHING = {DutyState.UNKNOWN, DutyState.WAIVED, DutyState.ENDED}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The latest days to begin, so that silver is proved by `due_on`. A step that is done has no day."""

    due_on: date
    benchmarking_by: date | None
    assessment_by: date | None

    def is_short(self, day: date) -> bool:
        """Whether less time is left on `day` than the lead times ask for."""
        return any(by is not None and by < day for by in (self.benchmarking_by, self.assessment_by))

    def next_step(self) -> date | None:
        """The day by which something has to begin next."""
        return self.benchmarking_by or self.assessment_by


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which silver was not proved after it had been once; `last` None: the gap is still open."""

    first: date
    last: date | None


def silver_forecast(
    status: DutyStatus,
    *,
    last_benchmarking: date | None,
    benchmarking_lead: int,
    assessment_lead: int,
    benchmarking_interval: int,
) -> Forecast | None:
    """The latest feasible starts before the due day of `status`; None where nothing is due.

    A benchmarking counts as done when it is at most `benchmarking_interval` months old on the due day. A running
    assessment needs neither.
    """
    if status.state in NEEDS_NOTHING or status.due_on is None:
        return None
    running = status.state == DutyState.IN_ASSESSMENT
    fresh = last_benchmarking is not None and last_benchmarking >= add_months(status.due_on, -benchmarking_interval)
    return Forecast(
        due_on=status.due_on,
        benchmarking_by=None if running or fresh else add_months(status.due_on, -benchmarking_lead),
        assessment_by=None if running else add_months(status.due_on, -assessment_lead),
    )


def gaps(facts: DutyFacts, day: date) -> list[Gap]:
    """The gaps since the first silver (or gold), as known on `day`, oldest first.

    Counted from the day after the first due day on, never within an extension that reaches into the gap, and as long
    as the duty lasts: what comes after a waiver, its end or the membership's is no gap.
    """
    if facts.admitted_on is None:
        return []
    covers = [cover for cover in covers_known_on(facts.awards, day) if cover[1] >= facts.admitted_on]
    if not covers:
        return []
    first_due = first_silver_due(facts.admitted_on, facts.transition_day)
    extended_to, succession = facts.extended_to_on(day), facts.succession_on(day)
    if succession is not None:
        # The day set after a merger works on a gap as an extension does, and may come before the first due day.
        first_due = min(first_due, succession.due_on)
        extended_to = max(succession.due_on, extended_to or succession.due_on)
    last_day = min([day, *_lasts_until(facts)])
    found = []
    proved_until = max(covers[0][1], first_due)
    for first, last in covers[1:]:
        if first > proved_until + DAY:
            found.append((proved_until + DAY, first - DAY))
        proved_until = max(proved_until, last)
    found.append((proved_until + DAY, last_day))
    cut = [_after_extension(first, min(last, last_day), extended_to, last_day) for first, last in found]
    return [Gap(first, None if last == day and last == last_day else last) for first, last in cut if first <= last]


def _lasts_until(facts: DutyFacts) -> list[date]:
    """The last days of the duty that are known."""
    days = [end - DAY for end in (facts.waived_on, facts.ended_on) if end is not None]
    return days if facts.membership_ends_on is None else [*days, facts.membership_ends_on]


def _after_extension(first: date, last: date, extended_to: date | None, last_day: date) -> tuple[date, date]:
    """Without the days that an extension covers which ends in the gap or after the present day. An earlier gap, long
    closed, stays one."""
    if extended_to is not None and first <= extended_to and (extended_to <= last or last == last_day):
        return extended_to + DAY, last
    return first, last


def explain_forecast(forecast: Forecast, day: date, language: str) -> list[str]:
    """What to begin by when, one sentence per step; said differently once the day has passed."""
    with translation.override(language):
        sentences = []
        for by, ahead, behind in (
            (
                forecast.benchmarking_by,
                gettext("Das Benchmarking beginnt spätestens am %(by)s."),
                gettext("Für das Benchmarking bleibt weniger Zeit als üblich: Spätester Beginn war der %(by)s."),
            ),
            (
                forecast.assessment_by,
                gettext("Die Begutachtung für Silber beginnt spätestens am %(by)s."),
                gettext("Für die Begutachtung bleibt weniger Zeit als üblich: Spätester Beginn war der %(by)s."),
            ),
        ):
            if by is not None:
                sentences.append((ahead if day <= by else behind) % {"by": _in_words(by, language)})
        return sentences


def explain_gap(gap: Gap, language: str) -> str:
    with translation.override(language):
        if gap.last is None:
            return gettext("Seit dem %(first)s fehlt der Nachweis.") % {"first": _in_words(gap.first, language)}
        return gettext("Vom %(first)s bis zum %(last)s fehlte der Nachweis.") % {
            "first": _in_words(gap.first, language),
            "last": _in_words(gap.last, language),
        }


def _in_words(day: date, language: str) -> str:
    return date_format(day, "j F Y" if language.startswith("en") else "j. F Y")
