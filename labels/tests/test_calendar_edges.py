"""29 February and the ends of months in every deadline: the day before, the day, the day after."""

from datetime import date, timedelta

import pytest

from clusters.lifecycle import MembershipStatus, Period, counts_on, status_on
from labels.validity import (
    AwardState,
    BenchmarkingState,
    DutyState,
    Form,
    Gap,
    Level,
    RunFacts,
    award_state,
    benchmarking_status,
    duty_status,
    first_silver_due,
    form_for,
    gaps,
    propose_dates,
)

from .test_duty import RISK, day, duty
from .test_validity import award

ONE = timedelta(days=1)


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize(
    ("interview", "years", "until"),
    [
        ("2024-02-29", 2, "2026-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2026-02-01", 2, "2028-02-29"),
        ("2025-02-28", 3, "2028-02-29"),
        ("2024-01-31", 2, "2026-01-31"),
        ("2024-04-30", 3, "2027-04-30"),
        ("2024-12-01", 2, "2026-12-31"),
    ],
)
def test_a_first_label_ends_with_the_month_of_the_interview(level, interview, years, until):
    assert propose_dates(level, day(interview), form=Form.FIRST, years=years).valid_until == day(until)


@pytest.mark.parametrize(
    ("previous_end", "years", "start", "until"),
    [
        ("2024-02-29", 2, "2024-03-01", "2026-02-28"),
        ("2024-02-29", 4, "2024-03-01", "2028-02-29"),
        ("2026-02-28", 2, "2026-03-01", "2028-02-29"),
        # In a leap year the 28th is not the end of the month.
        ("2024-02-28", 2, "2024-02-29", "2026-02-28"),
        ("2024-02-28", 4, "2024-02-29", "2028-02-28"),
        ("2025-12-31", 3, "2026-01-01", "2028-12-31"),
        ("2025-04-30", 3, "2025-05-01", "2028-04-30"),
    ],
)
def test_a_renewal_keeps_the_end_of_the_month(previous_end, years, start, until):
    end = day(previous_end)
    proposal = propose_dates(Level.SILVER, end, form=Form.RENEWAL, years=years, previous_end=end)
    assert (proposal.valid_from, proposal.valid_until) == (day(start), day(until))
    assert proposal.valid_from == end + ONE, "no day between the two"


@pytest.mark.parametrize(
    ("until", "soon_from", "renewable_until"),
    [
        ("2024-08-31", "2024-02-29", "2025-08-31"),
        ("2025-08-31", "2025-02-28", "2026-08-31"),
        ("2024-02-29", "2023-08-29", "2025-02-28"),
        # By calendar the 28th, although February has one day more then.
        ("2023-02-28", "2022-08-28", "2024-02-28"),
        ("2025-12-31", "2025-06-30", "2026-12-31"),
    ],
)
def test_soon_and_renewable_from_ends_of_months(until, soon_from, renewable_until):
    facts = award("silver", "2021-01-01", until)

    def state(on):
        return award_state(facts, on, soon_months=6, grace_months=12)

    assert [state(day(soon_from) - ONE), state(day(soon_from))] == [AwardState.VALID, AwardState.EXPIRES_SOON]
    assert [state(day(until)), state(day(until) + ONE)] == [AwardState.EXPIRES_SOON, AwardState.RENEWABLE]
    last = day(renewable_until)
    assert [state(last), state(last + ONE)] == [AwardState.RENEWABLE, AwardState.LAPSED]
    assert [form_for(on, day(until), 12) for on in (last, last + ONE)] == [Form.RENEWAL, Form.FIRST]


@pytest.mark.parametrize(
    ("admitted", "at_risk_from", "due"),
    [
        ("2024-02-29", "2025-08-28", "2026-02-28"),
        ("2022-02-28", "2023-08-28", "2024-02-28"),
        ("2022-03-01", "2023-09-01", "2024-03-01"),
        ("2024-08-31", "2026-02-28", "2026-08-31"),
        ("2022-08-31", "2024-02-29", "2024-08-31"),
        ("2023-12-31", "2025-06-30", "2025-12-31"),
    ],
)
def test_the_duty_of_an_admission_at_the_end_of_a_month(admitted, at_risk_from, due):
    facts = duty(admitted=admitted)
    assert first_silver_due(day(admitted)) == day(due)
    for on, state in (
        (day(at_risk_from) - ONE, DutyState.ON_TRACK),
        (day(at_risk_from), DutyState.AT_RISK),
        (day(due), DutyState.AT_RISK),
        (day(due) + ONE, DutyState.OVERDUE),
    ):
        status = duty_status(facts, on, RISK)
        assert (status.state, status.due_on) == (state, day(due))


@pytest.mark.parametrize(
    ("ends", "next_starts", "expected"),
    [
        ("2028-02-28", "2028-02-29", []),
        ("2028-02-28", "2028-03-01", [("2028-02-29", "2028-02-29")]),
        ("2028-02-29", "2028-03-01", []),
        ("2027-02-28", "2027-03-01", []),
        ("2027-12-31", "2028-01-02", [("2028-01-01", "2028-01-01")]),
    ],
)
def test_a_gap_of_the_29th_of_february(ends, next_starts, expected):
    facts = duty(award("silver", "2026-01-01", ends), award("silver", next_starts, "2030-12-31"), admitted="2024-01-01")
    assert gaps(facts, date(2029, 1, 1)) == [Gap(day(first), day(last)) for first, last in expected]


@pytest.mark.parametrize(
    ("held", "soon_from", "due"),
    [
        ("2024-02-29", "2025-11-28", "2026-02-28"),
        ("2024-05-31", "2026-02-28", "2026-05-31"),
        ("2026-05-31", "2028-02-29", "2028-05-31"),
        ("2022-02-28", "2023-11-28", "2024-02-28"),
    ],
)
def test_the_next_benchmarking_after_the_end_of_a_month(held, soon_from, due):
    runs = [RunFacts(held_on=day(held))]
    for on, state in (
        (day(soon_from) - ONE, BenchmarkingState.ON_TRACK),
        (day(soon_from), BenchmarkingState.SOON),
        (day(due), BenchmarkingState.SOON),
        (day(due) + ONE, BenchmarkingState.OVERDUE),
    ):
        status = benchmarking_status(None, runs, on, first_months=12, interval_months=24, soon_months=3)
        assert (status.state, status.due_on) == (state, day(due))


@pytest.mark.parametrize("last", ["2024-02-29", "2025-02-28", "2024-02-28", "2024-12-31"])
def test_a_notice_runs_through_the_last_day(last):
    period, notice = Period(date(2020, 2, 29), day(last), date(2020, 2, 29)), date(2023, 11, 30)
    found = [(status_on(period, on, notice), counts_on(period, on)) for on in (day(last), day(last) + ONE)]
    assert found == [(MembershipStatus.NOTICE_GIVEN, True), (MembershipStatus.ENDED, False)]
    before, on = (status_on(period, one, notice) for one in (notice - ONE, notice))
    assert (before, on) == (MembershipStatus.ACTIVE, MembershipStatus.NOTICE_GIVEN)
