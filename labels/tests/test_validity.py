"""Awards on a day and the dates the form proposes: the day before, the day, the day after."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.models import Level as ModelLevel
from labels.validity import (
    AwardFacts,
    AwardState,
    Form,
    Level,
    Proposal,
    award_state,
    best_level,
    first_silver_due,
    form_for,
    is_valid_on,
    last_end,
    propose_dates,
)


def award(level="silver", start="2024-03-15", end="2026-03-31", *, assessed=None, confirmed=True, revoked=None):
    def day(text):
        return date.fromisoformat(text) if text else None

    return AwardFacts(Level(level), day(assessed), day(start), day(start), day(end), confirmed, day(revoked))


def test_the_model_and_the_rule_module_name_the_same_levels():
    assert ModelLevel.values == [level.value for level in Level]


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        pytest.param(award(), "2024-03-14", AwardState.ANNOUNCED, id="day before it begins"),
        pytest.param(award(), "2024-03-15", AwardState.VALID, id="first day"),
        pytest.param(award(), "2025-09-29", AwardState.VALID, id="day before soon"),
        pytest.param(award(), "2025-09-30", AwardState.EXPIRES_SOON, id="six months before"),
        pytest.param(award(), "2026-03-31", AwardState.EXPIRES_SOON, id="last day is valid"),
        pytest.param(award(), "2026-04-01", AwardState.RENEWABLE, id="day after"),
        pytest.param(award(), "2027-03-31", AwardState.RENEWABLE, id="one year after, that day included"),
        pytest.param(award(), "2027-04-01", AwardState.LAPSED, id="too late to renew"),
        pytest.param(award(confirmed=False), "2025-01-01", AwardState.ANNOUNCED, id="not confirmed"),
        pytest.param(award(start=None), "2025-01-01", AwardState.ANNOUNCED, id="no first day"),
        pytest.param(award(end=None), "2025-01-01", AwardState.ANNOUNCED, id="no last day"),
        pytest.param(award(revoked="2025-06-01"), "2025-05-31", AwardState.VALID, id="day before the revocation"),
        pytest.param(award(revoked="2025-06-01"), "2025-06-01", AwardState.REVOKED, id="day of the revocation"),
        pytest.param(award(revoked="2025-06-01"), "2030-01-01", AwardState.REVOKED, id="revoked for ever"),
        pytest.param(award(end="2028-02-29"), "2029-02-28", AwardState.RENEWABLE, id="29 February becomes 28"),
        pytest.param(award(end="2028-02-29"), "2029-03-01", AwardState.LAPSED, id="the day after that"),
    ],
)
def test_award_state(facts, day, expected):
    on = date.fromisoformat(day)
    assert award_state(facts, on, soon_months=6, grace_months=12) == expected
    assert is_valid_on(facts, on) is (expected in (AwardState.VALID, AwardState.EXPIRES_SOON))


def test_award_state_without_configured_spans():
    assert award_state(award(), date(2026, 3, 31), soon_months=None, grace_months=None) == AwardState.VALID
    assert award_state(award(), date(2026, 4, 1), soon_months=None, grace_months=None) == AwardState.LAPSED


def test_best_level():
    awards = [award("bronze"), award("gold", "2025-01-01", "2025-12-31"), award("silver", revoked="2025-06-01")]
    assert best_level(awards, date(2024, 6, 1)) == Level.SILVER
    assert best_level(awards, date(2025, 3, 1)) == Level.GOLD
    assert best_level(awards, date(2026, 1, 1)) == Level.BRONZE
    assert best_level(awards, date(2026, 4, 1)) is None
    assert best_level([], date(2026, 4, 1)) is None


@pytest.mark.parametrize(
    ("interview", "years", "until"),
    [
        ("2026-05-04", 2, "2028-05-31"),
        ("2026-05-31", 2, "2028-05-31"),
        ("2026-02-10", 2, "2028-02-29"),
        ("2028-02-29", 2, "2030-02-28"),
        ("2026-12-31", 3, "2029-12-31"),
        ("2026-05-04", None, None),
    ],
)
def test_a_first_award_runs_to_the_end_of_the_interviews_month(interview, years, until):
    proposal = propose_dates(Level.BRONZE, date.fromisoformat(interview), form=Form.FIRST, years=years)
    assert proposal == Proposal(date.fromisoformat(interview), date.fromisoformat(until) if until else None)


@pytest.mark.parametrize(
    ("interview", "previous_end", "years", "start", "until"),
    [
        pytest.param("2026-01-20", "2026-05-31", 3, "2026-06-01", "2029-05-31", id="before the end"),
        pytest.param("2027-04-02", "2026-05-31", 3, "2026-06-01", "2029-05-31", id="after the end: no gap"),
        pytest.param("2026-02-01", "2026-02-28", 2, "2026-03-01", "2028-02-29", id="the end of a month stays one"),
        pytest.param("2028-02-01", "2028-02-29", 3, "2028-03-01", "2031-02-28", id="29 February"),
        pytest.param("2026-01-20", "2026-05-15", 2, "2026-05-16", "2028-05-15", id="not the end of a month"),
        pytest.param("2026-01-20", "2026-05-31", None, "2026-06-01", None, id="no value in the table"),
    ],
)
def test_a_renewal_counts_from_the_previous_end(interview, previous_end, years, start, until):
    proposal = propose_dates(
        Level.BRONZE,
        date.fromisoformat(interview),
        form=Form.RENEWAL,
        years=years,
        previous_end=date.fromisoformat(previous_end),
    )
    assert proposal == Proposal(date.fromisoformat(start), date.fromisoformat(until) if until else None)


def test_a_renewal_needs_something_to_renew():
    with pytest.raises(ValueError, match="silver"):
        propose_dates(Level.SILVER, date(2026, 1, 1), form=Form.RENEWAL, years=2)


@pytest.mark.parametrize(
    ("interview", "previous_end", "grace", "expected"),
    [
        ("2026-01-01", None, 12, Form.FIRST),
        ("2026-01-01", "2026-05-31", 12, Form.RENEWAL),
        ("2027-05-31", "2026-05-31", 12, Form.RENEWAL),
        ("2027-06-01", "2026-05-31", 12, Form.FIRST),
        ("2026-05-31", "2026-05-31", None, Form.RENEWAL),
        ("2026-06-01", "2026-05-31", None, Form.FIRST),
    ],
)
def test_form_for(interview, previous_end, grace, expected):
    end = date.fromisoformat(previous_end) if previous_end else None
    assert form_for(date.fromisoformat(interview), end, grace) == expected


def test_last_end():
    awards = [
        award("silver", "2020-01-01", "2022-12-31"),
        award("silver", "2023-01-01", "2025-12-31"),
        award("silver", "2026-01-01", "2028-12-31", revoked="2026-06-01"),
        award("silver", "2026-01-01", "2029-12-31", confirmed=False),
        award("bronze", "2026-01-01", "2030-12-31"),
    ]
    assert last_end(awards, Level.SILVER, date(2026, 5, 31)) == date(2028, 12, 31)
    assert last_end(awards, Level.SILVER, date(2026, 6, 1)) == date(2025, 12, 31)
    assert last_end(awards, Level.GOLD, date(2026, 6, 1)) is None


@pytest.mark.parametrize(
    ("admitted", "transition", "due"),
    [
        ("2026-06-15", None, "2028-06-15"),
        ("2024-02-29", None, "2026-02-28"),
        ("2024-02-28", None, "2026-02-28"),
        ("2022-02-28", None, "2024-02-28"),
        ("2015-01-01", "2018-12-31", "2018-12-31"),
        ("2016-12-30", "2018-12-31", "2018-12-31"),
        ("2017-01-01", "2018-12-31", "2019-01-01"),
    ],
)
def test_first_silver_due(admitted, transition, due):
    on = date.fromisoformat(transition) if transition else None
    assert first_silver_due(date.fromisoformat(admitted), on) == date.fromisoformat(due)


DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))


@settings(deadline=None)
@given(DAYS, DAYS, DAYS, st.integers(0, 24), st.integers(0, 24))
def test_states_only_move_forward(start, end, day, soon, grace):
    facts = AwardFacts(Level.SILVER, None, start, min(start, end), max(start, end), True)
    later = date(day.year + 1, day.month, min(day.day, 28))
    order = list(AwardState)
    first = award_state(facts, day, soon_months=soon, grace_months=grace)
    second = award_state(facts, later, soon_months=soon, grace_months=grace)
    assert order.index(first) <= order.index(second)
