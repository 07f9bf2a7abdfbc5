"""Every state × every act × everybody, at the services: what the tables allow works, everything else is refused.

The file is always complete for the act that is tried, so that only state and person decide. Each try is undone.
"""

import datetime
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from admissions.models import (
    Application,
    ConflictDeclaration,
    CriterionCheck,
    Decision,
    ReviewAssignment,
    Vote,
)
from admissions.services import (
    admission,
    assignment,
    ballots,
    completion,
    decisions,
    drafts,
    interview,
    letters,
    paper,
    reviews,
    submission,
    votes,
)
from admissions.services.states import change_state
from admissions.tests.board import close_ballot, content, open_ballot
from admissions.tests.factories import BoardAppointmentFactory, declare_none
from admissions.tests.office_cases import decide as decided_row
from admissions.tests.office_cases import make_application, recommend
from admissions.workflow import TRANSITIONS, Act, State, next_state
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.services import queue
from records.errors import ActRefused

pytestmark = pytest.mark.django_db

SYSTEM = None


@dataclass
class File:
    """One application in one state, everybody who might try something, and the day."""

    application: Application
    people: dict
    day: datetime.date

    @property
    def board_to_ask(self):
        return self.people["board unasked"]


# --- Everybody ------------------------------------------------------------------------


def _office(name, **grant):
    user = UserFactory(name=name, is_staff=True)
    RoleGrantFactory(user=user, role=grant.pop("role", RoleGrant.Role.OFFICE), **grant)
    return user


@pytest.fixture
def people(applicant, manager, outsider, board1, board2, office, ministry, administrator, applicant_cluster, today):
    """Who tries: by role, and by what takes the right away (not asked, conflict, an ended role)."""
    ended = {"starts_on": today - datetime.timedelta(days=400), "ends_on": today - datetime.timedelta(days=1)}
    found = {
        "visitor": AnonymousUser(),
        "outsider": outsider,
        "applicant": applicant,
        "manager of another cluster": manager,
        "former manager": UserFactory(name="Frühere Leitung"),
        "employee": UserFactory(name="Angestellt"),
        "board member": board1,
        "chair": board2,
        "board unasked": BoardAppointmentFactory(user=UserFactory(name="Ungefragt")).user,
        "board conflicted": BoardAppointmentFactory(user=UserFactory(name="Befangen"), is_chair=True).user,
        "board by function": BoardAppointmentFactory(user=UserFactory(name="Im Vorstand"), is_chair=True).user,
        "former chair": BoardAppointmentFactory(user=UserFactory(name="War Vorsitz"), is_chair=True, **ended).user,
        "office": office,
        "office unasked": _office("Büro ungefragt"),
        "office conflicted": _office("Büro befangen"),
        "office by function": _office("Büro mit Funktion"),
        "former office": _office("War im Büro", **ended),
        "ministry": ministry,
        "ministry unasked": _office("Ministerium ungefragt", role=RoleGrant.Role.MINISTRY),
        "ministry conflicted": _office("Ministerium befangen", role=RoleGrant.Role.MINISTRY),
        "ministry by function": _office("Ministerium mit Funktion", role=RoleGrant.Role.MINISTRY),
        "ministry who voted": _office("Ministerium mit Votum", role=RoleGrant.Role.MINISTRY),
        "administrator": administrator,
    }
    FunctionFactory(user=found["former manager"], cluster=applicant_cluster, **ended)
    for name in ("employee", "board by function", "office by function", "ministry by function"):
        FunctionFactory(user=found[name], cluster=applicant_cluster, kind=Function.Kind.EMPLOYEE)
    return found


# --- The file -------------------------------------------------------------------------


def build(state, people, day, *, act=None):
    """An application in `state` for which `act` lacks nothing but, perhaps, the right state and the right person."""
    office, applicant = people["office"], people["applicant"]
    application = make_application("draft", applicant, office, sizes=(2, 1, 1, 1))
    if act == Act.DELETE_DRAFT and state == State.DRAFT:
        # Nobody else has touched what can be deleted.
        application.conflict_declarations.all().delete()
        return File(application, people, day)
    never = ("visitor", "office unasked", "ministry unasked", "board unasked")
    declare_none(application, *[user for name, user in people.items() if name not in never])
    for name in ("board conflicted", "office conflicted", "ministry conflicted"):
        ConflictDeclaration.objects.filter(application=application, user=people[name]).update(value="declared")
    CriterionCheck.objects.bulk_create(
        CriterionCheck(application=application, criterion=answer.criterion, result="accepted", checked_by=office)
        for answer in application.answers.all()
    )
    reviewed(application, people)
    if act != Act.OPEN_VOTE:
        open_ballot(application, people["chair"])
    if act in (Act.REOPEN_VOTE, Act.RECOMMEND):
        close_ballot(application, people["chair"])
    if state in (State.RECOMMENDED, State.DECIDED):
        application.recommendations.create(
            round=1, value="admit", text="Ja.", yes=2, no=0, abstain=0, entitled=3, made_on=day, recorded_by=office
        )
    if state == State.DECIDED:
        decision = decided_row(application, people["ministry"], Decision.Outcome.ADMITTED)
        if act == Act.RELEASE_LETTER:
            admit(application, decision, people, day)
    lapses_on = None
    if state == State.RETURNED:
        lapses_on = day - datetime.timedelta(days=1) if act == Act.LAPSE else day
    Application.objects.filter(pk=application.pk).update(state=state.value, state_since=day, lapses_on=lapses_on)
    return File(Application.objects.get(pk=application.pk), people, day)


def reviewed(application, people):
    """Two reviews, the interview and the votes; one of a person who works in the ministry today."""
    recommend(application, people["office"], people["board member"], people["chair"], points=15).delete()
    for name in ("board member", "chair", "ministry who voted"):
        Vote.objects.create(application=application, round=1, member=people[name], value=Vote.Value.YES)


def admit(application, decision, people, day):
    """The commitment is recorded and the letter waits."""
    Application.objects.filter(pk=application.pk).update(state="decided")
    application.refresh_from_db()
    admission.record_commitment(
        application, text_version="1", signatory="V", signed_on=day, document=None, actor=people["office"], day=day
    )


# --- The acts of the workflow -----------------------------------------------------------

DO = {
    Act.SUBMIT: lambda file, who: submission.submit(file.application, actor=who, day=file.day),
    Act.DELETE_DRAFT: lambda file, who: drafts.delete_draft(file.application, actor=who, day=file.day),
    Act.RETURN_FOR_COMPLETION: lambda file, who: completion.return_for_completion(
        file.application, "Bitte ergänzen.", actor=who, day=file.day
    ),
    Act.ACCEPT_COMPLETE: lambda file, who: completion.accept_complete(file.application, actor=who, day=file.day),
    Act.START_REVIEW: lambda file, who: assignment.assign(
        file.application, [file.board_to_ask], file.day, actor=who, day=file.day
    ),
    Act.HOLD_INTERVIEW: lambda file, who: interview.record_interview(
        file.application,
        held_on=file.day,
        place="Berlin",
        participants="Alle",
        minutes="Gut.",
        actor=who,
        day=file.day,
    ),
    Act.OPEN_VOTE: lambda file, who: ballots.open_vote(file.application, actor=who, day=file.day, closes_on=file.day),
    Act.CLOSE_VOTE: lambda file, who: ballots.close_vote(file.application, actor=who, day=file.day),
    Act.REOPEN_VOTE: lambda file, who: ballots.reopen_vote(
        file.application, actor=who, day=file.day, reason="Nicht alle waren da."
    ),
    Act.RECOMMEND: lambda file, who: votes.recommend(file.application, actor=who, day=file.day, text="Ja."),
    Act.DECIDE: lambda file, who: decisions.decide(
        file.application,
        actor=who,
        day=file.day,
        outcome="admitted",
        reason="Erfüllt.",
        decided_on=file.day,
        starts_on=file.day,
    ),
    Act.DEFER: lambda file, who: decisions.decide(
        file.application, actor=who, day=file.day, outcome="deferred", reason="Offen.", decided_on=file.day
    ),
    Act.WITHDRAW: lambda file, who: submission.withdraw(file.application, actor=who, day=file.day),
    Act.LAPSE: lambda file, who: change_state(file.application, Act.LAPSE, actor=who, day=file.day),
    Act.RECORD_COMMITMENT: lambda file, who: admission.record_commitment(
        file.application,
        text_version="1",
        signatory="V",
        signed_on=file.day,
        document=None,
        actor=who,
        day=file.day,
    ),
    Act.RELEASE_LETTER: lambda file, who: letters.release_letter(file.application, actor=who, day=file.day),
}

WHO = {
    Act.SUBMIT: {"applicant"},
    Act.DELETE_DRAFT: {"applicant"},
    Act.RETURN_FOR_COMPLETION: {"office"},
    Act.ACCEPT_COMPLETE: {"office"},
    Act.START_REVIEW: {"office"},
    Act.HOLD_INTERVIEW: {"office"},
    Act.OPEN_VOTE: {"chair"},
    Act.CLOSE_VOTE: {"chair"},
    Act.REOPEN_VOTE: {"chair"},
    Act.RECOMMEND: {"chair"},
    Act.DECIDE: {"ministry"},
    Act.DEFER: {"ministry"},
    Act.WITHDRAW: {"applicant"},
    Act.LAPSE: set(),
    Act.RECORD_COMMITMENT: {"office"},
    Act.RELEASE_LETTER: {"office"},
}
"""Written out, not read from the workflow: a right that slips into the code shows here."""

ALSO_ASSIGNS = {State.IN_REVIEW, State.INTERVIEW}
"""Assigning starts the review and goes on in these states without changing them."""


def tried(file, do, who):
    """The state afterwards, or None when the service refused. Whatever happened is undone."""
    mark = transaction.savepoint()
    try:
        do(file, who)
    except ActRefused:
        return None
    else:
        row = Application.objects.filter(pk=file.application.pk).first()
        return State(row.state) if row else State.DRAFT
    finally:
        transaction.savepoint_rollback(mark)
        if Application.objects.filter(pk=file.application.pk).exists():
            file.application.refresh_from_db()


def test_every_act_is_tried():
    assert set(DO) == set(WHO) == set(Act)


@pytest.mark.parametrize("act", Act, ids=lambda act: act.value)
@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_every_state_act_and_role(state, act, people, today):
    file = build(state, people, today, act=act)
    happened = {name: tried(file, DO[act], who) for name, who in people.items()}
    if (state, act) in TRANSITIONS:
        expected = dict.fromkeys(WHO[act], next_state(state, act))
    elif act == Act.START_REVIEW and state in ALSO_ASSIGNS:
        expected = dict.fromkeys(WHO[act], state)
    else:
        expected = {}
    assert {name: after for name, after in happened.items() if after is not None} == expected


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_the_system_lets_lapse_and_nothing_else(state, people, today):
    allowed = []
    for act in Act:
        file = build(state, people, today, act=act)
        if tried(file, lambda file, who, act=act: change_state(file.application, act, actor=who, day=file.day), SYSTEM):
            allowed.append(act)
        file.application.cluster.applications.all()[0].checks.all().delete()
        retire(file.application)
    assert allowed == ([Act.LAPSE] if state == State.RETURNED else [])


def retire(application):
    """Out of the way of the next one: a cluster has one open application at a time."""
    Application.objects.filter(pk=application.pk).update(state="withdrawn", lapses_on=None)


# --- Acts that leave the state as it is --------------------------------------------------


def _save_answer(file, who):
    answer = file.application.answers.first()
    change = drafts.AnswerChange(answer.criterion, "Neu.", 1, answer.version)
    drafts.save_answers(file.application, [change], actor=who, day=file.day)


def _add_link(file, who):
    criterion = file.application.answers.first().criterion
    drafts.add_evidence(file.application, criterion, actor=who, day=file.day, link="https://nachweis.example/")


def _check(file, who):
    criterion = file.application.answers.first().criterion
    completion.check_criterion(file.application, criterion, "missing", "", actor=who, day=file.day)


def _unassign(file, who):
    open_one = ReviewAssignment.objects.create(
        application=file.application,
        reviewer=file.people["former chair"],
        due_on=file.day,
        assigned_by=file.people["office"],
    )
    assignment.unassign(open_one, reason="Verhindert.", actor=who, day=file.day)


def _review(file, who):
    mine = file.application.reviews.filter(reviewer_id=getattr(who, "pk", None))
    mine.update(submitted_at=None)
    reviews.submit(file.application, content(file.application, 3), actor=who, day=file.day)


def _reopen(file, who):
    """As long as no vote was opened."""
    file.application.ballots.all().delete()
    reviews.reopen(file.application, actor=who, day=file.day)


def _vote(file, who):
    votes.cast(file.application, actor=who, value=Vote.Value.NO, day=file.day)


def _paper(file, who):
    paper.prepare_paper(file.application, file_reference="VII 1", assessment="Gut.", actor=who, day=file.day)


OTHER_ACTS = [
    (_save_answer, {State.DRAFT, State.RETURNED}, {"applicant"}),
    (_add_link, {State.DRAFT, State.RETURNED}, {"applicant"}),
    (_check, {State.SUBMITTED}, {"office"}),
    (_unassign, {State.IN_REVIEW, State.INTERVIEW}, {"office"}),
    (_review, {State.IN_REVIEW, State.INTERVIEW}, {"board member", "chair"}),
    (_reopen, {State.IN_REVIEW, State.INTERVIEW}, {"board member", "chair"}),
    (_vote, {State.INTERVIEW}, {"board member", "chair"}),
    (_paper, {State.RECOMMENDED}, {"office"}),
]


@pytest.mark.parametrize(("do", "states", "who"), OTHER_ACTS, ids=[row[0].__name__ for row in OTHER_ACTS])
@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_acts_within_a_state(state, do, states, who, people, today):
    file = build(state, people, today)
    happened = {name for name, person in people.items() if tried(file, do, person) is not None}
    assert happened == (who if state in states else set())


def test_a_letter_of_a_refusal_waits_for_the_office_too(people, today):
    """Releasing is tried above on an admission; a refusal's letter follows the same rule."""
    file = build(State.DECIDED, people, today)
    decision = file.application.decisions.get()
    Decision.objects.filter(pk=decision.pk).update(outcome="refused", starts_on=None)
    decision.letter = queue(
        key="letter", kind="decision-letter", to_user=people["applicant"], subject="S", body="B", held=True
    )
    decision.save(update_fields=["letter"])
    happened = {name for name, who in people.items() if tried(file, DO[Act.RELEASE_LETTER], who) is not None}
    assert happened == {"office"}
