"""The office for the applicant: applications, supplements and withdrawals on paper, each with its source."""

import datetime

import pytest
from django.utils import timezone

from admissions.models import Application, ConflictDeclaration, PaperEntry
from admissions.permissions import (
    closed_files,
    enters_paper,
    get_fillable_for,
    office_files,
    refusal,
    roles_for,
)
from admissions.services.completion import lapse_overdue, return_for_completion
from admissions.services.drafts import add_evidence, delete_draft, open_application, save_answer
from admissions.services.paper_entries import (
    enter_paper_application,
    enter_supplement,
    submit_on_behalf,
    withdraw_on_behalf,
)
from admissions.services.submission import submit
from admissions.tests.factories import declare_none
from admissions.workflow import ON_BEHALF, TRANSITIONS, Act, Role, State
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from goclusterportal.tests.cast import _granted
from notifications.models import OfficeTask, OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

from .apply_cases import *  # noqa: F403
from .apply_cases import application_of, checked, criteria_of, store
from .factories import CatalogueFactory

pytestmark = pytest.mark.django_db

ONE = datetime.timedelta(days=1)


@pytest.fixture
def document(office):
    return store(office, "Antrag.pdf")


@pytest.fixture
def entered(applicant, applicant_cluster, office, document, today):
    CatalogueFactory(sizes=(2, 1, 1, 1), in_force_from=today)
    return enter_paper_application(
        applicant_cluster, received_on=today - ONE, document=document, note="Brief", actor=office, day=today
    )


def fill(application, actor, today, code="K11"):
    criterion = next(one for one in criteria_of(application) if one.code == code)
    return save_answer(application, criterion, text="Vom Papier", own_points=2, version=0, actor=actor, day=today)


class TestEntering:
    def test_it_opens_a_draft_with_paper_and_source(self, entered, office, applicant, document, today):
        paper = entered.paper_entries.get()
        assert (paper.kind, paper.received_on, paper.document, paper.entered_by) == (
            "application",
            today - ONE,
            document,
            office,
        )
        entry = AuditEntry.objects.get(verb="enter_paper")
        assert (entry.actor, entry.subject_key, entry.note.text) == (office, entered.number, "Brief")
        assert ConflictDeclaration.objects.get(application=entered, user=office).value == "none"
        told = OutboxMessage.objects.get(kind="application-entered")
        assert told.to_user == applicant

    def test_without_a_speaker_it_becomes_a_task_to_write_by_post(self, applicant_cluster, office, document, today, db):
        CatalogueFactory()
        enter_paper_application(applicant_cluster, received_on=today, document=document, actor=office, day=today)
        assert "per Post" in OfficeTask.objects.get().text_de
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("who", ["applicant", "outsider", "board1", "ministry", "administrator"])
    def test_others_enter_nothing(self, request, applicant_cluster, document, today, who):
        CatalogueFactory()
        with pytest.raises(ActRefused, match="erfasst das Programmbüro"):
            enter_paper_application(
                applicant_cluster,
                received_on=today,
                document=document,
                actor=request.getfixturevalue(who),
                day=today,
            )
        assert not Application.objects.exists()

    def test_refusals_leave_nothing(self, applicant_cluster, member_cluster, office, document, today):
        CatalogueFactory()
        for cluster, received_on, paper, words in (
            (applicant_cluster, today, None, "eingescannte Dokument"),
            (applicant_cluster, today + ONE, document, "Zukunft"),
            (member_cluster, today, document, "bereits Mitglied"),
        ):
            with pytest.raises(ActRefused, match=words):
                enter_paper_application(cluster, received_on=received_on, document=paper, actor=office, day=today)
        assert (Application.objects.count(), PaperEntry.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)

    def test_a_running_application_and_a_conflict_refuse_it(self, draft, office, document, today):
        with pytest.raises(ActRefused, match="laufenden Antrag"):
            enter_paper_application(draft.cluster, received_on=today, document=document, actor=office, day=today)
        FunctionFactory(user=office, cluster=draft.cluster, kind=Function.Kind.EMPLOYEE)
        with pytest.raises(ActRefused, match="befangen"):
            enter_paper_application(draft.cluster, received_on=today, document=document, actor=office, day=today)
        assert Application.objects.count() == 1


class TestFillingIn:
    def test_the_office_and_the_applicant_fill_the_same_draft(self, entered, office, applicant, today):
        fill(entered, office, today)
        fill(entered, applicant, today, "K12")
        add_evidence(entered, criteria_of(entered)[0], link="https://portal.test", actor=office, day=today)
        assert {answer.edited_by for answer in entered.answers.all()} == {office, applicant}

    def test_an_ordinary_draft_stays_closed_to_the_office(self, draft, office, today):
        declare_none(draft, office)
        assert not office_files(office, today).exists()
        assert closed_files(office, today).filter(pk=draft.pk).exists()
        assert not enters_paper(office, draft, today)
        assert roles_for(office, draft, today) == set()
        with pytest.raises(Application.DoesNotExist):
            get_fillable_for(office, draft.number, today)
        with pytest.raises(ActRefused):
            fill(draft, office, today)

    def test_another_of_the_office_declares_first(self, entered, today):
        second = _granted("office2@portal.test", "Otto Office", "office")
        assert office_files(second, today).get() == entered
        assert not enters_paper(second, entered, today)
        with pytest.raises(ActRefused):
            fill(entered, second, today)
        declare_none(entered, second)
        fill(entered, second, today)

    @pytest.mark.parametrize("who", ["outsider", "board1", "ministry", "administrator"])
    def test_nobody_else_sees_it(self, request, entered, today, who):
        with pytest.raises(Application.DoesNotExist):
            get_fillable_for(request.getfixturevalue(who), entered.number, today)

    def test_nobody_deletes_it(self, entered, applicant, office, today):
        with pytest.raises(ActRefused, match="auf Papier eingegangen"):
            delete_draft(entered, actor=applicant, day=today)
        with pytest.raises(ActRefused):
            delete_draft(entered, actor=office, day=today)
        assert PaperEntry.objects.get().application == entered


class TestSubmitting:
    def test_gaps_are_allowed_and_the_snapshot_names_the_paper(self, entered, office, applicant, document, today):
        fill(entered, office, today)
        submission = submit_on_behalf(entered, actor=office, day=today)
        entered.refresh_from_db()
        assert (entered.state, submission.on_behalf, submission.submitted_by) == (State.SUBMITTED, True, office)
        (paper,) = submission.snapshot["paper"]
        assert (paper["received_on"], paper["token"], paper["sha256"]) == (
            (today - ONE).isoformat(),
            document.token,
            document.sha256,
        )
        texts = {one["code"]: one["text"] for group in submission.snapshot["groups"] for one in group["criteria"]}
        assert (texts["K11"], texts["K12"]) == ("Vom Papier", "")
        assert entered.paper_entries.get().submission == submission
        receipt = OutboxMessage.objects.get(kind="application-receipt")
        assert receipt.to_user == applicant
        assert "Antrag.pdf" in receipt.body
        note = AuditEntry.objects.get(verb="submit").note.text
        assert note.startswith("Auf Papier eingegangen am")
        assert note.endswith("Brief")

    def test_afterwards_the_office_changes_nothing_any_more(self, entered, office, today):
        submit_on_behalf(entered, actor=office, day=today)
        assert not enters_paper(office, entered, today)
        with pytest.raises(ActRefused):
            submit_on_behalf(entered, actor=office, day=today)

    def test_the_applicant_may_submit_it_but_without_gaps(self, entered, applicant, office, today):
        fill(entered, office, today)
        with pytest.raises(ActRefused):
            submit(entered, actor=applicant, day=today)
        for code in ("K12", "K21", "K31", "K41"):
            fill(entered, applicant, today, code)
        submission = submit(entered, actor=applicant, day=today)
        assert not submission.on_behalf
        assert "paper" in submission.snapshot

    def test_an_ordinary_application_is_not_submitted_by_the_office(self, filled, office, today):
        declare_none(filled, office)
        with pytest.raises(ActRefused, match="Ohne ein Papier"):
            submit_on_behalf(filled, actor=office, day=today)
        assert not filled.submissions.exists()

    def test_an_ordinary_snapshot_says_nothing_of_paper(self, filled, applicant, today):
        assert "paper" not in submit(filled, actor=applicant, day=today).snapshot

    @pytest.mark.parametrize("who", ["applicant", "outsider", "board1", "ministry", "administrator"])
    def test_on_behalf_is_the_offices(self, request, entered, today, who):
        with pytest.raises(ActRefused, match="nicht berechtigt"):
            submit_on_behalf(entered, actor=request.getfixturevalue(who), day=today)
        entered.refresh_from_db()
        assert entered.state == State.DRAFT


class TestSupplement:
    @pytest.fixture
    def returned(self, submitted, office, today):
        checked(submitted, office, {"K11": ("insufficient", "Bitte ergänzen")})
        return return_for_completion(submitted, "", actor=office, day=today)

    def enter(self, application, office, today, **fields):
        values = {"received_on": today, "document": store(office, "Nachreichung.pdf"), **fields}
        return enter_supplement(application, actor=office, day=fields.get("day", today), **values)

    def test_the_office_enters_only_while_a_paper_is_there(self, returned, office, applicant, today):
        with pytest.raises(ActRefused):
            save_answer(returned, criteria_of(returned)[0], text="X", own_points=1, version=1, actor=office, day=today)
        self.enter(returned, office, today)
        save_answer(returned, criteria_of(returned)[0], text="X", own_points=1, version=1, actor=office, day=today)
        submission = submit_on_behalf(returned, actor=office, day=today)
        assert (submission.sequence, submission.on_behalf) == (2, True)
        assert [paper["kind"] for paper in submission.snapshot["paper"]] == ["supplement"]
        assert OutboxMessage.objects.filter(kind="application-entered", to_user=applicant).count() == 1

    def test_only_returned_criteria_are_open_to_the_office_too(self, returned, office, today):
        self.enter(returned, office, today)
        with pytest.raises(ActRefused, match="K12"):
            save_answer(returned, criteria_of(returned)[1], text="X", own_points=1, version=1, actor=office, day=today)

    def test_what_came_in_time_neither_lapses_nor_comes_too_late(self, returned, office, today):
        late = returned.lapses_on + 5 * ONE
        values = {"received_on": returned.lapses_on, "document": store(office)}
        enter_supplement(returned, actor=office, day=late, **values)
        assert lapse_overdue(late) == []
        submit_on_behalf(returned, actor=office, day=late)
        returned.refresh_from_db()
        assert returned.state == State.SUBMITTED

    def test_refusals(self, returned, submitted, office, today):
        for fields, words in (
            ({"document": None}, "eingescannte Dokument"),
            ({"received_on": today + ONE}, "Zukunft"),
            ({"received_on": today - ONE}, "älter als die Rückgabe"),
        ):
            with pytest.raises(ActRefused, match=words):
                self.enter(returned, office, today, **fields)
        late = returned.lapses_on + ONE
        with pytest.raises(ActRefused, match="nach Ablauf"):
            enter_supplement(returned, received_on=late, document=store(office), actor=office, day=late)
        self.enter(returned, office, today)
        with pytest.raises(ActRefused, match="schon erfasst"):
            self.enter(returned, office, today)

    def test_who_declared_a_conflict_or_is_not_asked_enters_nothing(self, returned, office, today):
        for value, at in (("declared", timezone.now()), ("not_asked", None)):
            ConflictDeclaration.objects.filter(user=office).update(value=value, declared_at=at)
            with pytest.raises(ActRefused):
                self.enter(returned, office, today)
        assert not PaperEntry.objects.exists()

    @pytest.mark.parametrize("state", [state for state in State if state not in (State.RETURNED, State.DRAFT)])
    def test_in_no_other_state(self, applicant, applicant_cluster, office, today, state):
        application = application_of(applicant_cluster, applicant, state=state.value)
        declare_none(application, office)
        with pytest.raises(ActRefused, match="zurückgegeben"):
            self.enter(application, office, today)


class TestWithdrawing:
    @pytest.mark.parametrize("state", list(State))
    def test_state_by_state(self, applicant, applicant_cluster, office, today, state):
        application = application_of(applicant_cluster, applicant, state=state.value)
        declare_none(application, office)
        possible = (state, Act.WITHDRAW) in TRANSITIONS
        if possible:
            withdraw_on_behalf(application, received_on=today, note="Anruf von Herrn Antrag", actor=office, day=today)
        else:
            with pytest.raises(ActRefused):
                withdraw_on_behalf(application, received_on=today, note="Anruf", actor=office, day=today)
        application.refresh_from_db()
        assert application.state == (State.WITHDRAWN if possible else state)
        assert PaperEntry.objects.count() == possible
        assert OutboxMessage.objects.count() == possible
        if possible:
            assert "für Sie erfasst" in OutboxMessage.objects.get().body
            assert AuditEntry.objects.get(verb="withdraw").note.text == "Anruf von Herrn Antrag"

    def test_it_needs_a_source(self, submitted, office, today):
        with pytest.raises(ActRefused, match="notieren Sie"):
            withdraw_on_behalf(submitted, received_on=today, note="  ", actor=office, day=today)
        with pytest.raises(ActRefused, match="Zukunft"):
            withdraw_on_behalf(submitted, received_on=today + ONE, note="Anruf", actor=office, day=today)
        submitted.refresh_from_db()
        assert submitted.state == State.SUBMITTED

    @pytest.mark.parametrize("who", ["applicant", "outsider", "board1", "ministry", "administrator"])
    def test_others_record_nothing(self, request, submitted, today, who):
        with pytest.raises(ActRefused):
            withdraw_on_behalf(
                submitted, received_on=today, note="Anruf", actor=request.getfixturevalue(who), day=today
            )
        assert not PaperEntry.objects.exists()

    def test_nor_who_has_not_declared(self, submitted, office, today):
        ConflictDeclaration.objects.update(value="not_asked", declared_at=None)
        with pytest.raises(ActRefused, match="befangen"):
            withdraw_on_behalf(submitted, received_on=today, note="Anruf", actor=office, day=today)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(Act))
def test_state_by_act_on_behalf(applicant, applicant_cluster, office, today, state, act):
    """What the office may enter for others in an ordinary application: never anything in a draft."""
    application = application_of(applicant_cluster, applicant, state=state.value)
    declare_none(application, office)
    allowed = (state, act) in TRANSITIONS and act in ON_BEHALF and state != State.DRAFT
    assert (refusal(office, act, application, today, on_behalf=True) is None) == allowed


def test_the_role_in_a_paper_draft_is_the_offices(entered, office, applicant, today):
    assert roles_for(office, entered, today) == {Role.OFFICE}
    assert roles_for(applicant, entered, today) == {Role.APPLICANT}
    assert refusal(office, Act.SUBMIT, entered, today) is not None
    assert refusal(office, Act.SUBMIT, entered, today, on_behalf=True) is None


def test_a_second_application_is_not_opened_beside_the_paper(entered, applicant, today):
    with pytest.raises(ActRefused, match="laufenden Antrag"):
        open_application(entered.cluster, actor=applicant, day=today)
