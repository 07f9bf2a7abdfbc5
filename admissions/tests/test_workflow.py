"""The steps of an application: every pair of state and act, and nothing beside the table."""

import pytest

from admissions.models import Application, Decision
from admissions.workflow import (
    EDITABLE_STATES,
    ON_BEHALF,
    OPEN_STATES,
    REVIEW_STATES,
    ROLES,
    STAGES,
    TERMINAL_STATES,
    TRANSITIONS,
    Act,
    NotAllowed,
    Outcome,
    Role,
    Stage,
    State,
    act_for,
    acts_in,
    acts_on_behalf,
    admits,
    next_state,
    possible_outcomes,
    shown_state,
    stage_of,
)

ALLOWED = """
draft        submit                  submitted
draft        delete_draft            draft
submitted    return_for_completion   returned
submitted    accept_complete         complete
submitted    withdraw                withdrawn
returned     submit                  submitted
returned     withdraw                withdrawn
returned     lapse                   lapsed
complete     start_review            in_review
complete     withdraw                withdrawn
in_review    hold_interview          interview
in_review    withdraw                withdrawn
interview    open_vote               interview
interview    close_vote              interview
interview    reopen_vote             interview
interview    recommend               recommended
interview    withdraw                withdrawn
recommended  decide                  decided
recommended  defer                   in_review
recommended  withdraw                withdrawn
decided      record_commitment       decided
decided      release_letter          decided
"""
EXPECTED = {(state, act): then for state, act, then in (line.split() for line in ALLOWED.strip().splitlines())}
PAIRS = [(state, act) for state in State for act in Act]


@pytest.mark.parametrize(("state", "act"), PAIRS, ids=lambda word: word.value)
def test_every_pair_of_state_and_act(state, act):
    if (state, act) in EXPECTED:
        assert next_state(state, act) == EXPECTED[state, act]
    else:
        with pytest.raises(NotAllowed) as refusal:
            next_state(state, act)
        assert (refusal.value.state, refusal.value.act) == (state, act)
        assert str(act.label) in str(refusal.value)


def test_words_from_the_database_are_taken_and_unknown_ones_refused():
    assert next_state("draft", "submit") is State.SUBMITTED
    with pytest.raises(ValueError, match="nonsense"):
        next_state("draft", "nonsense")
    with pytest.raises(ValueError, match="nonsense"):
        next_state("nonsense", "submit")


def test_the_models_and_the_rule_module_use_the_same_words():
    assert set(Application.State.values) == {state.value for state in State}
    assert set(Decision.Outcome.values) == {outcome.value for outcome in Outcome}


@pytest.mark.parametrize("state", TERMINAL_STATES)
def test_no_way_out_of_a_terminal_state(state):
    assert {then for (before, _), then in TRANSITIONS.items() if before == state} <= {state}


def test_only_a_decided_file_has_acts_after_its_end():
    after = {state: [act for act in Act if (state, act) in TRANSITIONS] for state in TERMINAL_STATES}
    assert after == {
        State.DECIDED: [Act.RECORD_COMMITMENT, Act.RELEASE_LETTER],
        State.WITHDRAWN: [],
        State.LAPSED: [],
    }


def reachable(start):
    seen, edge = {start}, [start]
    while edge:
        state = edge.pop()
        for (before, _), then in TRANSITIONS.items():
            if before == state and then not in seen:
                seen.add(then)
                edge.append(then)
    return seen


def test_every_state_is_reached_from_a_draft():
    assert reachable(State.DRAFT) == set(State)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_open_state_can_end(state):
    assert reachable(state) & set(TERMINAL_STATES)


def test_open_and_terminal_states_share_out_all_states():
    assert set(OPEN_STATES) | set(TERMINAL_STATES) == set(State)
    assert not set(OPEN_STATES) & set(TERMINAL_STATES)
    assert REVIEW_STATES == (State.IN_REVIEW, State.INTERVIEW)
    assert EDITABLE_STATES == (State.DRAFT, State.RETURNED)


def test_a_decision_comes_only_after_the_boards_recommendation():
    assert [before for (before, act), _ in TRANSITIONS.items() if act == Act.DECIDE] == [State.RECOMMENDED]
    assert {before for (before, _), then in TRANSITIONS.items() if then == State.DECIDED} == {
        State.RECOMMENDED,
        State.DECIDED,
    }


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.SUBMIT, {Role.APPLICANT}),
        (Act.RETURN_FOR_COMPLETION, {Role.OFFICE}),
        (Act.ACCEPT_COMPLETE, {Role.OFFICE}),
        (Act.START_REVIEW, {Role.OFFICE}),
        (Act.HOLD_INTERVIEW, {Role.OFFICE}),
        (Act.OPEN_VOTE, {Role.BOARD}),
        (Act.CLOSE_VOTE, {Role.BOARD}),
        (Act.REOPEN_VOTE, {Role.BOARD}),
        (Act.RECOMMEND, {Role.BOARD, Role.OFFICE}),
        (Act.DECIDE, {Role.MINISTRY}),
        (Act.DEFER, {Role.MINISTRY}),
        (Act.WITHDRAW, {Role.APPLICANT}),
        (Act.LAPSE, {Role.SYSTEM}),
        (Act.DELETE_DRAFT, {Role.APPLICANT}),
        (Act.RECORD_COMMITMENT, {Role.OFFICE}),
        (Act.RELEASE_LETTER, {Role.OFFICE}),
    ],
    ids=lambda value: getattr(value, "value", None),
)
def test_whose_act_it_is(act, roles):
    assert ROLES[act] == roles


def test_every_act_has_a_role_and_a_place():
    assert set(ROLES) == set(Act)
    assert {act for _, act in TRANSITIONS} == set(Act)
    assert set(ON_BEHALF) == {Act.SUBMIT, Act.WITHDRAW, Act.DECIDE, Act.DEFER}


@pytest.mark.parametrize(
    ("state", "role", "acts"),
    [
        (State.DRAFT, Role.APPLICANT, (Act.SUBMIT, Act.DELETE_DRAFT)),
        (State.DRAFT, Role.OFFICE, ()),
        (State.SUBMITTED, Role.OFFICE, (Act.RETURN_FOR_COMPLETION, Act.ACCEPT_COMPLETE)),
        (State.RETURNED, Role.SYSTEM, (Act.LAPSE,)),
        (State.INTERVIEW, Role.BOARD, (Act.OPEN_VOTE, Act.CLOSE_VOTE, Act.REOPEN_VOTE, Act.RECOMMEND)),
        (State.RECOMMENDED, Role.MINISTRY, (Act.DECIDE, Act.DEFER)),
        (State.RECOMMENDED, Role.OFFICE, ()),
        (State.DECIDED, Role.OFFICE, (Act.RECORD_COMMITMENT, Act.RELEASE_LETTER)),
        (State.DECIDED, Role.APPLICANT, ()),
        (State.WITHDRAWN, Role.APPLICANT, ()),
    ],
)
def test_acts_in(state, role, acts):
    assert acts_in(state, role) == acts


def test_acts_on_behalf():
    assert acts_on_behalf(State.DRAFT) == (Act.SUBMIT,)
    assert acts_on_behalf(State.RECOMMENDED) == (Act.DECIDE, Act.DEFER, Act.WITHDRAW)
    assert acts_on_behalf(State.DECIDED) == ()


@pytest.mark.parametrize(
    ("passed", "outcomes"),
    [
        (True, set(Outcome)),
        (False, {Outcome.DEFERRED, Outcome.REFUSED}),
        (None, {Outcome.DEFERRED}),
    ],
)
def test_possible_outcomes(passed, outcomes):
    assert set(possible_outcomes(passed)) == outcomes


@pytest.mark.parametrize(
    ("outcome", "act", "admitted"),
    [
        (Outcome.ADMITTED, Act.DECIDE, True),
        (Outcome.ADMITTED_WITH_CONDITIONS, Act.DECIDE, True),
        (Outcome.REFUSED, Act.DECIDE, False),
        (Outcome.DEFERRED, Act.DEFER, False),
    ],
)
def test_outcomes(outcome, act, admitted):
    assert act_for(outcome) == act
    assert admits(outcome) is admitted


def test_stages_go_forward_with_the_file():
    way = [State.DRAFT, State.SUBMITTED, State.COMPLETE, State.IN_REVIEW, State.INTERVIEW, State.RECOMMENDED]
    places = [STAGES.index(stage_of(state)) for state in [*way, State.DECIDED]]
    assert places == sorted(places)
    assert set(places) == set(range(len(STAGES)))
    assert stage_of("returned") == Stage.CHECK
    assert stage_of(State.WITHDRAWN) is None
    assert stage_of(State.LAPSED) is None
    assert all(stage.label for stage in STAGES)


def test_a_decision_shows_only_after_its_letter():
    assert shown_state(State.DECIDED, released=False) == State.RECOMMENDED
    assert shown_state(State.DECIDED, released=True) == State.DECIDED
    assert stage_of(State.RECOMMENDED) == stage_of(State.DECIDED), "the stepper must not tell it either"
    assert all(shown_state(state, released=False) == state for state in State if state != State.DECIDED)
