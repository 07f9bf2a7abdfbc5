"""The office's pages for papers, and what the applicant sees of them."""

import pytest
from django.utils import timezone

from admissions.models import Application, PaperEntry
from admissions.services import paper_entries
from admissions.tests.factories import answer_all, declare_none
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry, StoredFile

from .apply_cases import *  # noqa: F403
from .apply_cases import criteria_of, pdf, store
from .factories import CatalogueFactory

pytestmark = pytest.mark.django_db

PAPER = "/admin/admissions/application/paper/"


@pytest.fixture
def catalogue(today):
    return CatalogueFactory(sizes=(2, 1, 1, 1), in_force_from=today)


@pytest.fixture
def desk(client, office, catalogue):
    client.force_login(office)
    return client


@pytest.fixture
def entered(applicant, applicant_cluster, office, catalogue, today):
    return paper_entries.enter_paper_application(
        applicant_cluster, received_on=today, document=store(office, "Antrag.pdf"), actor=office, day=today
    )


def post(client, wanted, **fields):
    data = {
        "cluster": wanted.pk,
        "received_on": timezone.localdate().isoformat(),
        "document": pdf("Antrag.pdf"),
        "note": "Brief vom Vorstand",
        "no_conflict": "on",
        **fields,
    }
    return client.post(PAPER, {name: value for name, value in data.items() if value is not None})


def opens(client, path):
    """Whether a file comes, read to its end."""
    answer = client.get(path)
    return answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"%PDF")


def files_on_disk(settings):
    return sum(one.is_file() for one in (settings.MEDIA_ROOT / "files").rglob("*"))


def test_from_the_list_to_the_filled_in_submission(desk, applicant_cluster, applicant, office):
    assert PAPER in desk.get("/admin/admissions/application/").content.decode()
    answer = post(desk, applicant_cluster)
    application = Application.objects.get()
    assert answer["Location"] == f"/admin/admissions/application/{application.pk}/change/"
    case = desk.get(answer["Location"]).content.decode()
    assert "Antrag.pdf" in case
    assert "Brief vom Vorstand" in case
    section = f"/apply/{application.number}/section/1/"
    assert section in case
    page = desk.get(section).content.decode()
    assert "Sie tragen für den Antragsteller ein" in page
    assert f"/apply/{application.number}/check/" not in page
    desk.post(section, {"K11-text": "Vom Papier", "K11-own_points": "2", "K11-version": "0", "K11-file": pdf()})
    answer = application.answers.get()
    assert (answer.text, answer.edited_by, answer.evidence.count()) == ("Vom Papier", office, 1)
    stored = answer.evidence.get().file
    assert opens(desk, f"/apply/{application.number}/files/{stored.token}/")
    assert opens(desk, f"/admin/admissions/application/{application.pk}/file/{stored.token}/")
    assert AuditEntry.objects.filter(verb="open_file", actor=office, subject_key=application.number).exists()
    submit = f"/admin/admissions/application/{application.pk}/act/paper-submit/"
    assert "4 Kriterien fehlt etwas" in desk.get(submit).content.decode()
    desk.post(submit)
    application.refresh_from_db()
    assert application.state == "submitted"
    check = desk.get(f"/admin/admissions/application/{application.pk}/act/check/").content.decode()
    assert check.count('value="missing" checked') + check.count('value="missing" id') >= 4


def test_the_applicant_reads_on_writes_on_and_sees_where_it_comes_from(client, entered, applicant, office):
    client.force_login(applicant)
    case = client.get(f"/apply/{entered.number}/").content.decode()
    assert "vom Programmbüro erfasst" in case
    assert "Olga Office" not in case
    assert f"/apply/{entered.number}/delete/" not in case
    token = entered.paper_entries.get().document.token
    assert opens(client, f"/apply/{entered.number}/paper/{token}/")
    assert client.get(f"/apply/{entered.number}/paper/erfunden/").status_code == 404
    assert "<textarea" in client.get(f"/apply/{entered.number}/section/1/").content.decode()
    paper_entries.submit_on_behalf(entered, actor=office, day=timezone.localdate())
    assert (
        "Antrag vom Programmbüro für den Antragsteller eingereicht"
        in client.get(f"/apply/{entered.number}/").content.decode()
    )
    receipt = client.get(f"/apply/{entered.number}/receipt/1/").content.decode()
    assert "Programmbüro, für den Antragsteller" in receipt
    assert "Antrag.pdf" in receipt
    assert "Keine Antwort" in receipt


@pytest.mark.parametrize("who", ["outsider", "manager", "board1", "ministry", "administrator"])
def test_nobody_else_finds_the_paper(request, client, entered, who):
    client.force_login(request.getfixturevalue(who))
    token = entered.paper_entries.get().document.token
    for path in ("", "section/1/", "people/", f"paper/{token}/", f"files/{token}/"):
        assert client.get(f"/apply/{entered.number}/{path}").status_code == 404
    assert client.get(PAPER).status_code in (302, 403)
    assert client.get(f"/admin/admissions/application/{entered.pk}/change/").status_code in (302, 403, 404)


@pytest.mark.parametrize(
    "fields",
    [
        {"document": None},
        {"no_conflict": None},
        {"received_on": "2999-01-01"},
        {"received_on": ""},
        {"cluster": ""},
    ],
)
def test_nothing_is_left_when_the_form_is_wrong(desk, applicant_cluster, settings, fields):
    before = files_on_disk(settings)
    assert post(desk, applicant_cluster, **fields).status_code == 200
    assert (Application.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert files_on_disk(settings) == before


def test_nothing_is_left_when_the_upload_is_no_document(desk, applicant_cluster, settings):
    before = files_on_disk(settings)
    page = post(desk, applicant_cluster, document=pdf("Antrag.exe")).content.decode()
    assert "nicht angenommen" in page
    assert "Brief vom Vorstand" in page
    assert (Application.objects.count(), StoredFile.objects.count(), files_on_disk(settings)) == (0, 0, before)


def test_nothing_is_left_when_the_service_refuses(desk, applicant_cluster, settings, monkeypatch):
    def refuse(*args, **kwargs):
        raise ActRefused("Nein, heute nicht.")

    before = files_on_disk(settings)
    monkeypatch.setattr("admissions.services.paper_entries.mail_people", refuse)
    page = post(desk, applicant_cluster).content.decode()
    assert "Nein, heute nicht." in page
    assert (Application.objects.count(), PaperEntry.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert files_on_disk(settings) == before
    assert not AuditEntry.objects.exists()


def test_only_clusters_that_are_free_to_apply_can_be_chosen(desk, applicant_cluster, member_cluster, entered):
    page = desk.get(PAPER).content.decode()
    assert "Wasserkraft Oberland" not in page
    for cluster in (applicant_cluster, member_cluster):
        assert "kann zurzeit kein Antrag erfasst werden" in post(desk, cluster).content.decode()
    assert Application.objects.count() == 1


def test_an_ordinary_draft_shows_nowhere_in_the_offices_pages(desk, draft, office):
    declare_none(draft, office)
    for path in (f"/apply/{draft.number}/section/1/", f"/admin/admissions/application/{draft.pk}/change/"):
        assert desk.get(path).status_code == 404
    assert draft.number not in desk.get("/admin/admissions/application/").content.decode()
    assert draft.number not in desk.get("/admin/").content.decode()


def test_a_withdrawal_with_its_letter(desk, submitted, applicant, today):
    act = f"/admin/admissions/application/{submitted.pk}/act/paper-withdraw/"
    empty = desk.post(act, {"received_on": today.isoformat(), "note": " "}).content.decode()
    assert "notieren Sie die Quelle" in empty
    desk.post(act, {"received_on": today.isoformat(), "note": "", "document": pdf("Rückzug.pdf")})
    submitted.refresh_from_db()
    assert submitted.state == "withdrawn"
    assert PaperEntry.objects.get().document.name == "Rückzug.pdf"
    assert OutboxMessage.objects.filter(kind="application-withdrawn", to_user=applicant).count() == 1
    desk.force_login(applicant)
    assert "Rückzug vom Programmbüro erfasst" in desk.get(f"/apply/{submitted.number}/").content.decode()


def test_gaps_are_not_accepted_with_the_rest(desk, entered, office, today):
    answer_all(entered)
    entered.answers.filter(criterion=criteria_of(entered)[0]).delete()
    paper_entries.submit_on_behalf(entered, actor=office, day=today)
    desk.post(f"/admin/admissions/application/{entered.pk}/act/check/", {"accept_rest": "on"})
    assert set(entered.checks.values_list("result", flat=True)) == {"accepted"}
    assert entered.checks.count() == 4


def test_the_desk_says_what_waits(desk, entered):
    page = desk.get("/admin/").content.decode()
    assert "Auf Papier eingegangen: Angaben eintragen, dann einreichen." in page
