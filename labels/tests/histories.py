"""Random histories, and what a patient person would find by looking at every single day of them.

The oracle knows the rules' words (SPEC 2.2, 2.3), not their code: it works on sets of days and imports no function of
labels.validity, clusters.lifecycle or programme.calendar, only the shapes of the facts.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from labels.validity import AwardFacts, DutyFacts, DutyState, Level

ONE = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2031, 12, 31)

# --- Histories ------------------------------------------------------------------

EDGES = [
    date(year, month, calendar.monthrange(year, month)[1]) for year in range(2024, 2031) for month in (1, 2, 6, 8, 12)
]
DAYS = st.sampled_from(EDGES) | st.dates(FIRST, date(2030, 12, 31))


@st.composite
def award(draw, start=None):
    """One award: with or without assessment, awarded before or after it begins, revoked perhaps, announced perhaps."""
    start = start or draw(DAYS)
    end = start + draw(st.integers(0, 1200)) * ONE
    around = st.integers(-200, 200).map(lambda days: start + days * ONE)
    return AwardFacts(
        level=draw(st.sampled_from(list(Level))),
        assessed_on=draw(st.none() | around),
        awarded_on=draw(st.none() | around),
        valid_from=start,
        valid_until=end,
        confirmed=draw(st.sampled_from([True, True, True, False])),
        revoked_on=draw(st.none() | st.none() | st.integers(-5, 1300).map(lambda days: start + days * ONE)),
    )


@st.composite
def renewal(draw, previous):
    """The next award of the level: from the day after the previous end, told in time or late, or dated back."""
    start = previous.valid_until + ONE
    around = st.sampled_from([-600, -200, -1, 0, 40]).map(lambda days: start + days * ONE)
    return replace(
        draw(award(start)),
        level=previous.level,
        assessed_on=draw(st.none() | around),
        awarded_on=draw(st.none() | around),
        confirmed=True,
    )


@st.composite
def awards(draw):
    """Up to four: some anywhere, some as renewals of the one before."""
    found = []
    for _place in range(draw(st.integers(0, 4))):
        renews = bool(found) and draw(st.booleans())
        found.append(draw(renewal(found[-1]) if renews else award()))
    return found


def duties(admitted=DAYS):
    return st.builds(
        DutyFacts,
        admitted_on=admitted,
        transition_day=st.none() | DAYS,
        extended_to=st.none() | DAYS,
        waived_on=st.none() | st.none() | DAYS,
        ended_on=st.none() | st.none() | DAYS,
        awards=awards(),
        assessment_started_on=st.none() | DAYS,
        membership_ends_on=st.none() | st.none() | DAYS,
    )


# --- Days, one by one -----------------------------------------------------------


def months_away(day, months):
    """The same day so many months away, month by month; a day that the month lacks is its last."""
    year, month = day.year, day.month
    for _step in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in (0, 13):
            year, month = (year + 1, 1) if month == 13 else (year - 1, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(day)


def each(first, last):
    """Every day from the first to the last."""
    return {first + number * ONE for number in range((last - first).days + 1)}


def proved(one, as_known_on):
    """The days on which an award proves the silver criteria, as it is known on a day."""
    if one.level == Level.BRONZE or not one.confirmed:
        return set()
    begin = one.assessed_on if one.level == Level.SILVER and one.assessed_on else one.valid_from
    if begin > as_known_on and (one.awarded_on is None or one.awarded_on > as_known_on):
        return set()
    days = each(begin, one.valid_until)
    if one.revoked_on and one.revoked_on <= as_known_on:
        days = {day for day in days if day < one.revoked_on}
    return days


def in_force(one, day):
    """Whether an award is a valid label on a day."""
    revoked = one.revoked_on is not None and one.revoked_on <= day
    return one.confirmed and day in each(one.valid_from, one.valid_until) and not revoked


def first_due(facts):
    due = months_away(facts.admitted_on, 24)
    return due if facts.transition_day is None or facts.transition_day < due else facts.transition_day


@dataclass(frozen=True)
class Found:
    """What the patient person says of a duty on a day."""

    state: DutyState
    due_on: date | None


def look(facts, day, risk_months):
    """State and due day of a duty, from sets of days."""
    if facts.ended_on and facts.ended_on <= day:
        return Found(DutyState.ENDED, None)
    if facts.membership_ends_on and facts.membership_ends_on < day:
        return Found(DutyState.ENDED, None)
    if facts.waived_on and facts.waived_on <= day:
        return Found(DutyState.WAIVED, None)
    if facts.admitted_on is None:
        return Found(DutyState.UNKNOWN, None)
    days = set().union(*(proved(one, day) for one in facts.awards))
    due, extended = _due(facts, day, days)
    if any(one.level == Level.GOLD and in_force(one, day) for one in facts.awards):
        return Found(DutyState.EXEMPT, _reaches(days, day))
    risky = day >= months_away(due, -risk_months)
    if day in days and not risky:
        return Found(DutyState.MET, due)
    if _in_assessment(facts, day):
        return Found(DutyState.IN_ASSESSMENT, due)
    if day > due:
        return Found(DutyState.OVERDUE, due)
    if extended:
        return Found(DutyState.EXTENDED, due)
    return Found(DutyState.AT_RISK if risky else DutyState.ON_TRACK, due)


def _reaches(days, day):
    while day + ONE in days:
        day += ONE
    return day


def _due(facts, day, days):
    if day in days:
        shown_until = _reaches(days, day)
    else:
        shown_until = max((one for one in days if one < day), default=date.min)
    due = max(first_due(facts), shown_until)
    if facts.extended_to and facts.extended_to > due:
        return facts.extended_to, True
    return due, False


def _in_assessment(facts, day):
    passed = [one for one in facts.awards if one.level != Level.BRONZE and one.assessed_on and one.assessed_on <= day]
    led_to_award = [one.assessed_on for one in passed if one.confirmed]
    waiting = [
        one.assessed_on for one in passed if not one.confirmed and not (one.revoked_on and one.revoked_on <= day)
    ]
    if facts.assessment_started_on and facts.assessment_started_on <= day:
        waiting.append(facts.assessment_started_on)
    return any(not led_to_award or one > max(led_to_award) for one in waiting)


def gap_days(facts, day):
    """Every day that lacks the proof, as known on `day`, and the last day that is looked at."""
    if facts.admitted_on is None:
        return set(), day
    ends = [one - ONE for one in (facts.waived_on, facts.ended_on) if one]
    last = min([day, *ends, *([facts.membership_ends_on] if facts.membership_ends_on else [])])
    covers = [days for days in (proved(one, day) for one in facts.awards) if days and max(days) >= facts.admitted_on]
    if not covers:
        return set(), last
    days = set().union(*covers)
    from_day = max(min(days), first_due(facts) + ONE)
    lacking = each(from_day, last) - days if from_day <= last else set()
    return _without_extension(lacking, facts.extended_to, last), last


def _without_extension(lacking, extended_to, last):
    """An extension that ends in a gap, or still runs on its last day, excuses the days of that gap."""
    if extended_to is None:
        return lacking
    final = set()
    day = last
    while day in lacking:
        final.add(day)
        day -= ONE
    excused = set()
    if extended_to in lacking:
        day = extended_to
        while day in lacking:
            excused.add(day)
            day -= ONE
    elif final and min(final) <= extended_to:
        excused = final
    return lacking - excused
