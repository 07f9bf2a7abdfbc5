"""A decision signed on paper: what it needs, what confirming does, and each refusal at the service."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.tests.factories import UserFactory
from admissions.models import Application, ConflictDeclaration, Decision, RecordedDecision, Review, Vote
from admissions.services import decisions, recorded
from admissions.services.states import change_state
from admissions.tests.board import declare_none
from admissions.tests.recorded_cases import office_person, propose, recommended_case
from admissions.workflow import Act
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def second():
    return office_person()


@pytest.fixture
def case(applicant, applicant_cluster, board1, board2, office, second, ministry, today):
    return recommended_case(applicant, applicant_cluster, board1, board2, office, today, second, ministry)


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


# --- What it does -------------------------------------------------------------------------------------------------


def test_entering_decides_nothing_and_tells_nobody(case, office, today):
    found = propose(case, office, today)
    assert (found.state, found.round, found.entered_by) == ("proposed", 1, office)
    assert state_of(case) == "recommended"
    assert not Decision.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert verbs() == ["propose_decision"]


def test_confirming_makes_the_decision_of_the_ministry(case, office, second, ministry, today):
    found = propose(case, office, today, "admitted_with_conditions")
    decision = recorded.confirm(found, actor=second, day=today)
    assert (decision.decided_by, decision.recorded_id, decision.outcome) == (
        None,
        found.pk,
        "admitted_with_conditions",
    )
    assert (decision.decided_on, decision.starts_on, decision.conditions) == (today, today, "Bericht nach einem Jahr.")
    assert (decision.passed, decision.points_numerator, decision.maximum) == (True, 12, 12)
    assert decision.persons["decided_by"] is None
    assert (decision.persons["entered_by"], decision.persons["confirmed_by"]) == (office.pk, second.pk)
    assert state_of(case) == "decided"
    found.refresh_from_db()
    assert (found.state, found.checked_by) == ("confirmed", second)
    assert verbs() == ["propose_decision", "decide", "confirm_decision"]
    note = AuditEntry.objects.get(verb="decide").note.text
    assert "unterzeichnet von Dr. Martha Beispiel (Referatsleiterin)" in note
    assert f"erfasst von {office}, bestätigt von {second}" in note


def test_the_ministry_is_told_by_mail_without_the_outcome(case, office, second, ministry, today):
    conflicted, locked, other = (UserFactory(name=name) for name in ("Befangen", "Gesperrt", "Andere"))
    for person in (conflicted, locked, other):
        person.role_grants.create(role="ministry", starts_on=today)
    ConflictDeclaration.objects.create(application=case, user=conflicted, value="declared", declared_at=timezone.now())
    FunctionFactory(user=locked, organisation=case.organisation, kind=Function.Kind.BOARD)
    recorded.confirm(propose(case, office, today), actor=second, day=today)
    mails = OutboxMessage.objects.filter(kind="decision-recorded")
    assert {mail.to_user for mail in mails} == {ministry, other}
    assert all(case.number in mail.body and "Dr. Martha Beispiel" in mail.body for mail in mails)
    assert not any("aufgenommen" in mail.body for mail in mails)


def test_a_refusal_prepares_the_letter(case, office, second, today):
    decision = recorded.confirm(propose(case, office, today, "refused"), actor=second, day=today)
    assert OutboxMessage.objects.get(kind="decision-letter").state == "held"
    assert decision.letter_id


def test_deferring_begins_a_new_round(case, office, second, today):
    recorded.confirm(propose(case, office, today, "deferred"), actor=second, day=today)
    case.refresh_from_db()
    assert (case.state, case.round) == ("in_review", 2)
    assert verbs() == ["propose_decision", "defer", "confirm_decision"]


def test_after_a_rejection_it_can_be_entered_anew(case, office, second, today):
    found = propose(case, office, today)
    recorded.reject(found, reason="Das Datum stimmt nicht.", actor=second, day=today)
    found.refresh_from_db()
    assert (found.state, found.note, found.checked_by) == ("rejected", "Das Datum stimmt nicht.", second)
    assert AuditEntry.objects.get(verb="reject_decision").note.text == "Das Datum stimmt nicht."
    assert state_of(case) == "recommended"
    recorded.confirm(propose(case, office, today), actor=second, day=today)
    assert state_of(case) == "decided"


def test_whoever_entered_it_may_take_it_back(case, office, today):
    recorded.reject(propose(case, office, today), reason="Vertippt.", actor=office, day=today)
    assert RecordedDecision.objects.get().state == "rejected"


# --- Overtaken ----------------------------------------------------------------------------------------------------


def test_the_ministry_decides_in_the_portal_meanwhile(case, office, second, ministry, today):
    found = propose(case, office, today)
    decision = decisions.decide(case, actor=ministry, day=today, outcome="refused", reason="Nein.", decided_on=today)
    assert (decision.decided_by, decision.recorded) == (ministry, None)
    found.refresh_from_db()
    assert (found.state, found.checked_by) == ("superseded", None)
    assert "supersede_decision" in verbs()
    with pytest.raises(ActRefused, match="überholt"):
        recorded.confirm(found, actor=second, day=today)
    with pytest.raises(ActRefused, match="überholt"):
        recorded.reject(found, reason="x", actor=second, day=today)
    assert Decision.objects.get().outcome == "refused"


def test_a_withdrawal_overtakes_it_too(case, applicant, office, today):
    found = propose(case, office, today)
    change_state(case, Act.WITHDRAW, actor=applicant, day=today)
    found.refresh_from_db()
    assert found.state == "superseded"


def test_other_steps_leave_no_such_entry(case, ministry, today):
    decisions.decide(case, actor=ministry, day=today, outcome="refused", reason="Nein.", decided_on=today)
    assert "supersede_decision" not in verbs()


# --- Refusals when entering ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["submitted", "complete", "in_review", "interview", "decided", "withdrawn"])
def test_nothing_is_entered_in_another_state(state, case, office, today):
    Application.objects.filter(pk=case.pk).update(state=state)
    with pytest.raises(ActRefused):
        propose(case, office, today)


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant", "board2", "outsider"])
def test_only_the_office_enters(who, case, today, request):
    person = request.getfixturevalue(who)
    declare_none(case, person)
    with pytest.raises(ActRefused):
        propose(case, person, today)


def test_who_did_not_declare_or_is_conflicted_does_not_enter(case, office, today):
    ConflictDeclaration.objects.filter(user=office).delete()
    with pytest.raises(ActRefused, match="befangen"):
        propose(case, office, today)
    declare_none(case, office)
    ConflictDeclaration.objects.filter(user=office).update(value="declared")
    with pytest.raises(ActRefused):
        propose(case, office, today)
    declare_none(case, office)
    FunctionFactory(user=office, organisation=case.organisation, kind=Function.Kind.BOARD)
    with pytest.raises(ActRefused):
        propose(case, office, today)


def take_part(person, case, how):
    if how == "reviewed":
        Review.objects.create(application=case, reviewer=person, submitted_at=timezone.now())
    else:
        Vote.objects.create(application=case, round=1, member=person, value="yes")


@pytest.mark.parametrize("how", ["reviewed", "voted"])
def test_who_took_part_neither_enters_nor_confirms_nor_rejects(how, case, office, second, today):
    found = propose(case, office, today)
    take_part(second, case, how)
    with pytest.raises(ActRefused, match="Gutachten abgegeben oder abgestimmt"):
        recorded.confirm(found, actor=second, day=today)
    with pytest.raises(ActRefused, match="Gutachten abgegeben oder abgestimmt"):
        recorded.reject(found, reason="x", actor=second, day=today)
    recorded.reject(found, reason="x", actor=office, day=today)
    with pytest.raises(ActRefused, match="Gutachten abgegeben oder abgestimmt"):
        propose(case, second, today)


def test_a_document_is_needed(case, office, today):
    with pytest.raises(ActRefused, match="Dokument"):
        propose(case, office, today, document=None)


@pytest.mark.parametrize("empty", ["signed_by", "signed_as", "file_reference", "reason"])
def test_nothing_is_left_out(empty, case, office, today):
    with pytest.raises(ActRefused):
        propose(case, office, today, **{empty: "  "})
    assert not RecordedDecision.objects.exists()


@pytest.mark.parametrize("outcome", ["admitted", "admitted_with_conditions"])
def test_below_the_threshold_no_admission_is_entered(
    outcome, applicant, applicant_cluster, board1, board2, office, today
):
    case = recommended_case(applicant, applicant_cluster, board1, board2, office, today, points=7)
    with pytest.raises(ActRefused, match="Schwelle ist nicht erreicht"):
        propose(case, office, today, outcome)
    assert propose(case, office, today, "refused").outcome == "refused"


def test_an_unknown_outcome_is_refused(case, office, today):
    with pytest.raises(ActRefused):
        propose(case, office, today, "withdrawn")


def test_one_waits_at_a_time(case, office, second, today):
    propose(case, office, today)
    with pytest.raises(ActRefused, match="wartet schon"):
        propose(case, second, today)


# --- Refusals when confirming -------------------------------------------------------------------------------------


def test_the_same_person_does_not_confirm(case, office, today):
    found = propose(case, office, today)
    with pytest.raises(ActRefused, match="zweite Person"):
        recorded.confirm(found, actor=office, day=today)
    assert state_of(case) == "recommended"
    assert RecordedDecision.objects.get().state == "proposed"


def test_the_database_knows_the_second_person_too(case, office, today):
    found = propose(case, office, today)
    with pytest.raises(IntegrityError, match="recorded_decision_second_person"), transaction.atomic():
        RecordedDecision.objects.filter(pk=found.pk).update(
            state="confirmed", checked_by=office, checked_at=timezone.now()
        )


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant", "board2", "outsider"])
def test_only_the_office_confirms_or_rejects(who, case, office, today, request):
    found = propose(case, office, today)
    person = request.getfixturevalue(who)
    declare_none(case, person)
    for act in (
        lambda: recorded.confirm(found, actor=person, day=today),
        lambda: recorded.reject(found, reason="x", actor=person, day=today),
    ):
        with pytest.raises(ActRefused):
            act()
    assert RecordedDecision.objects.get().state == "proposed"


def test_who_did_not_declare_or_is_conflicted_does_not_confirm(case, office, second, today):
    found = propose(case, office, today)
    ConflictDeclaration.objects.filter(user=second).delete()
    with pytest.raises(ActRefused, match="befangen"):
        recorded.confirm(found, actor=second, day=today)
    declare_none(case, second)
    ConflictDeclaration.objects.filter(user=second).update(value="declared")
    with pytest.raises(ActRefused):
        recorded.confirm(found, actor=second, day=today)


def test_a_conflict_of_the_first_person_that_came_later_counts(case, office, second, today):
    found = propose(case, office, today)
    ConflictDeclaration.objects.filter(user=office).update(value="declared")
    with pytest.raises(ActRefused, match="zurück"):
        recorded.confirm(found, actor=second, day=today)
    declare_none(case, office)
    take_part(office, case, "voted")
    with pytest.raises(ActRefused, match="zurück"):
        recorded.confirm(found, actor=second, day=today)
    assert not Decision.objects.exists()


def test_a_result_that_changed_since_is_not_decided_on(case, board1, office, second, today):
    found = propose(case, office, today, "refused")
    ConflictDeclaration.objects.filter(user=board1).update(value="declared")
    with pytest.raises(ActRefused, match="Ergebnis hat sich"):
        recorded.confirm(found, actor=second, day=today)
    assert not Decision.objects.exists()
    assert state_of(case) == "recommended"


def test_a_rejection_needs_a_reason(case, office, second, today):
    with pytest.raises(ActRefused, match="Grund"):
        recorded.reject(propose(case, office, today), reason=" ", actor=second, day=today)


def test_a_confirmed_one_stays(case, office, second, today):
    found = propose(case, office, today)
    recorded.confirm(found, actor=second, day=today)
    for act in (
        lambda: recorded.confirm(found, actor=second, day=today),
        lambda: recorded.reject(found, reason="x", actor=second, day=today),
    ):
        with pytest.raises(ActRefused, match="bestätigt"):
            act()
    assert Decision.objects.count() == 1


def test_a_decision_is_made_by_a_person_or_recorded(case, office, second, ministry, today):
    decision = recorded.confirm(propose(case, office, today), actor=second, day=today)
    for wrong in ({"decided_by": ministry}, {"recorded": None}):
        with pytest.raises(IntegrityError, match="decision_by_a_person_or_recorded"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**wrong)
