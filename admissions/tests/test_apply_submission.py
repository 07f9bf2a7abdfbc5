"""Submitting, the check for completeness, return, lapse, withdrawal; with their refusals."""

import datetime

import pytest
from django.utils import translation

from admissions.models import Answer, Application, CriterionCheck, Submission
from admissions.reminders import CompletionSource, IdleDraftSource
from admissions.services.completion import (
    accept_complete,
    check_criteria,
    check_criterion,
    lapse_overdue,
    return_for_completion,
)
from admissions.services.drafts import add_evidence, save_answer
from admissions.services.submission import submit, withdraw
from admissions.sheet import open_criteria_ids, sheet_of
from clusters.models import Function
from clusters.tests.factories import FunctionFactory, OperationFactory
from notifications.models import OfficeTask, OutboxMessage
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.models import AuditEntry

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import application_of, checked, criteria_of, with_file
from .factories import answer_all
from .test_apply_services import at_once, needs_threads

pytestmark = pytest.mark.django_db
OTHERS = ["outsider", "manager", "board1", "ministry", "administrator"]
ACCEPTED, INSUFFICIENT, MISSING = CriterionCheck.Result.values


def mails():
    return {(mail.kind, mail.to_email) for mail in OutboxMessage.objects.all()}


class TestSubmitting:
    def test_state_snapshot_audit_and_receipt(self, filled, applicant, today):
        first = criteria_of(filled)[0]
        piece = with_file(filled, applicant, today)
        add_evidence(filled, first, link="https://example.org/", title="Liste", actor=applicant, day=today)
        submission = submit(filled, actor=applicant, day=today)
        filled.refresh_from_db()
        assert (filled.state, filled.state_since) == ("submitted", today)
        assert (submission.sequence, submission.submitted_by) == (1, applicant)
        entry = AuditEntry.objects.get(verb="submit")
        assert (entry.actor, entry.from_state, entry.to_state) == (applicant, "draft", "submitted")
        snapshot = Submission.objects.get().snapshot
        assert snapshot["number"] == filled.number
        assert snapshot["cluster"]["name"] == "Leichtbau Niederwald"
        assert snapshot["organisation"]["legal_name"] == filled.organisation.name
        assert snapshot["organisation"]["city"] == "Musterstadt"
        assert [(g["code"], len(g["criteria"])) for g in snapshot["groups"]] == [("1", 2), ("2", 1), ("3", 1), ("4", 1)]
        assert snapshot["groups"][0]["criteria"][0] == {
            "code": "K11",
            "name_de": "Kriterium 1.1",
            "name_en": "Criterion 1.1",
            "max_points": 3,
            "text": "Eine Antwort.",
            "own_points": 2,
            "version": 1,
            "figures": [],
            "evidence": [
                {
                    "title": "",
                    "file": "Mitgliederliste.pdf",
                    "token": piece.file.token,
                    "content_type": "application/pdf",
                    "size": piece.file.size,
                    "sha256": piece.file.sha256,
                },
                {"title": "Liste", "link": "https://example.org/"},
            ],
        }

    def test_all_who_speak_for_the_applicant_get_the_receipt_in_their_language(
        self, filled, applicant, applicant_cluster, outsider, today
    ):
        outsider.language = "en"
        outsider.save()
        FunctionFactory(
            user=outsider, organisation=applicant_cluster.operations.get().organisation, kind=Function.Kind.DEPUTY
        )
        submit(filled, actor=applicant, day=today)
        assert mails() == {("application-receipt", applicant.email), ("application-receipt", outsider.email)}
        mail = OutboxMessage.objects.get(to_user=applicant)
        assert mail.subject == f"Antrag {filled.number} ist eingegangen"
        assert "„Leichtbau Niederwald“" in mail.body
        assert f"/apply/{filled.number}/" in mail.body
        assert f"/en/apply/{filled.number}/" in OutboxMessage.objects.get(to_user=outsider).body

    def test_when_nobody_can_be_reached_the_office_has_a_task(self, filled, applicant, today):
        submit(filled, actor=applicant, day=today)
        Function.objects.update(ends_on=today - datetime.timedelta(days=1))
        Application.objects.update(state="returned", lapses_on=today - datetime.timedelta(days=1))
        assert lapse_overdue(today) == [filled.number]
        assert filled.number in OfficeTask.objects.get().text_de

    @pytest.mark.parametrize("gap", [{"text": "  \n"}, {"own_points": None}])
    def test_every_criterion_needs_text_and_own_points(self, gap, filled, applicant, today):
        Answer.objects.filter(criterion__code="K31").update(**gap)
        with pytest.raises(ActRefused, match=r"1 Kriterium fehlt.*K31"):
            submit(filled, actor=applicant, day=today)
        assert Application.objects.get().state == "draft"
        assert not Submission.objects.exists()
        assert not OutboxMessage.objects.exists()
        assert not AuditEntry.objects.filter(verb="submit").exists()

    def test_zero_own_points_are_points(self, filled, applicant, today):
        Answer.objects.update(own_points=0)
        assert submit(filled, actor=applicant, day=today).sequence == 1

    def test_a_text_that_became_too_long_is_refused(self, filled, applicant, today):
        Answer.objects.filter(criterion__code="K12").update(text="x" * 2001)
        with pytest.raises(ActRefused, match="zu lang: K12"):
            submit(filled, actor=applicant, day=today)

    @pytest.mark.parametrize("who", [*OTHERS, "office"])
    def test_others_cannot_submit(self, who, request, filled, today):
        with pytest.raises(ActRefused):
            submit(filled, actor=request.getfixturevalue(who), day=today)
        assert Application.objects.get().state == "draft"

    @pytest.mark.parametrize("state", [s for s in Application.State.values if s not in ("draft", "returned")])
    def test_only_from_a_draft_or_a_return(self, state, applicant, applicant_cluster, today):
        application = application_of(applicant_cluster, applicant, state=state)
        answer_all(application)
        with pytest.raises(ActRefused):
            submit(application, actor=applicant, day=today)

    @needs_threads
    @pytest.mark.django_db(transaction=True)
    def test_two_people_at_the_same_moment(self, filled, applicant, applicant_cluster, outsider, today):
        FunctionFactory(user=outsider, cluster=applicant_cluster, kind=Function.Kind.DEPUTY)
        results = at_once(
            lambda: submit(filled, actor=applicant, day=today), lambda: submit(filled, actor=outsider, day=today)
        )
        assert sorted(type(result).__name__ for result in results) == ["ActRefused", "Submission"]
        assert Submission.objects.count() == 1
        assert AuditEntry.objects.filter(verb="submit").count() == 1
        assert OutboxMessage.objects.count() == 2


class TestChecking:
    def test_the_office_finds_and_changes_its_mind(self, submitted, office, today):
        first = criteria_of(submitted)[0]
        assert check_criterion(submitted, first, MISSING, "", actor=office, day=today) == 1
        assert check_criterion(submitted, first, MISSING, " ", actor=office, day=today) == 0
        assert check_criterion(submitted, first, ACCEPTED, "", actor=office, day=today) == 1
        check = CriterionCheck.objects.get()
        assert (check.criterion, check.result, check.checked_by) == (first, "accepted", office)
        entries = AuditEntry.objects.filter(verb="check_criterion").order_by("pk")
        assert [(e.from_state, e.to_state) for e in entries] == [
            ("K11", "K11 missing"),
            ("K11 missing", "K11 accepted"),
        ]

    def test_insufficient_needs_a_note(self, submitted, office, today):
        first, second = criteria_of(submitted)[:2]
        with pytest.raises(ActRefused, match="K12"):
            check_criteria(submitted, {first: (ACCEPTED, ""), second: (INSUFFICIENT, " ")}, actor=office, day=today)
        assert not CriterionCheck.objects.exists()

    def test_unknown_results_and_foreign_criteria_are_refused(self, submitted, office, manager, member_cluster, today):
        with pytest.raises(ActRefused):
            check_criterion(submitted, criteria_of(submitted)[0], "great", "", actor=office, day=today)
        foreign = criteria_of(application_of(member_cluster, manager))[0]
        with pytest.raises(ActRefused):
            check_criterion(submitted, foreign, ACCEPTED, "", actor=office, day=today)

    def test_the_office_declares_conflicts_first(self, submitted, office, today):
        submitted.conflict_declarations.all().delete()
        with pytest.raises(ActRefused, match="befangen"):
            check_criterion(submitted, criteria_of(submitted)[0], ACCEPTED, "", actor=office, day=today)

    @pytest.mark.parametrize("who", [*OTHERS, "applicant"])
    def test_others_cannot_check_return_or_accept(self, who, request, submitted, today):
        actor = request.getfixturevalue(who)
        with pytest.raises(ActRefused):
            check_criterion(submitted, criteria_of(submitted)[0], ACCEPTED, "", actor=actor, day=today)
        with pytest.raises(ActRefused):
            return_for_completion(submitted, "Bitte ergänzen.", actor=actor, day=today)
        with pytest.raises(ActRefused):
            accept_complete(submitted, actor=actor, day=today)
        assert Application.objects.get(pk=submitted.pk).state == "submitted"

    def test_complete_means_that_every_criterion_is_accepted(self, submitted, office, today):
        criteria = criteria_of(submitted)
        check_criteria(submitted, dict.fromkeys(criteria[:-1], (ACCEPTED, "")), actor=office, day=today)
        with pytest.raises(ActRefused, match="anerkannt: K41"):
            accept_complete(submitted, actor=office, day=today)
        assert Application.objects.get().state == "submitted"
        check_criterion(submitted, criteria[-1], ACCEPTED, "", actor=office, day=today)
        accept_complete(submitted, actor=office, day=today)
        assert Application.objects.get().state == "complete"


class TestReturning:
    @pytest.fixture
    def returned(self, submitted, office, today):
        checked(
            submitted,
            office,
            {"K11": (ACCEPTED, ""), "K12": (INSUFFICIENT, "Bitte mit Stichtag."), "K31": (MISSING, "")},
        )
        OutboxMessage.objects.all().delete()
        return_for_completion(submitted, "Es fehlt noch etwas.", actor=office, day=today)
        return Application.objects.get()

    def test_message_deadline_and_mail(self, returned, applicant, today):
        assert (returned.state, returned.return_message) == ("returned", "Es fehlt noch etwas.")
        assert returned.lapses_on == today + datetime.timedelta(days=ProgrammeSettings.load().completion_days)
        assert mails() == {("application-returned", applicant.email)}
        body = OutboxMessage.objects.get().body
        assert "Es fehlt noch etwas." in body
        assert "K12 Kriterium 1.2 (nicht ausreichend): Bitte mit Stichtag." in body
        assert "K31" in body
        assert "K11" not in body

    def test_it_needs_a_marked_criterion_or_a_message(self, submitted, office, today):
        checked(submitted, office, {"K11": (ACCEPTED, "")})
        with pytest.raises(ActRefused):
            return_for_completion(submitted, "  ", actor=office, day=today)
        return_for_completion(submitted, "Nur ein Wort.", actor=office, day=today)
        application = Application.objects.get()
        assert len(open_criteria_ids(application)) == 5, "no criterion is marked, so all are open"

    def test_only_marked_criteria_are_open(self, returned, applicant, today):
        by_code = {criterion.code: criterion for criterion in criteria_of(returned)}
        assert open_criteria_ids(returned) == {by_code["K12"].pk, by_code["K31"].pk}
        assert {e.criterion.code for e in sheet_of(returned).entries if e.is_open} == {"K12", "K31"}
        change = {"text": "Neu", "own_points": 3, "version": 1, "actor": applicant, "day": today}
        save_answer(returned, by_code["K12"], **change)
        with pytest.raises(ActRefused, match="K11"):
            save_answer(returned, by_code["K11"], **change)
        with pytest.raises(ActRefused, match="K11"):
            add_evidence(returned, by_code["K11"], link="https://example.org/", actor=applicant, day=today)

    def test_submitting_again_makes_a_second_version(self, returned, applicant, today):
        submit(returned, actor=applicant, day=returned.lapses_on)
        returned.refresh_from_db()
        assert (returned.state, returned.lapses_on) == ("submitted", None)
        assert [submission.sequence for submission in returned.submissions.all()] == [1, 2]

    def test_not_after_the_deadline(self, returned, applicant):
        with pytest.raises(ActRefused, match="abgelaufen"):
            submit(returned, actor=applicant, day=returned.lapses_on + datetime.timedelta(days=1))

    @pytest.mark.parametrize(("days", "state"), [(-1, "returned"), (0, "returned"), (1, "lapsed"), (400, "lapsed")])
    def test_it_lapses_after_the_last_day(self, days, state, returned, applicant):
        day = returned.lapses_on + datetime.timedelta(days=days)
        lapsed = [returned.number] if state == "lapsed" else []
        assert lapse_overdue(day) == lapsed
        assert lapse_overdue(day) == []
        returned.refresh_from_db()
        assert returned.state == state
        assert (returned.lapses_on is None) == (state == "lapsed")
        expected = {("application-returned", applicant.email)}
        if lapsed:
            expected.add(("application-lapsed", applicant.email))
            assert AuditEntry.objects.get(verb="lapse").actor is None
        assert mails() == expected

    def test_reminders_follow_the_present_return(self, returned, applicant, today):
        source = CompletionSource()
        [due] = source.due(today)
        assert (due.subject_key, due.due_on) == (f"{returned.number}/1", returned.lapses_on)
        assert source.due_on(due.subject_key) == returned.lapses_on
        assert source.still_stands(due.subject_key, today)
        assert [(r.key, r.email) for r in source.recipients(due.subject_key)] == [
            (f"user:{applicant.pk}", applicant.email)
        ]
        with translation.override("en"):
            context = source.context(due.subject_key, "en")
        assert context["number"] == returned.number
        assert context["link"] == f"/en/apply/{returned.number}/"
        submit(returned, actor=applicant, day=today)
        assert source.due(today) == []
        assert not source.still_stands(due.subject_key, today)
        assert source.due_on(due.subject_key) is None
        assert source.recipients(due.subject_key) == []


def test_an_idle_draft_is_reminded_of_after_the_set_time(draft, applicant, today):
    source = IdleDraftSource()
    [due] = source.due(today)
    assert due.due_on == today + datetime.timedelta(days=ProgrammeSettings.load().idle_draft_days)
    assert source.due_on(due.subject_key) == due.due_on
    Application.objects.update(edited_at=draft.edited_at - datetime.timedelta(days=5))
    assert not source.still_stands(due.subject_key, today), "an edit starts the time anew"
    assert source.due(today)[0].due_on == due.due_on - datetime.timedelta(days=5)


@pytest.mark.parametrize("source", [CompletionSource(), IdleDraftSource()])
def test_reminders_cost_the_same_for_one_and_three(source, applicant, today, django_assert_num_queries):
    def add():
        cluster = OperationFactory().cluster
        FunctionFactory(user=applicant, cluster=cluster)
        application_of(cluster, applicant, state=source.state.value)

    add()
    with django_assert_num_queries(2) as first:
        assert len(source.due(today)) == 1
    add()
    add()
    with django_assert_num_queries(len(first.captured_queries)):
        assert len(source.due(today)) == 3


class TestWithdrawing:
    @pytest.mark.parametrize("state", ["submitted", "returned", "complete", "in_review", "interview", "recommended"])
    def test_until_the_decision(self, state, applicant, applicant_cluster, today):
        application = application_of(applicant_cluster, applicant, state=state)
        withdraw(application, actor=applicant, day=today, reason="Andere Pläne")
        application.refresh_from_db()
        assert (application.state, application.lapses_on) == ("withdrawn", None)
        entry = AuditEntry.objects.get(verb="withdraw")
        assert (entry.from_state, entry.note.text) == (state, "Andere Pläne")
        assert mails() == {("application-withdrawn", applicant.email)}

    @pytest.mark.parametrize("state", ["draft", "decided", "withdrawn", "lapsed"])
    def test_not_otherwise(self, state, applicant, applicant_cluster, today):
        application = application_of(applicant_cluster, applicant, state=state)
        with pytest.raises(ActRefused):
            withdraw(application, actor=applicant, day=today)
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("who", [*OTHERS, "office"])
    def test_not_by_others(self, who, request, submitted, today):
        with pytest.raises(ActRefused):
            withdraw(submitted, actor=request.getfixturevalue(who), day=today)
        assert Application.objects.get(pk=submitted.pk).state == "submitted"


def test_reading_a_sheet_takes_six_queries(applicant, applicant_cluster, today, django_assert_num_queries):
    application = application_of(applicant_cluster, applicant)
    for answered in (1, 3):
        for criterion in criteria_of(application)[:answered]:
            Answer.objects.update_or_create(application=application, criterion=criterion, defaults={"text": "Da"})
            with_file(application, applicant, today, criterion=criterion)
        with django_assert_num_queries(6):
            sheet = sheet_of(application)
            assert sum(entry.has_text for entry in sheet.entries) == answered
            assert all(piece.file.size for entry in sheet.entries for piece in entry.evidence)
