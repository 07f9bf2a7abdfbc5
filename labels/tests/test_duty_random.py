"""The silver duty over random facts: what holds whatever happened."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from labels.validity import AwardFacts, DutyFacts, DutyState, Level, duty_status, explain_duty

RISK = 6

DAYS = st.dates(date(2024, 1, 1), date(2032, 1, 1))


@st.composite
def awards(draw):
    start = draw(DAYS)
    assessed = draw(st.none() | DAYS.filter(lambda on: abs((on - start).days) < 400))
    end = start + timedelta(days=draw(st.integers(0, 1200)))
    revoked = draw(st.none() | DAYS)
    return AwardFacts(draw(st.sampled_from(list(Level))), assessed, assessed, start, end, draw(st.booleans()), revoked)


FACTS = st.builds(
    DutyFacts,
    admitted_on=DAYS,
    transition_day=st.none() | DAYS,
    extended_to=st.none() | DAYS,
    waived_on=st.none(),
    ended_on=st.none(),
    awards=st.lists(awards(), max_size=4),
    assessment_started_on=st.none() | DAYS,
)


@settings(deadline=None, max_examples=300)
@given(FACTS, DAYS)
def test_the_order_of_awards_is_irrelevant(facts, on):
    assert duty_status(replace(facts, awards=facts.awards[::-1]), on, RISK) == duty_status(facts, on, RISK)


@settings(deadline=None, max_examples=300)
@given(FACTS, DAYS)
def test_the_state_agrees_with_the_due_day(facts, on):
    status = duty_status(facts, on, RISK)
    assert status.due_on is not None
    if status.state == DutyState.OVERDUE:
        assert status.is_late(on)
        assert status.since == status.due_on + timedelta(days=1)
    elif status.state != DutyState.IN_ASSESSMENT:
        assert not status.is_late(on)
    assert explain_duty(status, "de")
    if status.since is not None and status.state not in (DutyState.ON_TRACK, DutyState.AT_RISK):
        assert status.since <= on


@settings(deadline=None, max_examples=300)
@given(FACTS, DAYS, st.integers(1, 24))
def test_an_extension_never_makes_the_due_day_earlier(facts, on, months):
    without = duty_status(replace(facts, extended_to=None), on, months)
    assert duty_status(facts, on, months).due_on >= without.due_on
