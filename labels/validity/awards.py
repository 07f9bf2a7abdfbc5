"""Label awards: the state on a day, the dates a form proposes, the day by which silver is due for the first time.

Validity by level: the label secretariat [E], SPEC 2.3; what stands at the
awards counts; what computes an end here only proposes it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.calendar import add_months, add_years, end_of_month
from programme.worded import WordedEnum

DAY = timedelta(days=1)
YEARS_TO_FIRST_SILVER = 2
"""[S] "within two years of admission"."""


class Level(StrEnum):
    """The levels of the European Cluster Excellence Initiative, from low to high. Their words stand at the model."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class Form(StrEnum):
    """Whether an award is a level's first or continues an earlier one."""

    FIRST = "first"
    RENEWAL = "renewal"


class AwardState(WordedEnum):
    ANNOUNCED = "announced", _("angekündigt")
    VALID = "valid", _("gültig")
    EXPIRES_SOON = "expires_soon", _("läuft bald ab")
    RENEWABLE = "renewable", _("abgelaufen, erneuerbar")
    LAPSED = "lapsed", _("abgelaufen")
    REVOKED = "revoked", _("entzogen")


SENTENCES = {
    AwardState.ANNOUNCED: _("Angekündigt: Das Label ist noch nicht bestätigt oder seine Gültigkeit beginnt noch."),
    AwardState.VALID: _("Gültig bis einschließlich %(until)s."),
    AwardState.EXPIRES_SOON: _("Gültig nur noch bis einschließlich %(until)s."),
    AwardState.RENEWABLE: _("Abgelaufen am %(until)s; erneuerbar bis einschließlich %(renewable_until)s."),
    AwardState.LAPSED: _("Abgelaufen am %(until)s und nicht mehr erneuerbar."),
    AwardState.REVOKED: _("Entzogen am %(revoked)s."),
}


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """What is recorded about one award. `assessed_on` is the day of the passed assessment.

    `confirmed` says that the award was confirmed; without it the award is only announced. `revoked_on` is the first
    day on which it no longer holds.
    """

    level: Level
    assessed_on: date | None
    awarded_on: date | None
    valid_from: date | None
    valid_until: date | None
    confirmed: bool
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Dates for the form. `valid_until` is None where the table of terms has no value: then the office enters it."""

    valid_from: date
    valid_until: date | None


def is_valid_on(award: AwardFacts, day: date) -> bool:
    """Whether the award is confirmed and in force on `day`; its first and its last day belong to it."""
    if not award.confirmed or award.valid_from is None or award.valid_until is None:
        return False
    return award.valid_from <= day <= award.valid_until and not _revoked_by(award, day)


def award_state(award: AwardFacts, day: date, *, soon_months: int | None, grace_months: int | None) -> AwardState:
    """The state of an award on `day`.

    It expires soon from the day that lies `soon_months` before its last day, and is renewable up to and including
    the day that lies `grace_months` after it (bronze and silver: one year after expiry [E]). None: no such span.
    """
    if _revoked_by(award, day):
        return AwardState.REVOKED
    if not award.confirmed or award.valid_from is None or award.valid_until is None or day < award.valid_from:
        return AwardState.ANNOUNCED
    if day <= award.valid_until:
        soon = soon_months is not None and day >= add_months(award.valid_until, -soon_months)
        return AwardState.EXPIRES_SOON if soon else AwardState.VALID
    if grace_months is not None and day <= add_months(award.valid_until, grace_months):
        return AwardState.RENEWABLE
    return AwardState.LAPSED


def explain_award(
    award: AwardFacts, day: date, *, soon_months: int | None, grace_months: int | None, language: str
) -> str:
    """The state of an award on `day` as a sentence with its reason."""
    state = award_state(award, day, soon_months=soon_months, grace_months=grace_months)
    until = award.valid_until
    with translation.override(language):
        pattern = "j F Y" if language.startswith("en") else "j. F Y"
        return str(SENTENCES[state]) % {
            "until": date_format(until, pattern) if until else "",
            "renewable_until": date_format(add_months(until, grace_months), pattern) if until and grace_months else "",
            "revoked": date_format(award.revoked_on, pattern) if award.revoked_on else "",
        }


def best_level(awards: Collection[AwardFacts], day: date) -> Level | None:
    """The highest level that is valid on `day`."""
    held = {award.level for award in awards if is_valid_on(award, day)}
    return max(held, key=list(Level).index, default=None)


def form_for(interview_day: date, previous_end: date | None, grace_months: int | None) -> Form:
    """Whether an interview renews the previous award of the level or begins anew.

    Renewable until one year after expiry, that day included [E]; later, or without a previous award, it is a first.
    """
    if previous_end is None:
        return Form.FIRST
    return Form.RENEWAL if interview_day <= add_months(previous_end, grace_months or 0) else Form.FIRST


def propose_dates(
    level: Level, interview_day: date, *, form: Form, years: int | None, previous_end: date | None = None
) -> Proposal:
    """The dates a form proposes for an award; the office may change them with a reason.

    A first award runs from the interview to the last day of the interview's month, `years` years later. A renewal
    counts from the previous end, also when that has passed, so that no gap stays [E]. `years` comes from the
    configured table for this level and form. Raises ValueError for a renewal without a previous end.
    """
    if form == Form.FIRST:
        start = interview_day
        until = None if years is None else end_of_month(add_years(interview_day, years))
    else:
        if previous_end is None:
            raise ValueError(f"a renewal of {level} needs the end of the previous award")
        start = previous_end + DAY
        until = None if years is None else _years_from_end(previous_end, years)
    return Proposal(start, until)


def first_silver_due(admitted_on: date, transition_day: date | None = None) -> date:
    """The last day to meet the silver criteria for the first time.

    Two years after admission by calendar, 29 February becoming 28 [S]; the transition day if that is later [D].
    """
    due_on = add_years(admitted_on, YEARS_TO_FIRST_SILVER)
    return due_on if transition_day is None else max(due_on, transition_day)


def last_end(awards: Sequence[AwardFacts], level: Level, day: date) -> date | None:
    """The latest end of the confirmed awards of a level that were not revoked by `day`: what a renewal continues."""
    ends = [
        award.valid_until
        for award in awards
        if award.level == level and award.confirmed and award.valid_until is not None and not _revoked_by(award, day)
    ]
    return max(ends, default=None)


def _revoked_by(award: AwardFacts, day: date) -> bool:
    return award.revoked_on is not None and award.revoked_on <= day


def _years_from_end(previous_end: date, years: int) -> date:
    """An end at the end of a month stays one: 28 February 2026 + 2 years is 29 February 2028."""
    until = add_years(previous_end, years)
    return end_of_month(until) if previous_end == end_of_month(previous_end) else until
