"""What the silver duty asks for next: latest starts and gaps; and what holds for every history of a duty."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.validity import (
    DutyState,
    Forecast,
    Gap,
    Level,
    best_level,
    duty_status,
    explain_duty,
    explain_forecast,
    explain_gap,
    gaps,
    silver_forecast,
)

from .test_duty import GOLD, RISK, SILVER, day, day_or_none, duty
from .test_duty_random import DAYS, FACTS
from .test_validity import award

DAY = timedelta(days=1)
LATE = award("silver", "2028-06-01", "2030-05-31", assessed="2028-09-01")
TERMS = {"benchmarking_lead": 9, "assessment_lead": 4, "benchmarking_interval": 24}


# --- Forecast -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "on", "last_benchmarking", "benchmarking_by", "assessment_by"),
    [
        # Due on 15 June 2026: warned from day one.
        (duty(), "2024-06-15", None, "2025-09-15", "2026-02-15"),
        # Ends of months: due on 29 February 2028 at the latest.
        (duty(admitted="2026-03-31"), "2026-04-01", None, "2027-06-30", "2027-11-30"),
        (duty(admitted="2024-02-29"), "2024-03-01", None, "2025-05-28", "2025-10-28"),
        # A run that is at most 24 months old on the due day is enough.
        (duty(), "2025-01-01", "2024-06-15", "-", "2026-02-15"),
        (duty(), "2025-01-01", "2024-06-14", "2025-09-15", "2026-02-15"),
        # A running assessment needs neither.
        (duty(assessment_started_on="2025-12-01"), "2025-12-01", None, "-", "-"),
        # Met: the next due day is the end of what is proved.
        (duty(SILVER), "2026-06-01", "2026-05-10", "2027-08-31", "2028-01-31"),
        # An extension moves both.
        (duty(extended_to="2026-12-31"), "2026-01-01", None, "2026-03-31", "2026-08-31"),
    ],
)
def test_silver_forecast(facts, on, last_benchmarking, benchmarking_by, assessment_by):
    last = day(last_benchmarking) if last_benchmarking else None
    found = silver_forecast(duty_status(facts, day(on), RISK), last_benchmarking=last, **TERMS)
    assert (found.benchmarking_by, found.assessment_by) == (day_or_none(benchmarking_by), day_or_none(assessment_by))


@pytest.mark.parametrize(
    "facts", [duty(admitted=None), duty(waived_on="2024-07-01"), duty(ended_on="2024-07-01")], ids=str
)
def test_nothing_due_means_no_forecast(facts):
    assert silver_forecast(duty_status(facts, day("2025-01-01"), RISK), last_benchmarking=None, **TERMS) is None


@pytest.mark.parametrize(
    ("on", "short", "words"),
    [
        ("2025-09-15", False, "Das Benchmarking beginnt spätestens am 15. September 2025."),
        ("2025-09-16", True, "Spätester Beginn war der 15. September 2025."),
    ],
)
def test_less_time_than_the_lead_times_ask_for_is_said(on, short, words):
    forecast = Forecast(day("2026-06-15"), day("2025-09-15"), day("2026-02-15"))
    assert forecast.is_short(day(on)) is short
    assert words in " ".join(explain_forecast(forecast, day(on), "de"))
    assert len(explain_forecast(forecast, day(on), "en")) == 2


# --- Gaps -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        (duty(), "2030-01-01", []),
        (duty(SILVER), "2028-05-31", []),
        (duty(SILVER), "2028-06-01", [("2028-06-01", "-")]),
        (duty(SILVER, LATE), "2028-08-31", [("2028-06-01", "-")]),
        # A late renewal closes no gap backwards.
        (duty(SILVER, LATE), "2028-09-01", [("2028-06-01", "2028-08-31")]),
        (duty(SILVER, LATE), "2030-06-02", [("2028-06-01", "2028-08-31"), ("2030-06-01", "-")]),
        # Gold covers; silver from its assessment on.
        (duty(SILVER, GOLD), "2028-06-02", [("2028-06-01", "-")]),
        # Silver that ended before the first due day leaves no gap before it.
        (duty(award("silver", "2024-07-01", "2025-01-31", assessed="2024-07-01")), "2026-06-15", []),
        (
            duty(award("silver", "2024-07-01", "2025-01-31", assessed="2024-07-01")),
            "2026-06-16",
            [("2026-06-16", "-")],
        ),
        # Silver from before the admission that had ended by then is not the first one.
        (duty(award("silver", "2020-01-01", "2022-01-31", assessed="2020-01-01")), "2030-01-01", []),
        # An extension excuses its days.
        (duty(SILVER, extended_to="2028-08-15"), "2028-08-15", []),
        (duty(SILVER, extended_to="2028-08-15"), "2028-08-16", [("2028-08-16", "-")]),
        # The duty's end.
        (duty(SILVER, waived_on="2028-07-01"), "2029-01-01", [("2028-06-01", "2028-06-30")]),
        (duty(SILVER, membership_ends_on="2028-05-31"), "2029-01-01", []),
    ],
)
def test_gaps(facts, on, expected):
    assert gaps(facts, day(on)) == [Gap(day(first), day_or_none(last)) for first, last in expected]


def test_a_gap_in_words():
    assert explain_gap(Gap(day("2028-06-01"), None), "de") == "Seit dem 1. Juni 2028 fehlt der Nachweis."
    closed = explain_gap(Gap(day("2028-06-01"), day("2028-08-31")), "de")
    assert closed == "Vom 1. Juni 2028 bis zum 31. August 2028 fehlte der Nachweis."


# --- Every history ----------------------------------------------------------------

ANY_FACTS = st.builds(
    lambda facts, admitted, waived, ended, left: replace(
        facts, admitted_on=admitted, waived_on=waived, ended_on=ended, membership_ends_on=left
    ),
    FACTS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
)


def covered(facts, on):
    """From the facts alone: silver from its assessment on (as far as known), or gold, on this day."""
    for one in facts.awards:
        if one.level == Level.BRONZE or not one.confirmed or (one.revoked_on and one.revoked_on <= on):
            continue
        start = one.assessed_on if one.level == Level.SILVER and one.assessed_on else one.valid_from
        if start <= on <= one.valid_until:
            return True
    return False


@settings(max_examples=300)
@given(ANY_FACTS, DAYS, st.integers(0, 24))
def test_every_day_of_every_history_has_exactly_one_state(facts, on, risk):
    for offset in (-1, 0, 1, 30, 365):
        then = on + timedelta(days=offset)
        status = duty_status(facts, then, risk)
        assert status.state in DutyState
        assert status.reason.label
        assert explain_duty(status, "de").endswith(".")
        assert duty_status(facts, then, risk) == status
        assert isinstance(gaps(facts, then), list)


@settings(max_examples=300)
@given(FACTS, DAYS, DAYS, DAYS)
def test_the_due_day_follows_an_extension_and_never_moves_back(facts, on, one, other):
    early, late = sorted([one, other])
    first = duty_status(replace(facts, extended_to=early), on, RISK)
    second = duty_status(replace(facts, extended_to=late), on, RISK)
    if first.state != DutyState.EXEMPT:
        assert first.due_on <= second.due_on
        assert second.due_on >= late


@settings(max_examples=300)
@given(FACTS, DAYS)
def test_met_or_exempt_exactly_when_covered_or_soon_to_be_renewed(facts, on):
    state = duty_status(facts, on, 0).state
    if state in (DutyState.MET, DutyState.EXEMPT):
        assert covered(facts, on)
    if covered(facts, on):
        # Nothing at risk before the last covered day with a risk window of no months; never late.
        assert state != DutyState.OVERDUE
        if covered(facts, on + DAY):
            assert state in (DutyState.MET, DutyState.EXEMPT)
    if best_level(facts.awards, on) == Level.GOLD:
        assert state == DutyState.EXEMPT


@settings(max_examples=300)
@given(FACTS, DAYS)
def test_a_gap_is_open_exactly_when_silver_is_overdue_again(facts, on):
    status = duty_status(facts, on, RISK)
    found = gaps(facts, on)
    for gap in found:
        assert gap.last is None or gap.first <= gap.last < on
        assert gap.first > facts.admitted_on
    assert all(a.last is not None and a.last < b.first for a, b in itertools.pairwise(found))
    is_open = bool(found) and found[-1].last is None
    if is_open:
        assert not covered(facts, on)
        assert status.state in (DutyState.OVERDUE, DutyState.IN_ASSESSMENT)
        assert found[-1].first == status.due_on + DAY
    if status.state in (DutyState.MET, DutyState.EXEMPT, DutyState.ON_TRACK, DutyState.EXTENDED):
        assert not is_open


def test_leap_days():
    facts = duty(admitted="2024-02-29")
    assert duty_status(facts, date(2026, 2, 28), RISK).state == DutyState.AT_RISK
    assert duty_status(facts, date(2026, 3, 1), RISK).state == DutyState.OVERDUE
