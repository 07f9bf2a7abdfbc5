"""The whole case as one ZIP: what is in it, that the list holds, who gets it."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions.models import Answer, Contribution, Evidence, Review, Sitting, Submission, Vote
from admissions.services.bundle import export_case
from admissions.services.bundle.writer import Names, safe_name
from admissions.services.submission import snapshot_of
from admissions.sheet import sheet_of
from admissions.tests.board import open_ballot
from admissions.tests.factories import BoardAppointmentFactory, assign, declare_none, submitted_review
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from records.errors import ActRefused
from records.models import AuditEntry
from records.services import record

from .apply_cases import PDF, store
from .office_cases import CANARY, decide, make_application, recommend
from .pdf_reading import assert_accessible, read
from .test_office_admission import commit

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(applicant, office, board1, board2, ministry, today):
    application = make_application("recommended", applicant, office, sizes=(2, 1, 1, 1))
    with_submission(application, applicant, today)
    recommend(application, office, board1, board2, points=15)
    Vote.objects.create(application=application, round=1, member=board1, value="yes")
    decide(application, ministry, "admitted")
    return application


def with_submission(application, by, day, sequence=1):
    Submission.objects.create(
        application=application, sequence=sequence, submitted_by=by, snapshot=snapshot_of(sheet_of(application), day)
    )


def add_file(application, by, name="Satzung.pdf", **fields):
    answer = Answer.objects.filter(application=application).order_by("criterion__group", "criterion__position").first()
    return Evidence.objects.create(answer=answer, file=store(by, name), title="Satzung", **fields)


def opened(application, actor, day):
    """{path below the root: content} of the bundle."""
    bundle = export_case(application, actor=actor, day=day)
    root = f"Akte-{application.number}/"
    with bundle.file, zipfile.ZipFile(bundle.file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert all(name.startswith(root) for name in names)
        assert len(names) == len(set(names))
        return {name.removeprefix(root): archive.read(name) for name in names}


def manifest(files):
    rows = list(csv.reader(io.StringIO(files["Inhalt.csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Datei", "Größe in Bytes", "SHA-256", "Hinweis"]
    return rows[1:]


def test_the_whole_case_is_in_it_and_the_list_holds(decided, office, today):
    commit(decided, office, today)
    files = opened(decided, office, today)
    rows = manifest(files)
    assert [row[0] for row in rows] == [name for name in files if name != "Inhalt.csv"]
    for name, size, sha256, note in rows:
        assert (int(size), sha256, note) == (len(files[name]), hashlib.sha256(files[name]).hexdigest(), "")
    number = decided.number
    assert {
        f"01-Antrag/Eingangsbestaetigung-{number}-1.pdf",
        "01-Antrag/Fassung-1.json",
        "04-Befangenheit/Befangenheit.pdf",
        "05-Gutachten/Gutachten-1.pdf",
        "05-Gutachten/Gutachten-2.pdf",
        f"06-Gespraech/Gespraech-{today.isoformat()}.pdf",
        "07-Empfehlung/Empfehlung.pdf",
        "08-Entscheidung/Entscheidung-1.pdf",
        f"09-Bescheid/Bescheid-{number}.pdf",
        f"09-Bescheid/Bescheid-{number}-en.pdf",
        f"10-Urkunde/Urkunde-{number.replace('A-', 'U-')}.pdf",
        "11-Verpflichtungserklaerung/Angaben.pdf",
        "12-Verlauf/Verlauf.csv",
    } <= set(files)
    assert json.loads(files["01-Antrag/Fassung-1.json"])["number"] == number


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("05-Gutachten/Gutachten-1.pdf", ["Berta Beirat", CANARY, "3 von 3"]),
        ("04-Befangenheit/Befangenheit.pdf", ["Olga Office", "nicht befangen"]),
        ("07-Empfehlung/Empfehlung.pdf", ["1 Ja, 0 Nein", "Aufnahme empfohlen", "Das Cluster arbeitet vorbildlich."]),
        ("08-Entscheidung/Entscheidung-1.pdf", ["aufgenommen", "15 von 15 Punkten", "noch nicht mitgeteilt"]),
    ],
)
def test_the_documents_made_for_it_are_accessible_and_complete(name, words, decided, office, today):
    reader, text = read(opened(decided, office, today)[name])
    assert_accessible(reader, "de")
    for word in words:
        assert word in text


def test_who_voted_how_is_not_in_it(decided, office, today, board1):
    _reader, text = read(opened(decided, office, today)["07-Empfehlung/Empfehlung.pdf"])
    assert board1.name not in text


def test_a_draft_review_belongs_to_its_author(decided, office, today):
    Review.objects.update(submitted_at=None)
    assert not [name for name in opened(decided, office, today) if name.startswith("05-")]


@pytest.mark.parametrize("state", ["submitted", "returned", "complete", "in_review", "withdrawn", "lapsed"])
def test_it_works_at_every_state_with_what_there_is(state, applicant, office, today):
    application = make_application(state, applicant, office, sizes=(1, 1, 1, 1))
    assert set(opened(application, office, today)) == {"04-Befangenheit/Befangenheit.pdf", "Inhalt.csv"}


# --- Evidence ---


def test_replaced_evidence_stays_when_it_was_submitted(decided, applicant, office, today):
    replaced = add_file(decided, applicant, "Alt.pdf")
    never = add_file(decided, applicant, "Nie eingereicht.pdf", removed_at=decided.created_at)
    Evidence.objects.create(answer=replaced.answer, link="https://example.org/?a=1", title="=1+1")
    with_submission(decided, applicant, today, 2)
    replaced.removed_at = decided.created_at
    replaced.save()
    for _twice in range(2):
        add_file(decided, applicant, "SATZUNG.pdf")
    files = opened(decided, office, today)
    code = replaced.answer.criterion.code
    assert files[f"02-Nachweise/{code}/Alt.pdf"] == PDF
    assert {f"02-Nachweise/{code}/SATZUNG.pdf", f"02-Nachweise/{code}/SATZUNG-2.pdf"} <= set(files)
    assert not [name for name in files if never.file.name in name]
    links = files["02-Nachweise/Links.csv"].decode("utf-8-sig")
    assert f"{code};'=1+1;https://example.org/?a=1;2" in links


def test_what_is_being_changed_in_a_returned_case_is_not_in_it(applicant, office, today):
    application = make_application("returned", applicant, office, sizes=(1, 1, 1, 1))
    with_submission(application, applicant, today)
    add_file(application, applicant, "Zwischenstand.pdf")
    assert not [name for name in opened(application, office, today) if name.startswith("02-")]


def test_a_file_that_the_disk_has_lost_is_named_and_nothing_else_suffers(decided, applicant, office, today, client):
    piece = add_file(decided, applicant)
    piece.file.file.storage.delete(piece.file.file.name)
    files = opened(decided, office, today)
    path = f"02-Nachweise/{piece.answer.criterion.code}/Satzung.pdf"
    assert path not in files
    assert [path, "", "", "Die Datei fehlt im Speicher des Portals."] in manifest(files)
    assert "08-Entscheidung/Entscheidung-1.pdf" in files
    client.force_login(office)
    response = client.get(reverse("admin:admissions_application_bundle", args=[decided.pk]))
    assert response.status_code == 200
    b"".join(response.streaming_content)


def test_a_file_that_was_tampered_with_is_named(decided, applicant, office, today):
    piece = add_file(decided, applicant)
    type(piece.file).objects.update(sha256="0" * 64)
    files = opened(decided, office, today)
    row = next(row for row in manifest(files) if row[0].endswith("Satzung.pdf"))
    assert row[2] == hashlib.sha256(PDF).hexdigest()
    assert "Prüfsumme weicht" in row[3]


def test_notes_in_the_history_are_no_formulas(decided, office, today):
    record(actor=office, verb="vote", subject_kind="application", subject_key=decided.number, note="=HYPERLINK(1)")
    lines = opened(decided, office, today)["12-Verlauf/Verlauf.csv"].decode("utf-8-sig")
    assert ";'=HYPERLINK(1)" in lines
    assert "Abgestimmt" in lines


# --- Names ---


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Satzung.pdf", "Satzung.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("con.txt", "_con.txt"),
        ("...", "Datei"),
        ("Größe\u202e.pdf", "Größe.pdf"),
        ("x" * 200 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_are_safe(name, safe):
    assert safe_name(name) == safe


def test_names_are_unique_whatever_their_case():
    names = Names()
    assert [names.unique("a", name) for name in ("B.pdf", "b.pdf", "b.PDF", "ohne")] == [
        "a/B.pdf",
        "a/b-2.pdf",
        "a/b-3.PDF",
        "a/ohne",
    ]


# --- Who gets it ---


def fetch(client, user, application):
    client.force_login(user)
    return client.get(reverse("admin:admissions_application_bundle", args=[application.pk]))


def test_the_office_gets_it_and_it_is_logged(client, decided, office):
    response = fetch(client, office, decided)
    assert response["Content-Disposition"] == f'attachment; filename="Akte-{decided.number}.zip"'
    assert zipfile.is_zipfile(io.BytesIO(b"".join(response.streaming_content)))
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.get(verb="export_case")
    assert (entry.actor, entry.subject_key) == (office, decided.number)


def test_who_has_not_declared_gets_nothing(client, decided, office, today):
    decided.conflict_declarations.filter(user=office).delete()
    response = fetch(client, office, decided)
    assert response.status_code == 302
    with pytest.raises(ActRefused, match="befangen"):
        export_case(decided, actor=office, day=today)
    assert not AuditEntry.objects.filter(verb="export_case").exists()


def test_what_the_board_did_together_is_in_it(decided, office, board1, today):
    """The sitting's part about this case, nothing of another one; the discussion; no count while the vote runs."""
    sitting = Sitting.objects.create(kind=Sitting.Kind.SITTING, held_on=today)
    sitting.agenda.create(position=1, application=decided, minutes="Ausführlich beraten.")
    sitting.agenda.create(position=2, title="Verschiedenes", minutes=CANARY)
    Contribution.objects.create(application=decided, round=1, author=board1, text="Das sehe ich anders.")
    files = opened(decided, office, today)
    _reader, text = read(files[f"07-Empfehlung/Sitzung-{today.isoformat()}.pdf"])
    assert "Ausführlich beraten." in text
    assert CANARY not in text
    assert "Das sehe ich anders." in read(files["05-Gutachten/Aussprache.pdf"])[1]
    open_ballot(decided, board1)
    decided.recommendations.all().delete()
    assert "07-Empfehlung/Empfehlung.pdf" not in opened(decided, office, today)


def test_who_owes_a_review_as_a_member_gets_no_bundle_as_the_office(decided, office, today):
    BoardAppointmentFactory(user=office)
    decided.state = "in_review"
    decided.save(update_fields=["state"])
    assign(decided, office, office)
    with pytest.raises(ActRefused, match="zuerst Ihr Gutachten"):
        export_case(decided, actor=office, day=today)


@pytest.mark.parametrize("who", ["administrator", "ministry", "board1", "applicant", "outsider"])
def test_nobody_else_gets_it(client, who, decided, today, request):
    user = request.getfixturevalue(who)
    assert fetch(client, user, decided).status_code in (302, 403, 404)
    with pytest.raises(ActRefused):
        export_case(decided, actor=user, day=today)
    assert not AuditEntry.objects.filter(verb="export_case").exists()


def test_a_conflict_closes_it(client, decided, office, today):
    FunctionFactory(user=office, cluster=decided.cluster, kind=Function.Kind.EMPLOYEE)
    assert fetch(client, office, decided).status_code == 404
    with pytest.raises(ActRefused):
        export_case(decided, actor=office, day=today)


def test_the_number_of_queries_does_not_grow(decided, applicant, office, today, board3):
    add_file(decided, applicant)
    opened(decided, office, today)
    with CaptureQueriesContext(connection) as first:
        opened(decided, office, today)
    for number in range(3):
        add_file(decided, applicant, f"{number}.pdf")
    with_submission(decided, applicant, today, 2)
    assign(decided, board3, office)
    submitted_review(decided, board3, 15)
    declare_none(decided, applicant)
    with CaptureQueriesContext(connection) as second:
        opened(decided, office, today)
    assert len(second) == len(first)
