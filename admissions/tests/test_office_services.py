"""The office's acts on a case: who may, when, what is written, what is mailed; each refusal too."""

import datetime

import pytest

from admissions.models import ConflictDeclaration, DecisionPaper, Interview, ReviewAssignment
from admissions.services.assignment import assign, assignable, board_members, unassign
from admissions.services.interview import record_interview
from admissions.services.paper import prepare_paper
from admissions.tests.factories import declare_none, submitted_review
from admissions.tests.office_cases import make_application, recommend
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db


def due(today):
    return today + datetime.timedelta(days=21)


def verbs(application):
    entries = AuditEntry.objects.filter(subject_kind="application", subject_key=application.number)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_the_first_assignment_starts_the_review_and_invites(applicant, office, board1, board2, today):
    application = make_application("complete", applicant, office)
    made = assign(application, [board1, board2], due(today), actor=office, day=today)
    application.refresh_from_db()
    assert application.state == "in_review"
    assert [one.reviewer for one in made] == [board1, board2]
    values = ConflictDeclaration.objects.filter(user__in=[board1, board2]).values_list("value", flat=True)
    assert list(values) == ["not_asked", "not_asked"]
    mails = OutboxMessage.objects.filter(kind="review-invitation").order_by("pk")
    assert [mail.to_email for mail in mails] == [board1.email, board2.email]
    assert application.number in mails[0].subject
    assert f"/review/{application.number}/" in mails[0].body
    assert "&" not in mails[0].body
    assert verbs(application) == ["start_review", "assign_review", "assign_review"]


@pytest.mark.parametrize("state", ["in_review", "interview"])
def test_more_reviewers_may_be_added_during_the_review(state, applicant, office, board1, today):
    application = make_application(state, applicant, office)
    assign(application, [board1], due(today), actor=office, day=today)
    application.refresh_from_db()
    assert application.state == state
    assert verbs(application) == ["assign_review"]


@pytest.mark.parametrize("state", ["submitted", "returned", "recommended", "decided", "withdrawn"])
def test_nobody_is_assigned_in_other_states(state, applicant, office, board1, today):
    application = make_application(state, applicant, office)
    with pytest.raises(ActRefused):
        assign(application, [board1], due(today), actor=office, day=today)
    assert not ReviewAssignment.objects.exists()


def test_only_unconflicted_board_members_are_assigned(applicant, office, manager, board1, board2, board3, today):
    application = make_application("complete", applicant, office)
    FunctionFactory(user=board3, organisation=application.organisation, kind=Function.Kind.BOARD)
    declare_none(application, board2)
    ConflictDeclaration.objects.filter(user=board2).update(value="declared")
    for unfit in [manager, board2, board3]:
        with pytest.raises(ActRefused):
            assign(application, [board1, unfit], due(today), actor=office, day=today)
    assert not ReviewAssignment.objects.exists()
    assert not OutboxMessage.objects.exists()
    application.refresh_from_db()
    assert application.state == "complete"
    assert assignable(board_members(application, today)) == [board1]


def test_nobody_is_assigned_twice_and_the_past_is_no_deadline(applicant, office, board1, today):
    application = make_application("in_review", applicant, office)
    assign(application, [board1], due(today), actor=office, day=today)
    with pytest.raises(ActRefused):
        assign(application, [board1], due(today), actor=office, day=today)
    with pytest.raises(ActRefused):
        assign(application, [], due(today), actor=office, day=today)
    with pytest.raises(ActRefused):
        assign(application, [board1], today - datetime.timedelta(days=1), actor=office, day=today)


@pytest.mark.parametrize("who", ["ministry", "administrator", "applicant", "board2"])
def test_only_the_office_assigns(who, applicant, office, board1, today, request):
    application = make_application("complete", applicant, office)
    person = request.getfixturevalue(who)
    declare_none(application, person)
    with pytest.raises(ActRefused):
        assign(application, [board1], due(today), actor=person, day=today)


def test_the_office_declares_before_it_works_on_a_case(applicant, office, board1, today):
    application = make_application("complete", applicant, office)
    ConflictDeclaration.objects.all().delete()
    with pytest.raises(ActRefused, match="befangen"):
        assign(application, [board1], due(today), actor=office, day=today)


def test_workload_counts_open_reviews_of_all_cases(applicant, manager, office, board1, board2, today):
    first = make_application("in_review", applicant, office)
    second = make_application("in_review", manager, office)
    for application in (first, second):
        assign(application, [board1, board2], due(today), actor=office, day=today)
    submitted_review(first, board1, 50)
    assert {member: member.open_reviews for member in board_members(first, today)} == {board1: 1, board2: 2}


def test_an_assignment_is_ended_with_a_reason(applicant, office, board1, today):
    application = make_application("in_review", applicant, office)
    (assignment,) = assign(application, [board1], due(today), actor=office, day=today)
    with pytest.raises(ActRefused):
        unassign(assignment, reason=" ", actor=office, day=today)
    unassign(assignment, reason="verhindert", actor=office, day=today)
    assignment.refresh_from_db()
    assert assignment.ended_at is not None
    assert OutboxMessage.objects.get(kind="review-ended").to_user == board1
    with pytest.raises(ActRefused):
        unassign(assignment, reason="noch einmal", actor=office, day=today)
    assign(application, [board1], due(today), actor=office, day=today)


def test_a_submitted_review_cannot_be_taken_out_of_the_result(applicant, office, board1, today):
    application = make_application("in_review", applicant, office)
    (assignment,) = assign(application, [board1], due(today), actor=office, day=today)
    submitted_review(application, board1, 10)
    with pytest.raises(ActRefused, match="abgegeben"):
        unassign(assignment, reason="zu streng", actor=office, day=today)


def interview(application, actor, day, **changes):
    values = {"held_on": day, "place": "Berlin", "participants": "Frau Muster", "minutes": "Verlauf", **changes}
    return record_interview(application, actor=actor, day=day, **values)


def test_the_interview_is_recorded(applicant, office, today):
    application = make_application("in_review", applicant, office)
    interview(application, office, today)
    application.refresh_from_db()
    assert application.state == "interview"
    assert Interview.objects.get().minutes == "Verlauf"


@pytest.mark.parametrize("changes", [{"minutes": " "}, {"participants": ""}, {"held_on": datetime.date(2999, 1, 1)}])
def test_an_interview_without_minutes_or_in_the_future_is_refused(changes, applicant, office, today):
    application = make_application("in_review", applicant, office)
    with pytest.raises(ActRefused):
        interview(application, office, today, **changes)
    assert not Interview.objects.exists()


def test_no_interview_before_the_review(applicant, office, today):
    with pytest.raises(ActRefused):
        interview(make_application("complete", applicant, office), office, today)


def test_the_paper_is_made_once_the_recommendation_is_there(applicant, office, board1, board2, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    paper = prepare_paper(application, file_reference="AZ 1", assessment="Gut.", actor=office, day=today)
    assert paper.pdf.content_type == "application/pdf"
    assert verbs(application) == ["prepare_paper"]


@pytest.mark.parametrize("state", ["in_review", "interview", "decided"])
def test_no_paper_in_other_states(state, applicant, office, today):
    application = make_application(state, applicant, office)
    with pytest.raises(ActRefused):
        prepare_paper(application, file_reference="AZ 1", assessment="Gut.", actor=office, day=today)
    assert not DecisionPaper.objects.exists()


@pytest.mark.parametrize(("reference", "assessment"), [("", "Gut."), ("AZ 1", "  ")])
def test_a_paper_needs_reference_and_assessment(reference, assessment, applicant, office, board1, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1)
    with pytest.raises(ActRefused):
        prepare_paper(application, file_reference=reference, assessment=assessment, actor=office, day=today)
