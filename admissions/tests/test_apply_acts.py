"""The applicant's acts by page, files of evidence, and what is told when."""

import datetime

import pytest
from django.urls import reverse

from admissions.models import Answer, Application, Decision, Evidence, Submission
from admissions.services.drafts import remove_evidence
from admissions.services.submission import submit
from records.models import AuditEntry

from .apply_cases import *  # noqa: F403 (fixtures)
from .apply_cases import application_of, decide, with_file
from .factories import declare_none

pytestmark = pytest.mark.django_db


def url(name, application, *args):
    return reverse(f"admissions:{name}", args=[application.number, *args])


def page(client, user, address, **options):
    client.force_login(user)
    return client.get(address, **options)


def text_of(response):
    return " ".join(response.content.decode().split())


class TestActs:
    def test_check_names_what_is_missing_and_offers_no_button(self, client, filled, applicant):
        Answer.objects.filter(criterion__code="K12").update(own_points=None)
        text = text_of(page(client, applicant, url("apply-check", filled)))
        assert "K12 Kriterium 1.2</a>: eigene Punkte" in text
        assert ">Antrag einreichen<" not in text
        assert "5 Kriterien sind noch ohne Nachweis" in text

    def test_submit_and_receipt(self, client, filled, applicant, today):
        with_file(filled, applicant, today)
        text = text_of(page(client, applicant, url("apply-check", filled)))
        assert ">Antrag einreichen<" in text
        assert client.get(url("apply-submit", filled)).status_code == 405
        response = client.post(url("apply-submit", filled), follow=True)
        assert f"Ihr Antrag {filled.number} ist eingereicht." in text_of(response)
        receipt = text_of(client.get(url("apply-receipt", filled, 1)))
        assert "Bestätigung der Einreichung" in receipt
        assert Evidence.objects.get().file.sha256 in receipt
        assert client.get(url("apply-receipt", filled, 2)).status_code == 404
        again = client.post(url("apply-submit", filled), follow=True)
        assert "nicht möglich" in text_of(again)
        assert client.get(url("apply-check", filled)).status_code == 302

    def test_the_receipt_stays_as_it_was(self, client, filled, applicant, today):
        submit(filled, actor=applicant, day=today)
        Answer.objects.update(text="Später geändert")
        receipt = text_of(page(client, applicant, url("apply-receipt", filled, 1)))
        assert "Eine Antwort." in receipt
        assert "Später geändert" not in receipt

    def test_submitting_an_incomplete_one_is_refused_with_a_message(self, client, draft, applicant):
        client.force_login(applicant)
        response = client.post(url("apply-submit", draft), follow=True)
        assert "Zu 5 Kriterien fehlen noch Angaben" in text_of(response)
        assert Application.objects.get().state == "draft"

    def test_withdraw(self, client, submitted, applicant):
        text = text_of(page(client, applicant, url("apply-withdraw", submitted)))
        assert "Das lässt sich nicht rückgängig machen." in text
        response = client.post(url("apply-withdraw", submitted), {"reason": "Andere Pläne"}, follow=True)
        assert "Der Antrag ist zurückgezogen." in text_of(response)
        assert Application.objects.get().state == "withdrawn"
        assert AuditEntry.objects.get(verb="withdraw").note.text == "Andere Pläne"
        assert client.get(url("apply-withdraw", submitted)).status_code == 302

    def test_a_reason_too_long_is_kept(self, client, submitted, applicant):
        client.force_login(applicant)
        response = client.post(url("apply-withdraw", submitted), {"reason": "x" * 2001})
        assert 'id="id_reason_error"' in text_of(response)
        assert "x" * 2001 in response.content.decode()
        assert Application.objects.get().state == "submitted"

    def test_withdrawing_from_an_untold_decision_is_refused_without_telling_it(
        self, client, applicant, applicant_cluster, ministry
    ):
        application = application_of(applicant_cluster, applicant, state="decided")
        decide(application, ministry, "refused")
        assert page(client, applicant, url("apply-withdraw", application)).status_code == 200
        text = text_of(client.post(url("apply-withdraw", application), {"reason": "Andere Pläne"}))
        assert "Dieser Antrag kann jetzt nicht zurückgezogen werden." in text
        assert "Andere Pläne" in text
        assert "entschieden" not in text

    def test_delete(self, client, filled, applicant):
        text = text_of(page(client, applicant, url("apply-delete", filled)))
        assert "5 beantwortete Kriterien" in text
        response = client.post(url("apply-delete", filled), follow=True)
        assert "ist gelöscht" in text_of(response)
        assert not Application.objects.exists()

    def test_a_submitted_one_is_not_deleted(self, client, submitted, applicant):
        client.force_login(applicant)
        client.post(url("apply-delete", submitted))
        assert Application.objects.get().state == "submitted"

    def test_again(self, client, applicant, applicant_cluster, ministry, today):
        application = application_of(applicant_cluster, applicant, state="decided")
        assert page(client, applicant, url("apply-again", application)).status_code == 302
        client.post(url("apply-again", application))
        assert Application.objects.count() == 1
        decide(application, ministry, "refused", notified_on=today)
        assert client.get(url("apply-again", application)).status_code == 200
        client.post(url("apply-again", application))
        fresh = Application.objects.get(state="draft")
        assert fresh.previous == application
        assert application.number in text_of(client.get(url("apply-case", fresh)))


class TestFiles:
    @pytest.fixture
    def piece(self, submitted, applicant, today):
        Application.objects.update(state="draft")
        submitted.refresh_from_db()
        piece = with_file(submitted, applicant, today)
        Submission.objects.all().delete()
        Submission.objects.create(
            application=submitted,
            sequence=1,
            submitted_by=applicant,
            snapshot={"groups": [{"criteria": [{"evidence": [{"token": piece.file.token}]}]}]},
        )
        return piece

    def get(self, client, user, piece, application):
        response = page(client, user, url("apply-file", application, piece.file.token))
        if response.streaming:
            response.body = b"".join(response.streaming_content)
        return response

    def test_own_people_get_it_as_an_attachment(self, client, piece, submitted, applicant):
        response = self.get(client, applicant, piece, submitted)
        assert response.status_code == 200
        assert response["Content-Disposition"].startswith("attachment")
        assert response.body.startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("state", "allowed"),
        [
            ("draft", set()),
            ("submitted", {"office"}),
            ("returned", {"office"}),
            ("in_review", {"office", "board1"}),
            ("recommended", {"office", "board1", "ministry"}),
        ],
    )
    def test_others_by_state_and_declaration(self, state, allowed, request, client, piece, submitted, today):
        who = ["office", "board1", "ministry", "administrator", "outsider", "manager"]
        people = {name: request.getfixturevalue(name) for name in who}
        Application.objects.update(state=state, lapses_on=today if state == "returned" else None)
        undeclared = {n for n, user in people.items() if self.get(client, user, piece, submitted).status_code == 200}
        assert undeclared == allowed & {"office"}
        declare_none(submitted, *people.values())
        declared = {n for n, user in people.items() if self.get(client, user, piece, submitted).status_code == 200}
        assert declared == allowed

    def test_others_get_only_what_was_submitted(self, client, piece, submitted, applicant, office, today):
        fresh = with_file(submitted, applicant, today, "Neu.pdf")
        Application.objects.update(state="returned", lapses_on=today)
        assert self.get(client, office, fresh, submitted).status_code == 404
        assert self.get(client, applicant, fresh, submitted).status_code == 200
        Application.objects.update(state="submitted", lapses_on=None)
        assert self.get(client, office, fresh, submitted).status_code == 200
        Application.objects.update(state="returned", lapses_on=today)
        remove_evidence(submitted, [piece], actor=applicant, day=today)
        assert self.get(client, office, piece, submitted).status_code == 200, "it was part of a submission"

    def test_a_file_of_another_application_is_not_found(
        self, client, piece, submitted, manager, member_cluster, applicant
    ):
        foreign = application_of(member_cluster, manager)
        assert self.get(client, manager, piece, foreign).status_code == 404
        assert page(client, applicant, url("apply-file", submitted, "unknown")).status_code == 404


def test_a_decision_of_a_later_day_is_not_told_yet(client, applicant, applicant_cluster, ministry, today):
    application = application_of(applicant_cluster, applicant, state="decided")
    decide(application, ministry, "refused", notified_on=today + datetime.timedelta(days=1))
    assert "Kanarienvogel" not in text_of(page(client, applicant, url("apply-case", application)))
    Decision.objects.update(notified_on=today)
    assert "Begründung-Kanarienvogel" in text_of(client.get(url("apply-case", application)))
