"""The office's pages of a case: each act through its page, with the real client."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfWriter

from admissions.models import (
    Application,
    Commitment,
    ConflictDeclaration,
    CriterionCheck,
    Decision,
    DecisionPaper,
    Interview,
    ReviewAssignment,
)
from admissions.services.letters import prepare_refusal
from admissions.services.paper import prepare_paper
from admissions.tests.factories import assign as assign_to
from admissions.tests.factories import submitted_review
from admissions.tests.office_cases import decide, make_application, recommend
from clusters.models import Cluster, Membership
from clusters.tests.factories import MembershipFactory
from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings
from records.models import StoredFile

pytestmark = pytest.mark.django_db

CHANGE = "admin:admissions_application_change"
ACT = "admin:admissions_application_act"


@pytest.fixture(autouse=True)
def demonstration(db):
    """In the demonstration the second factor is optional: the pages are what is tested here."""
    settings = ProgrammeSettings.load()
    settings.is_demo = True
    settings.save()


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def page(client, application):
    response = client.get(reverse(CHANGE, args=[application.pk]))
    assert response.status_code == 200
    return response.content.decode()


def act_url(application, name):
    return reverse(ACT, args=[application.pk, name])


def press(client, application, name, data=None):
    """The act's page opens, then its button is pressed; returns the answer to the press."""
    assert client.get(act_url(application, name)).status_code == 200
    return client.post(act_url(application, name), data or {})


def offered(client, application):
    """The names of the acts whose buttons the page of the case shows."""
    content = page(client, application)
    words = "declare check accept return assign unassign interview paper commitment release renew"
    names = words.split()
    return [name for name in names if act_url(application, name) in content]


def scan():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    content = io.BytesIO()
    writer.write(content)
    return SimpleUploadedFile("erklaerung.pdf", content.getvalue(), content_type="application/pdf")


# --- Who sees what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["administrator", "ministry", "applicant", "board1", "outsider"])
def test_nobody_else_opens_a_case(who, client, applicant, office, request):
    application = make_application("submitted", applicant, office)
    client.force_login(request.getfixturevalue(who))
    for url in (reverse("admin:admissions_application_changelist"), reverse(CHANGE, args=[application.pk])):
        assert client.get(url).status_code in (302, 403)
    response = client.post(act_url(application, "return"), {"message": "Bitte ergänzen."})
    assert response.status_code in (302, 403, 404)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_drafts_are_invisible(desk, applicant, office):
    draft = make_application("draft", applicant, office)
    assert draft.number not in desk.get(reverse("admin:admissions_application_changelist")).content.decode()
    assert desk.get(reverse(CHANGE, args=[draft.pk])).status_code == 404
    assert desk.get(act_url(draft, "return")).status_code == 404


def test_a_case_under_conflict_is_closed(desk, applicant, office):
    application = make_application("submitted", applicant, office)
    ConflictDeclaration.objects.update(value="declared")
    assert desk.get(reverse(CHANGE, args=[application.pk])).status_code == 404


def test_a_case_cannot_be_edited_added_or_deleted(desk, applicant, office):
    application = make_application("submitted", applicant, office)
    assert desk.post(reverse(CHANGE, args=[application.pk]), {"state": "decided"}).status_code == 403
    assert desk.get(reverse("admin:admissions_application_add")).status_code == 403
    assert desk.get(reverse("admin:admissions_application_delete", args=[application.pk])).status_code in (403, 404)


def test_before_anything_else_one_declares(desk, applicant, office):
    application = make_application("submitted", applicant, office)
    ConflictDeclaration.objects.all().delete()
    assert offered(desk, application) == ["declare"]
    response = press(desk, application, "declare", {"value": "none"})
    assert response.status_code == 302
    assert "check" in offered(desk, application)


def test_who_is_in_conflict_loses_the_case(desk, applicant, office):
    application = make_application("submitted", applicant, office)
    response = press(desk, application, "declare", {"value": "declared", "reason": ""})
    assert response.status_code == 200
    assert "Grund" in response.content.decode()
    response = press(desk, application, "declare", {"value": "declared", "reason": "Verwandtschaft"})
    assert response.url == reverse("admin:index")
    assert desk.get(reverse(CHANGE, args=[application.pk])).status_code == 404


# --- Each act, when and what --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("submitted", ["check", "return"]),
        ("returned", []),
        ("complete", ["assign"]),
        ("in_review", ["assign", "interview"]),
        ("interview", ["assign"]),
        ("recommended", ["paper"]),
        ("decided", []),
        ("withdrawn", []),
        ("lapsed", []),
    ],
)
def test_buttons_by_state(state, acts, desk, applicant, office):
    application = make_application(state, applicant, office)
    assert offered(desk, application) == ["declare", *acts]


@pytest.mark.parametrize("name", ["check", "accept", "assign", "interview", "paper", "commitment", "release", "renew"])
def test_a_forbidden_press_changes_nothing(name, desk, applicant, office):
    application = make_application("returned", applicant, office)
    response = desk.post(act_url(application, name), {})
    assert response.status_code == 302
    application.refresh_from_db()
    assert application.state == "returned"


def test_checking_accepting_and_returning(desk, applicant, office):
    application = make_application("submitted", applicant, office, sizes=(1, 1, 1, 1))
    response = press(desk, application, "check", {"result_K11": "insufficient", "note_K11": "", "note_K21": "?"})
    assert response.status_code == 200
    content = response.content.decode()
    assert "K11: Bitte schreiben Sie, was zu ergänzen ist." in content
    assert "K21: Bitte wählen Sie ein Ergebnis." in content
    assert not CriterionCheck.objects.exists()
    response = press(
        desk, application, "check", {"result_K11": "insufficient", "note_K11": "Satzung fehlt", "accept_rest": "on"}
    )
    assert response.status_code == 302
    found = CriterionCheck.objects.order_by("criterion__code").values_list("result", flat=True)
    assert list(found) == ["insufficient", "accepted", "accepted", "accepted"]
    assert "accept" not in offered(desk, application)
    content = desk.get(act_url(application, "return")).content.decode()
    assert "K11" in content
    press(desk, application, "return", {"message": "Danke."})
    application.refresh_from_db()
    assert application.state == "returned"
    assert "Satzung fehlt" in OutboxMessage.objects.get().body


def test_complete_once_everything_is_accepted(desk, applicant, office):
    application = make_application("submitted", applicant, office, sizes=(1, 1, 1, 1))
    press(desk, application, "check", {"accept_rest": "on"})
    assert "accept" in offered(desk, application)
    press(desk, application, "accept")
    application.refresh_from_db()
    assert application.state == "complete"


def test_names_are_shown_before_anybody_is_mailed(desk, applicant, office, board1, board2, today):
    application = make_application("complete", applicant, office)
    data = {"reviewers": [board1.pk, board2.pk], "due_on": today.isoformat(), "shown": ""}
    response = press(desk, application, "assign", data)
    content = response.content.decode()
    assert "2 Personen erhalten eine Einladung" in content
    assert f"{board1.name} ({board1.email})" in content
    assert not OutboxMessage.objects.exists()
    shown = response.context["form"]["shown"].value()
    response = press(desk, application, "assign", {**data, "reviewers": [board1.pk], "shown": shown})
    assert "1 Person erhält eine Einladung" in response.content.decode()
    response = press(desk, application, "assign", {**data, "shown": shown})
    assert response.status_code == 302
    assert ReviewAssignment.objects.count() == 2
    application.refresh_from_db()
    assert application.state == "in_review"


def test_ending_an_assignment(desk, applicant, office, board1, board2, today):
    application = make_application("in_review", applicant, office)
    for member in (board1, board2):
        ReviewAssignment.objects.create(application=application, reviewer=member, due_on=today, assigned_by=office)
    submitted_review(application, board2, 5)
    content = desk.get(act_url(application, "unassign")).content.decode()
    assert board1.name in content
    assert board2.name not in content
    first = ReviewAssignment.objects.get(reviewer=board1)
    data = {"assignment": first.pk, "reason": "verhindert"}
    response = press(desk, application, "unassign", data)
    assert (
        f"1 Person erhält eine E-Mail, dass kein Gutachten mehr nötig ist: {board1.name}" in response.content.decode()
    )
    assert not OutboxMessage.objects.exists()
    press(desk, application, "unassign", data | {"shown": response.context["form"]["shown"].value()})
    first.refresh_from_db()
    assert first.ended_at is not None
    assert "unassign" not in offered(desk, application)


def test_recording_the_interview(desk, applicant, office, today):
    application = make_application("in_review", applicant, office)
    data = {"held_on": today.isoformat(), "place": "Bonn", "participants": "A\nB", "minutes": "So war es."}
    response = press(desk, application, "interview", {**data, "held_on": "2999-01-01"})
    assert "liegt in der Zukunft" in response.content.decode()
    press(desk, application, "interview", data)
    assert Interview.objects.get().place == "Bonn"
    assert "So war es." in page(desk, application)


def test_preparing_the_paper(desk, applicant, office, board1, board2):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    press(desk, application, "paper", {"file_reference": "VII 1", "assessment": "Gut."})
    paper = DecisionPaper.objects.get()
    assert f"/file/{paper.pdf.token}/" in page(desk, application)
    response = desk.get(reverse("admin:admissions_application_file", args=[application.pk, paper.pdf.token]))
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_admission_and_release(desk, applicant, office, ministry, board1, board2, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    decide(application, ministry, "admitted")
    data = {"text_version": "1", "signatory": "Dr. Vorsitz", "signed_on": today.isoformat()}
    response = press(desk, application, "commitment", data)
    assert response.status_code == 200
    assert not Commitment.objects.exists()
    press(desk, application, "commitment", {**data, "document": scan()})
    commitment = Commitment.objects.get()
    assert commitment.document.name == "erklaerung.pdf"
    assert Membership.objects.filter(application_number=application.number).exists()
    assert offered(desk, application) == ["declare", "release", "renew"]
    content = desk.get(act_url(application, "release")).content.decode()
    assert applicant.email in content
    for language in ("de", "en"):
        response = desk.get(reverse("admin:admissions_application_letter", args=[application.pk, language]))
        assert response.content.startswith(b"%PDF-")
    press(desk, application, "renew")
    assert not Cluster.objects.public_on(today).filter(pk=application.cluster_id).exists()
    press(desk, application, "release")
    assert Cluster.objects.public_on(today).filter(pk=application.cluster_id).exists()
    assert Decision.objects.get().notified_on == today
    assert offered(desk, application) == ["declare"]
    letter = reverse("admin:admissions_application_letter", args=[application.pk, "de"])
    assert desk.get(letter).status_code == 404


def test_a_refusal_is_released_too(desk, applicant, office, ministry, board1, board2, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2, points=59)
    prepare_refusal(decide(application, ministry, "refused", starts_on=None), office, today)
    assert offered(desk, application) == ["declare", "release", "renew"]
    press(desk, application, "release")
    assert OutboxMessage.objects.get().state == "queued"


def test_files_of_another_case_are_not_found(desk, applicant, manager, office, board1, today):
    mine, other = make_application("recommended", applicant, office), make_application("complete", manager, office)
    recommend(mine, office, board1)
    paper = prepare_paper(mine, file_reference="1", assessment="Gut", actor=office, day=today)
    url = reverse("admin:admissions_application_file", args=[other.pk, paper.pdf.token])
    assert desk.get(url).status_code == 404


# --- The list -----------------------------------------------------------------------------------------------------


def test_the_list_names_the_next_step(desk, applicant, office):
    make_application("submitted", applicant, office, sizes=(1, 1, 1, 1))
    content = desk.get(reverse("admin:admissions_application_changelist")).content.decode()
    assert "4 Kriterien sind noch nicht geprüft." in content
    assert str(Application.State.SUBMITTED.label) in content


@pytest.mark.parametrize("query", ["?q=Niederwald", "?q=niederwald", "?state=submitted"])
def test_search_and_filter(query, desk, applicant, manager, office):
    found, other = make_application("submitted", applicant, office), make_application("complete", manager, office)
    content = desk.get(reverse("admin:admissions_application_changelist") + query).content.decode()
    assert found.number in content
    assert other.number not in content


def test_a_case_costs_the_same_with_one_and_with_three_reviewers(desk, applicant, office, board1, board2, board3):
    application = make_application("recommended", applicant, office)
    url = reverse(CHANGE, args=[application.pk])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url).status_code == 200
        return len(captured)

    recommend(application, office, board1)
    queries()
    one = queries()
    for member in (board2, board3):
        assign_to(application, member, office)
        submitted_review(application, member, 30)
        Interview.objects.create(
            application=application, held_on="2026-01-01", participants="A", minutes="B", recorded_by=office
        )
    assert queries() == one


def test_a_mistake_loses_nothing_typed(desk, applicant, office):
    application = make_application("submitted", applicant, office, sizes=(1, 1, 1, 1))
    response = press(
        desk, application, "check", {"result_K11": "missing", "note_K11": "Satzung", "result_K21": "insufficient"}
    )
    content = response.content.decode()
    assert ">\nSatzung</textarea>" in content
    form = response.context["form"]
    assert form["result_K11"].value() == "missing"
    assert "note_K21" in form.errors


def test_a_wrong_scan_is_refused_at_its_field(desk, applicant, office, ministry, board1, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1)
    decide(application, ministry, "admitted")
    wrong = SimpleUploadedFile("erklaerung.pdf", b"MZ not a pdf", content_type="application/pdf")
    data = {"text_version": "1", "signatory": "Dr. Vorsitz", "signed_on": today.isoformat(), "document": wrong}
    response = press(desk, application, "commitment", data)
    assert "document" in response.context["form"].errors
    assert "Dr. Vorsitz" in response.content.decode()
    assert not Commitment.objects.exists()


def test_a_refused_commitment_keeps_no_scan(desk, applicant, office, ministry, board1, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1)
    decide(application, ministry, "admitted")
    MembershipFactory(cluster=application.cluster, starts_on=today)
    data = {"text_version": "1", "signatory": "Dr. Vorsitz", "signed_on": today.isoformat(), "document": scan()}
    response = press(desk, application, "commitment", data)
    assert "überschneidet sich" in response.content.decode()
    assert not StoredFile.objects.exists()


def test_an_undeclared_press_changes_nothing(desk, applicant, office, today):
    application = make_application("in_review", applicant, office)
    ConflictDeclaration.objects.all().delete()
    data = {"held_on": today.isoformat(), "participants": "A", "minutes": "B"}
    assert desk.post(act_url(application, "interview"), data).status_code == 302
    assert not Interview.objects.exists()


def test_the_pages_stand_in_english_too(desk, applicant, office):
    application = make_application("in_review", applicant, office)
    with translation.override("en"):
        for url in (
            reverse("admin:index"),
            reverse("admin:admissions_application_changelist"),
            reverse(CHANGE, args=[application.pk]),
            act_url(application, "assign"),
        ):
            assert url.startswith("/en/")
            assert desk.get(url).status_code == 200
