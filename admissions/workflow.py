"""The steps of an application: which act leads from which state to which, and whose act it is.

Pure: a table and a few questions to it. Who may act in a particular file (conflicts, functions) is decided in
permissions; that the table and the right are checked under a row lock is the services' part.

Sources: the steps and the personal interview with the cluster manager [S]; their exact sequence [D], SPEC 2.1.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.worded import WordedEnum


class State(StrEnum):
    """Where an application stands. The words for it stand at the model's field."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMPLETE = "complete"
    IN_REVIEW = "in_review"
    INTERVIEW = "interview"
    RECOMMENDED = "recommended"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Act(WordedEnum):
    """What somebody does to an application."""

    SUBMIT = "submit", _("Einreichen")
    RETURN_FOR_COMPLETION = "return_for_completion", _("Zur Vervollständigung zurückgeben")
    ACCEPT_COMPLETE = "accept_complete", _("Vollständigkeit feststellen")
    START_REVIEW = "start_review", _("Begutachtung beginnen")
    HOLD_INTERVIEW = "hold_interview", _("Gespräch festhalten")
    OPEN_VOTE = "open_vote", _("Abstimmung eröffnen")
    CLOSE_VOTE = "close_vote", _("Abstimmung schließen")
    REOPEN_VOTE = "reopen_vote", _("Abstimmung wieder eröffnen")
    RECOMMEND = "recommend", _("Empfehlung festhalten")
    DECIDE = "decide", _("Entscheiden")
    DEFER = "defer", _("Zurückstellen")
    WITHDRAW = "withdraw", _("Zurückziehen")
    LAPSE = "lapse", _("Verfallen lassen")
    DELETE_DRAFT = "delete_draft", _("Entwurf löschen")
    RECORD_COMMITMENT = "record_commitment", _("Verpflichtungserklärung erfassen")
    RELEASE_LETTER = "release_letter", _("Schreiben freigeben")


class Role(StrEnum):
    """Who acts. The system acts when a date has passed."""

    APPLICANT = "applicant"
    OFFICE = "office"
    BOARD = "board"
    MINISTRY = "ministry"
    SYSTEM = "system"


class Outcome(StrEnum):
    """What the ministry decides. Withdrawn and lapsed are states: nobody decided them."""

    ADMITTED = "admitted"
    ADMITTED_WITH_CONDITIONS = "admitted_with_conditions"
    DEFERRED = "deferred"
    REFUSED = "refused"


class Stage(WordedEnum):
    """The stages the stepper shows, in plain words and in this order."""

    APPLY = "apply", _("Antrag ausfüllen")
    CHECK = "check", _("Prüfung auf Vollständigkeit")
    REVIEW = "review", _("Begutachtung")
    INTERVIEW = "interview", _("Gespräch und Empfehlung")
    DECISION = "decision", _("Entscheidung")


class NotAllowed(Exception):
    """The act is not possible in this state. The text is meant for people, in the language that is active."""

    def __init__(self, state: State, act: Act) -> None:
        self.state = state
        self.act = act
        super().__init__(gettext("„%(act)s“ ist beim jetzigen Stand des Antrags nicht möglich.") % {"act": act.label})


# Deleting leaves no row behind; DRAFT is then the last state the log names.
TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
        (State.DRAFT, Act.DELETE_DRAFT): State.DRAFT,
        (State.SUBMITTED, Act.RETURN_FOR_COMPLETION): State.RETURNED,
        (State.SUBMITTED, Act.ACCEPT_COMPLETE): State.COMPLETE,
        (State.SUBMITTED, Act.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
        (State.RETURNED, Act.WITHDRAW): State.WITHDRAWN,
        (State.RETURNED, Act.LAPSE): State.LAPSED,
        (State.COMPLETE, Act.START_REVIEW): State.IN_REVIEW,
        (State.COMPLETE, Act.WITHDRAW): State.WITHDRAWN,
        (State.IN_REVIEW, Act.HOLD_INTERVIEW): State.INTERVIEW,
        (State.IN_REVIEW, Act.WITHDRAW): State.WITHDRAWN,
        (State.INTERVIEW, Act.OPEN_VOTE): State.INTERVIEW,
        (State.INTERVIEW, Act.CLOSE_VOTE): State.INTERVIEW,
        (State.INTERVIEW, Act.REOPEN_VOTE): State.INTERVIEW,
        (State.INTERVIEW, Act.RECOMMEND): State.RECOMMENDED,
        (State.INTERVIEW, Act.WITHDRAW): State.WITHDRAWN,
        (State.RECOMMENDED, Act.DECIDE): State.DECIDED,
        (State.RECOMMENDED, Act.DEFER): State.IN_REVIEW,
        (State.RECOMMENDED, Act.WITHDRAW): State.WITHDRAWN,
        (State.DECIDED, Act.RECORD_COMMITMENT): State.DECIDED,
        (State.DECIDED, Act.RELEASE_LETTER): State.DECIDED,
    }
)

ROLES: Mapping[Act, frozenset[Role]] = MappingProxyType(
    {
        Act.SUBMIT: frozenset({Role.APPLICANT}),
        Act.RETURN_FOR_COMPLETION: frozenset({Role.OFFICE}),
        Act.ACCEPT_COMPLETE: frozenset({Role.OFFICE}),
        Act.START_REVIEW: frozenset({Role.OFFICE}),
        Act.HOLD_INTERVIEW: frozenset({Role.OFFICE}),
        Act.OPEN_VOTE: frozenset({Role.BOARD}),
        Act.CLOSE_VOTE: frozenset({Role.BOARD}),
        Act.REOPEN_VOTE: frozenset({Role.BOARD}),
        Act.RECOMMEND: frozenset({Role.BOARD, Role.OFFICE}),
        Act.DECIDE: frozenset({Role.MINISTRY}),
        Act.DEFER: frozenset({Role.MINISTRY}),
        Act.WITHDRAW: frozenset({Role.APPLICANT}),
        Act.LAPSE: frozenset({Role.SYSTEM}),
        Act.DELETE_DRAFT: frozenset({Role.APPLICANT}),
        Act.RECORD_COMMITMENT: frozenset({Role.OFFICE}),
        Act.RELEASE_LETTER: frozenset({Role.OFFICE}),
    }
)
"""Whose act it is by right. The office decides nothing; it records the board's recommendation."""

CHAIRS_ACTS: frozenset[Act] = frozenset({Act.OPEN_VOTE, Act.CLOSE_VOTE, Act.REOPEN_VOTE, Act.RECOMMEND})
"""Of the board, only a chair does these."""

ON_BEHALF: frozenset[Act] = frozenset({Act.SUBMIT, Act.WITHDRAW, Act.DECIDE, Act.DEFER})
"""What the office may enter for others, with source. A decision needs the signed document and a second person."""

TERMINAL_STATES: tuple[State, ...] = (State.DECIDED, State.WITHDRAWN, State.LAPSED)
"""No way leads out of these. In DECIDED the commitment and the letter still follow."""

OPEN_STATES: tuple[State, ...] = tuple(state for state in State if state not in TERMINAL_STATES)

REVIEW_STATES: tuple[State, ...] = (State.IN_REVIEW, State.INTERVIEW)
"""Reviews may be worked on: the interview may change a reviewer's mind [D]."""

EDITABLE_STATES: tuple[State, ...] = (State.DRAFT, State.RETURNED)
"""The applicant may change answers and evidence."""

STAGES: tuple[Stage, ...] = tuple(Stage)

_STAGE_OF: Mapping[State, Stage] = MappingProxyType(
    {
        State.DRAFT: Stage.APPLY,
        State.SUBMITTED: Stage.CHECK,
        State.RETURNED: Stage.CHECK,
        State.COMPLETE: Stage.CHECK,
        State.IN_REVIEW: Stage.REVIEW,
        State.INTERVIEW: Stage.INTERVIEW,
        State.RECOMMENDED: Stage.DECISION,
        State.DECIDED: Stage.DECISION,
    }
)


def next_state(state: State | str, act: Act | str) -> State:
    """The state that follows. Raises NotAllowed when the table has no such step, ValueError for an unknown word."""
    state, act = State(state), Act(act)
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise NotAllowed(state, act) from None


def acts_in(state: State | str, role: Role | str) -> tuple[Act, ...]:
    """What a role may do by right in a state. RECORD_COMMITMENT also needs an admission: see `admits`."""
    state, role = State(state), Role(role)
    return tuple(act for act in Act if (state, act) in TRANSITIONS and role in ROLES[act])


def acts_on_behalf(state: State | str) -> tuple[Act, ...]:
    """What the office may enter in a state for somebody else."""
    state = State(state)
    return tuple(act for act in Act if (state, act) in TRANSITIONS and act in ON_BEHALF)


def act_for(outcome: Outcome | str) -> Act:
    """The act that brings about an outcome: deferring goes back to the board, everything else decides."""
    return Act.DEFER if Outcome(outcome) == Outcome.DEFERRED else Act.DECIDE


def admits(outcome: Outcome | str) -> bool:
    """Whether a commitment follows the outcome: the guard of RECORD_COMMITMENT."""
    return Outcome(outcome) in (Outcome.ADMITTED, Outcome.ADMITTED_WITH_CONDITIONS)


def possible_outcomes(passed: bool | None) -> tuple[Outcome, ...]:
    """What may be decided on a result.

    Admission below the threshold is refused by the system (SPEC 2.1); a wrong review is put right by deferring. An
    incomplete result (None) carries neither an admission nor a refusal, so it can only be deferred [D].
    """
    if passed is None:
        return (Outcome.DEFERRED,)
    if passed:
        return tuple(Outcome)
    return (Outcome.DEFERRED, Outcome.REFUSED)


def stage_of(state: State | str) -> Stage | None:
    """The stage of the stepper; None when the application ended on the way (withdrawn, lapsed)."""
    return _STAGE_OF.get(State(state))


def is_advising(state: State | str, case_round: int) -> bool:
    """Whether the case stands, for the applicant, between the interview and a told decision.

    Advice, decision and a deferral back to the board happen inside and cannot be told apart from outside.
    """
    state = State(state)
    return state in (State.INTERVIEW, State.RECOMMENDED, State.DECIDED) or (state == State.IN_REVIEW and case_round > 1)


def ends_expectation(act: Act | str, before: State | str, after: State | str, case_round: int) -> bool:
    """Whether an act makes the expected day of the next step stale: the applicant sees that step.

    `case_round` is that after the act. From the interview on the day is that of the decision's letter: a step that
    the applicant does not see must not show by a day that vanishes.
    """
    if Act(act) == Act.RELEASE_LETTER:
        return True
    if State(before) == State(after):
        return False
    # A case in review of a later round has been there before; the first interview is seen.
    return not (is_advising(before, case_round) and is_advising(after, case_round))


def shown_state(state: State | str, *, released: bool) -> State:
    """The state as the applicant sees it: a decision is not told before its letter is released (SPEC 2.1)."""
    state = State(state)
    return State.RECOMMENDED if state == State.DECIDED and not released else state
