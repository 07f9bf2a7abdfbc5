"""Every history, every day: the rules against an oracle that looks at one day after the other (histories.py)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from labels.validity import (
    AwardFacts,
    AwardState,
    BenchmarkingState,
    DutyFacts,
    DutyReason,
    DutyState,
    Level,
    RunFacts,
    award_state,
    benchmarking_due,
    benchmarking_status,
    best_level,
    duty_status,
    explain_award,
    explain_benchmarking,
    explain_duty,
    explain_gap,
    gaps,
    is_valid_on,
    last_run,
)

from .histories import DAYS, ONE, award, awards, duties, each, first_due, gap_days, in_force, look, months_away

RISKS = st.integers(0, 12)
LANGUAGES = ("de", "en")
ANY_ADMISSION = duties(admitted=st.none() | DAYS | DAYS)


# --- The duty -------------------------------------------------------------------


# The renewal is known long before it begins on the day after the previous end.
RENEWED = DutyFacts(
    date(2024, 1, 1),
    None,
    None,
    None,
    None,
    [
        AwardFacts(Level.SILVER, None, None, date(2025, 1, 1), date(2026, 12, 31), True),
        AwardFacts(Level.SILVER, None, date(2026, 6, 1), date(2027, 1, 1), date(2028, 12, 31), True),
    ],
)


@settings(max_examples=400)
@given(ANY_ADMISSION, DAYS, RISKS)
@example(RENEWED, date(2026, 5, 31), 6)
@example(RENEWED, date(2026, 6, 1), 6)
def test_state_and_due_day_are_what_a_look_at_every_day_finds(facts, day, risk):
    status, found = duty_status(facts, day, risk), look(facts, day, risk)
    assert (status.state, status.due_on) == (found.state, found.due_on)


@settings(max_examples=80)
@given(ANY_ADMISSION, DAYS, RISKS)
def test_a_whole_year_day_by_day(facts, start, risk):
    """Exactly one state for each day, with an explanation in both languages, and only for a reason another one."""
    for day in sorted(each(start, start + 370 * ONE))[::5]:
        status = duty_status(facts, day, risk)
        assert status.state in DutyState
        assert status.reason in DutyReason
        for language in LANGUAGES:
            words = explain_duty(status, language)
            assert words.endswith(".")
            assert "%" not in words


@settings(max_examples=400)
@given(duties(), DAYS, RISKS)
def test_nothing_is_due_before_the_start_nor_before_two_years_are_over(facts, day, risk):
    status = duty_status(facts, day, risk)
    if status.due_on is None or status.state == DutyState.EXEMPT:
        return
    assert status.due_on > facts.admitted_on
    assert status.due_on >= first_due(facts)


# Renewed five months late, dated back: a gap from January to May 2027.
TWICE = replace(
    RENEWED,
    awards=[
        RENEWED.awards[0],
        AwardFacts(Level.SILVER, date(2027, 6, 1), None, date(2027, 1, 1), date(2028, 12, 31), True),
    ],
)


@settings(max_examples=400)
@given(duties(), DAYS)
# Extensions: still running on the day of the look, ending within a closed gap, ending long after it.
@example(replace(TWICE, awards=TWICE.awards[:1], extended_to=date(2027, 6, 30)), date(2027, 3, 1))
@example(replace(TWICE, extended_to=date(2027, 2, 28)), date(2027, 12, 31))
@example(replace(TWICE, extended_to=date(2027, 12, 31)), date(2028, 6, 1))
def test_the_gaps_are_the_days_without_proof(facts, day):
    found = gaps(facts, day)
    lacking, last = gap_days(facts, day)
    days = [one for gap in found for one in each(gap.first, gap.last or last)]
    assert len(days) == len(set(days)), "no day twice"
    assert set(days) == lacking
    assert [gap for gap in found if gap.last is None] == ([found[-1]] if last == day and day in lacking else [])
    for gap in found:
        assert explain_gap(gap, "de") != explain_gap(gap, "en")


@settings(max_examples=400)
@given(duties(), DAYS, RISKS, st.data())
def test_what_lies_later_changes_nothing_of_a_day(facts, day, risk, data):
    """A later award, revocation, waiver, end, exit or assessment: the state of the day is the same without it."""
    later = DAYS.filter(lambda one: one > day)
    assume(day < date(2030, 12, 31))
    begins = data.draw(later)
    more = replace(data.draw(award(begins)), assessed_on=data.draw(st.none() | later), awarded_on=data.draw(later))
    then = {
        name: data.draw(later)
        for name in ("waived_on", "ended_on", "assessment_started_on")
        if getattr(facts, name) is None
    }
    if facts.membership_ends_on is None:
        # The last day is a day of the membership.
        then["membership_ends_on"] = data.draw(later | st.just(day))
    revoked = [
        replace(one, revoked_on=data.draw(later)) if one.revoked_on is None and data.draw(st.booleans()) else one
        for one in facts.awards
    ]
    changed = replace(facts, awards=[*revoked, more], **then)
    assert duty_status(changed, day, risk) == duty_status(facts, day, risk)


@settings(max_examples=200)
@given(duties(), DAYS, RISKS, st.integers(1, 400))
def test_a_waiver_or_an_end_stops_the_duty_for_good(facts, decided, risk, days):
    for name, state in (("waived_on", DutyState.WAIVED), ("ended_on", DutyState.ENDED)):
        over = replace(facts, waived_on=None, ended_on=None, membership_ends_on=None)
        after = replace(over, **{name: decided})
        assert duty_status(after, decided + days * ONE, risk).state == state
        assert duty_status(after, decided - ONE, risk) == duty_status(over, decided - ONE, risk)
        assert all(gap.last is not None and gap.last < decided for gap in gaps(after, decided + days * ONE))


# --- Awards ---------------------------------------------------------------------


@settings(max_examples=200)
@given(award(), DAYS, st.none() | st.integers(0, 24), st.none() | st.integers(0, 24))
def test_an_award_has_one_state_that_the_calendar_gives(one, day, soon, grace):
    state = award_state(one, day, soon_months=soon, grace_months=grace)
    assert is_valid_on(one, day) == in_force(one, day) == (state in (AwardState.VALID, AwardState.EXPIRES_SOON))
    if state == AwardState.EXPIRES_SOON:
        assert months_away(one.valid_until, -soon) <= day
    if state == AwardState.RENEWABLE:
        assert one.valid_until < day <= months_away(one.valid_until, grace)
    if state == AwardState.LAPSED:
        assert day > (months_away(one.valid_until, grace) if grace is not None else one.valid_until)
    german, english = (
        explain_award(one, day, soon_months=soon, grace_months=grace, language=language) for language in LANGUAGES
    )
    assert german != english
    assert "%" not in german + english


@settings(max_examples=200)
@given(awards(), DAYS)
def test_the_label_of_a_day_is_the_highest_in_force(held, day):
    ranks = {Level.BRONZE: 1, Level.SILVER: 2, Level.GOLD: 3}
    found = max((ranks[one.level] for one in held if in_force(one, day)), default=0)
    assert ranks.get(best_level(held, day), 0) == found


# --- Benchmarking ---------------------------------------------------------------

RUNS = st.lists(
    st.builds(RunFacts, due_on=st.none() | DAYS, planned_on=st.none() | DAYS, held_on=st.none() | DAYS), max_size=4
)


@settings(max_examples=400)
@given(st.none() | DAYS, RUNS, DAYS, st.integers(1, 36), st.integers(1, 36), st.integers(0, 12))
def test_the_next_benchmarking_follows_what_was_held_by_then(admitted, runs, day, first, interval, soon):
    terms = {"first_months": first, "interval_months": interval}
    due = benchmarking_due(admitted, runs, day, **terms)
    held = sorted(run.held_on for run in runs if run.held_on and run.held_on <= day)
    assert last_run(runs, day) == (held[-1] if held else None)
    open_days = [
        run.due_on for run in runs if run.due_on and run.held_on not in held and (not held or run.due_on > held[-1])
    ]
    counted = [months_away(held[-1], interval)] if held else []
    if admitted and (not held or held[-1] < admitted):
        counted.append(months_away(admitted, first))
    assert due == (min(open_days) if open_days else max(counted, default=None))
    if admitted and not open_days and (not held or held[-1] >= admitted):
        assert due > admitted

    status = benchmarking_status(admitted, runs, day, soon_months=soon, **terms)
    assert status.due_on == due
    assert (status.state == BenchmarkingState.UNKNOWN) == (due is None and status.planned_on is None)
    if status.state == BenchmarkingState.OVERDUE:
        assert due < day
    assert explain_benchmarking(status, "de") != explain_benchmarking(status, "en")
    # A run held later is not known yet.
    assert benchmarking_due(admitted, [*runs, RunFacts(held_on=day + ONE)], day, **terms) == due


# --- The oracle itself ----------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 31), -1, date(2023, 12, 31)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
    ],
)
def test_the_oracle_can_count_months(day, months, expected):
    assert months_away(day, months) == expected
