"""Arranging the interview: who may what when, what is written, who is told in which language; each refusal too."""

import datetime

import pytest
from django.utils import timezone

from admissions.interviews import everyone_invited, open_plan
from admissions.models import Application, ConflictDeclaration, InterviewDate, InterviewPlan
from admissions.services import conflicts, interview_plans
from admissions.services.interview import record_interview
from admissions.services.submission import withdraw
from admissions.tests.factories import declare_none
from admissions.tests.interviews import agreed, at, by_video, in_review, on_site, pick, propose
from admissions.tests.office_cases import make_application
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.models import OfficeTask, OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

MAILBOX = "programmbuero@portal.test"


@pytest.fixture(autouse=True)
def mailbox(db):
    from_settings = interview_plans.interview_mails.ProgrammeSettings.load()
    from_settings.office_email = MAILBOX
    from_settings.save()


@pytest.fixture
def application(applicant, office):
    return in_review(applicant, office)


def mailed(kind):
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("to_email", flat=True))


def verbs(application):
    entries = AuditEntry.objects.filter(subject_kind="application", subject_key=application.number)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def move(application, office, proposal=None, reason="Krankheit", now=None):
    return interview_plans.set_date(
        application, proposal or by_video(20), reason=reason, actor=office, now=now or timezone.now()
    )


def cancel(application, office, reason="Krankheit"):
    return interview_plans.cancel(application, reason=reason, actor=office, now=timezone.now())


# --- Proposing ---------------------------------------------------------------


def test_dates_are_proposed_to_the_applicants_people_only(application, applicant, office, board1):
    plan = propose(application, office, board1, office, guests="Frau Gast", message="Wir freuen uns.")
    assert (plan.state, plan.round) == ("proposed", 1)
    application.refresh_from_db()
    assert application.state == "in_review"
    mail = OutboxMessage.objects.get()
    assert (mail.to_email, mail.kind, mail.calendar) == (applicant.email, "interview-proposal", "")
    assert "Wir freuen uns." in mail.body
    assert f"/apply/{application.number}/interview/" in mail.body
    assert "10:00 bis 11:00 Uhr" in mail.body
    assert board1.name not in mail.body
    assert "Frau Gast" not in mail.body
    assert set(plan.participants.values_list("user", "side")) == {(board1.pk, "board"), (office.pk, "office")}
    assert ConflictDeclaration.objects.get(user=board1).value == "not_asked"
    assert verbs(application) == ["propose_interview"]


def test_nobody_to_ask_is_a_task_of_the_office(application, applicant, office):
    Function.objects.filter(user=applicant).delete()
    propose(application, office)
    assert not OutboxMessage.objects.exists()
    assert application.number in OfficeTask.objects.get().text_de


@pytest.mark.parametrize(
    "proposals",
    [
        [on_site(-1)],
        [on_site(10), on_site(10)],
        [on_site(day) for day in range(7, 13)],
        [on_site(minutes=10)],
    ],
)
def test_impossible_dates_are_refused(proposals, application, office):
    with pytest.raises(ActRefused):
        propose(application, office, proposals=proposals)
    assert not InterviewPlan.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("state", ["submitted", "complete", "interview", "recommended", "decided", "withdrawn"])
def test_dates_are_proposed_in_review_only(state, applicant, office):
    application = make_application(state, applicant, office, sizes=(1, 1, 1, 1))
    with pytest.raises(ActRefused):
        propose(application, office)


@pytest.mark.parametrize("who", ["applicant", "board1", "ministry", "administrator", "outsider"])
def test_only_the_office_arranges(who, application, office, applicant, request):
    person = request.getfixturevalue(who)
    for act in (propose, lambda case, by: move(case, by), lambda case, by: cancel(case, by)):
        with pytest.raises(ActRefused):
            act(application, person)
    agreed(application, office, applicant)
    for act in (move, cancel):
        with pytest.raises(ActRefused):
            act(application, person)


@pytest.mark.parametrize("value", ["not_asked", "declared"])
def test_an_office_person_declares_first(value, application, office):
    ConflictDeclaration.objects.filter(user=office).update(
        value=value, declared_at=None if value == "not_asked" else timezone.now()
    )
    with pytest.raises(ActRefused):
        propose(application, office)


def test_nobody_with_a_conflict_is_invited(application, office, board1, board3, outsider):
    FunctionFactory(user=board3, organisation=application.organisation, kind=Function.Kind.BOARD)
    declare_none(application, board1)
    ConflictDeclaration.objects.filter(user=board1).update(value="declared")
    for unfit in (board1, board3, outsider):
        with pytest.raises(ActRefused):
            propose(application, office, unfit)
    assert not InterviewPlan.objects.exists()


def test_proposing_anew_replaces_dates_and_people(application, applicant, office, board1, board2):
    propose(application, office, board1)
    old = InterviewDate.objects.first()
    propose(application, office, board2, proposals=[by_video(30)])
    plan = InterviewPlan.objects.get()
    assert [date.starts_at for date in plan.offered] == [at(30, 14)]
    assert list(plan.participants.filter(removed_at=None).values_list("user", flat=True)) == [board2.pk]
    assert mailed("interview-proposal") == [applicant.email] * 2
    with pytest.raises(ActRefused):
        interview_plans.pick(application, old.pk, actor=applicant, now=timezone.now())


# --- Answering ---------------------------------------------------------------


def test_one_picks_and_everybody_invited_is_told(application, applicant, office, board1, board2, outsider):
    application.cluster.name = "Leichtbau Niederwald"
    board1.language = "en"
    board1.save()
    propose(application, office, board1, office)
    date = pick(application, applicant)
    plan = open_plan(application)
    assert plan.is_fixed
    assert plan.chosen == date
    assert mailed("interview-fixed") == sorted([applicant.email, board1.email, office.email, MAILBOX])
    english = OutboxMessage.objects.get(kind="interview-fixed", to_user=board1)
    assert english.language == "en"
    assert f"/en/review/{application.number}/" in english.body
    own = OutboxMessage.objects.get(kind="interview-fixed", to_user=applicant)
    assert f"/apply/{application.number}/interview/" in own.body
    assert verbs(application) == ["propose_interview", "pick_interview"]


def test_no_applicants_mail_names_anybody_of_the_board(application, applicant, office, board1, board2):
    propose(application, office, board1, board2, guests="Herr Geheim")
    pick(application, applicant)
    move(application, office)
    cancel(application, office)
    for mail in OutboxMessage.objects.filter(to_user=applicant):
        everything = mail.subject + mail.body + mail.calendar
        for secret in (board1.name, board1.email, board2.name, board2.email, office.name, office.email, "Geheim"):
            assert secret not in everything
    assert OutboxMessage.objects.filter(to_user=applicant).count() == 4


def test_a_date_is_picked_once(application, applicant, office):
    colleague = FunctionFactory(cluster=application.cluster).user
    propose(application, office)
    pick(application, applicant, 0)
    with pytest.raises(ActRefused) as refused:
        interview_plans.pick(application, InterviewDate.objects.last().pk, actor=colleague, now=timezone.now())
    assert "10:00 Uhr" in str(refused.value.message)
    assert open_plan(application).chosen.starts_at == at(10)
    with pytest.raises(ActRefused):
        interview_plans.refuse_dates(application, "Nie.", actor=colleague, now=timezone.now())


@pytest.mark.parametrize("who", ["manager", "board1", "office", "ministry", "outsider"])
def test_only_the_applicants_people_answer(who, application, office, applicant, request):
    propose(application, office)
    person = request.getfixturevalue(who)
    with pytest.raises(ActRefused):
        pick(application, person)
    with pytest.raises(ActRefused):
        interview_plans.refuse_dates(application, "Nie.", actor=person, now=timezone.now())
    assert not open_plan(application).is_fixed


def test_a_past_date_and_a_foreign_one_are_not_picked(application, applicant, office, manager):
    propose(application, office)
    date = open_plan(application).offered[0]
    with pytest.raises(ActRefused):
        interview_plans.pick(application, date.pk, actor=applicant, now=date.starts_at)
    foreign = in_review(manager, office)
    propose(foreign, office)
    with pytest.raises(ActRefused):
        interview_plans.pick(application, foreign.interview_plans.get().dates.first().pk, actor=applicant, now=at(0))
    assert not open_plan(application).is_fixed
    interview_plans.pick(application, date.pk, actor=applicant, now=date.starts_at - datetime.timedelta(seconds=1))
    assert open_plan(application).is_fixed


def test_none_fits(application, applicant, office):
    propose(application, office)
    with pytest.raises(ActRefused):
        interview_plans.refuse_dates(application, "  ", actor=applicant, now=timezone.now())
    interview_plans.refuse_dates(application, "Ab Mittwoch.", actor=applicant, now=timezone.now())
    plan = open_plan(application)
    assert (plan.state, plan.answer) == ("none_fits", "Ab Mittwoch.")
    with pytest.raises(ActRefused):
        interview_plans.refuse_dates(application, "Doch.", actor=applicant, now=timezone.now())
    plan = propose(application, office)
    assert (plan.state, plan.answer) == ("proposed", "")


# --- Moving and calling off --------------------------------------------------


def test_the_office_fixes_a_date_on_behalf(application, applicant, office, board1):
    propose(application, office, board1)
    move(application, office, by_video(20), reason="Telefonisch vereinbart.")
    assert open_plan(application).chosen.starts_at == at(20, 14)
    assert mailed("interview-fixed") == sorted([applicant.email, board1.email, MAILBOX])
    assert "Telefonisch vereinbart." in OutboxMessage.objects.get(kind="interview-fixed", to_user=applicant).body
    assert verbs(application)[-1] == "fix_interview"


def test_a_talk_is_moved_with_a_reason(application, applicant, office, board1):
    plan = agreed(application, office, applicant, board1)
    for wrong in ({"reason": " "}, {"proposal": on_site(-1)}, {"proposal": on_site()}):
        with pytest.raises(ActRefused):
            move(application, office, **wrong)
    move(application, office)
    moved = open_plan(application)
    assert (moved.pk, moved.uid, moved.sequence) == (plan.pk, plan.uid, 1)
    assert moved.chosen.starts_at == at(20, 14)
    assert mailed("interview-moved") == sorted([applicant.email, board1.email, MAILBOX])
    assert "Krankheit" in OutboxMessage.objects.get(kind="interview-moved", to_user=board1).body


def test_a_talk_is_called_off_with_a_reason(application, applicant, office, board1):
    agreed(application, office, applicant, board1)
    with pytest.raises(ActRefused):
        cancel(application, office, " ")
    plan = cancel(application, office)
    assert (plan.state, plan.sequence) == ("cancelled", 1)
    assert mailed("interview-cancelled") == sorted([applicant.email, board1.email, MAILBOX])
    assert open_plan(application) is None
    with pytest.raises(ActRefused):
        cancel(application, office)
    assert propose(application, office).uid != plan.uid


def test_proposals_are_taken_back(application, applicant, office, board1):
    propose(application, office, board1)
    cancel(application, office)
    assert mailed("interview-proposal-withdrawn") == [applicant.email]
    assert mailed("interview-cancelled") == []
    with pytest.raises(ActRefused):
        interview_plans.pick(application, InterviewDate.objects.first().pk, actor=applicant, now=timezone.now())


def test_withdrawing_the_application_calls_the_talk_off(application, applicant, office, board1, today):
    board1.language = "en"
    board1.save()
    agreed(application, office, applicant, board1)
    withdraw(application, actor=applicant, day=today)
    assert InterviewPlan.objects.get().state == "cancelled"
    assert mailed("interview-cancelled") == sorted([applicant.email, board1.email, MAILBOX])
    assert (
        "Der Antrag wurde zurückgezogen."
        in OutboxMessage.objects.get(kind="interview-cancelled", to_user=applicant).body
    )
    english = OutboxMessage.objects.get(kind="interview-cancelled", to_user=board1)
    assert english.language == "en"


def test_withdrawing_while_dates_are_proposed_sends_one_mail(application, applicant, office, board1, today):
    propose(application, office, board1)
    withdraw(application, actor=applicant, day=today)
    assert open_plan(application) is None
    assert mailed("application-withdrawn") == [applicant.email]
    assert not OutboxMessage.objects.exclude(kind__in=["application-withdrawn", "interview-proposal"]).exists()


@pytest.mark.parametrize("fixed", [True, False])
def test_who_declares_a_conflict_takes_part_no_longer(fixed, application, applicant, office, board1, board2, today):
    propose(application, office, board1, board2)
    if fixed:
        pick(application, applicant)
    conflicts.declare(application, board1, "declared", "Wir kennen uns.", today)
    invited = {one.user for one in everyone_invited(open_plan(application), today)}
    assert invited == {applicant, board2, None}
    assert mailed("interview-uninvited") == ([board1.email] if fixed else [])
    if fixed:
        mail = OutboxMessage.objects.get(kind="interview-uninvited")
        assert application.cluster.name not in mail.subject + mail.body + mail.calendar
        assert "METHOD:CANCEL" in mail.calendar
        move(application, office)
        assert board1.email not in mailed("interview-moved")


def test_a_function_that_comes_later_ends_the_part_too(application, applicant, office, board1, board2):
    agreed(application, office, applicant, board1, board2)
    FunctionFactory(user=board1, organisation=application.organisation, kind=Function.Kind.BOARD)
    move(application, office)
    assert mailed("interview-moved") == sorted([applicant.email, board2.email, MAILBOX])


# --- Holding it --------------------------------------------------------------


def hold(application, office, day, **changes):
    values = {"held_on": day, "place": "Berlin", "participants": "Frau Muster", "minutes": "Verlauf", **changes}
    return record_interview(application, actor=office, day=day, **values)


def test_the_held_talk_closes_its_plan(application, applicant, office, today):
    plan = agreed(application, office, applicant)
    interview = hold(application, office, plan.chosen.day)
    assert (interview.plan, interview.round) == (plan, 1)
    assert InterviewPlan.objects.get().state == "held"
    assert not mailed("interview-cancelled")


def test_a_talk_held_before_the_agreed_day_calls_that_one_off(application, applicant, office, today):
    agreed(application, office, applicant)
    assert hold(application, office, today).plan is None
    assert InterviewPlan.objects.get().state == "cancelled"
    assert mailed("interview-cancelled") == sorted([applicant.email, MAILBOX])


def test_an_unplanned_talk_is_recorded_as_before(application, office, today):
    assert hold(application, office, today).plan is None
    application.refresh_from_db()
    assert application.state == "interview"


def test_after_a_deferral_there_is_a_second_talk(application, applicant, office, today):
    plan = agreed(application, office, applicant)
    hold(application, office, plan.chosen.day)
    Application.objects.filter(pk=application.pk).update(state="in_review", round=2)
    application.refresh_from_db()
    second = agreed(application, office, applicant)
    assert (second.round, second.uid != plan.uid) == (2, True)
    assert hold(application, office, second.chosen.day).round == 2
    assert list(InterviewPlan.objects.order_by("pk").values_list("round", "state")) == [(1, "held"), (2, "held")]
