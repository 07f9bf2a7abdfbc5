"""The receipt: everything that was submitted, in both languages, and always the same bytes."""

import pytest
from django.core import mail
from django.urls import reverse

from admissions import pdf
from admissions.models import Answer, LetterText, Submission
from admissions.services.submission import submit
from notifications.models import OutboxMessage
from programme.models import OwnerName, ProgrammeSettings

from .apply_cases import _german, criteria_of, draft, filled, submitted, with_file
from .pdf_reading import assert_accessible, read

pytestmark = pytest.mark.django_db
__all__ = ["_german", "draft", "filled", "submitted"]

FIGURES = [
    {"name_de": "Umsatz", "name_en": "Turnover", "unit_de": "Euro", "unit_en": "euro", "value": 12500},
    {"name_de": "Anteil", "name_en": "", "unit_de": "Prozent", "unit_en": "", "value": "12.5"},
    {"name_de": "Stellen", "name_en": "Posts", "unit_de": "", "unit_en": "", "value": None},
]


@pytest.fixture
def submission(filled, applicant, today):
    with_file(filled, applicant, today)
    return submit(filled, actor=applicant, day=today)


@pytest.mark.parametrize(
    ("language", "title", "figures"),
    [
        ("de", "Eingangsbestätigung zum Aufnahmeantrag", ["12\u202f500 Euro", "12,50 Prozent", "keine Angabe"]),
        ("en", "", ["Turnover: 12\u202f500 euro", "Anteil: 12.50 Prozent"]),
    ],
)
def test_everything_that_was_submitted_stands_in_it(submission, language, title, figures, applicant):
    submission.snapshot["groups"][0]["criteria"][0]["figures"] = FIGURES
    reader, text = read(pdf.receipt(submission, language))
    assert_accessible(reader, language)
    assert title in reader.metadata.title
    piece = submission.snapshot["groups"][0]["criteria"][0]["evidence"][0]
    for words in [
        submission.application.number,
        submission.snapshot["cluster"]["name"],
        submission.snapshot["organisation"]["legal_name"],
        applicant.name,
        "Mitgliederliste.pdf",
        piece["sha256"],
        *(criterion.code for criterion in criteria_of(submission.application)),
    ]:
        assert words in text
    for words in figures:
        assert words.replace("\u202f", " ") in text.replace("\u202f", " ")
    assert text.count("Eine Antwort.") == 5


def test_it_reads_in_the_order_of_the_catalogue(submission):
    _reader, text = read(pdf.receipt(submission))
    places = [text.index(f"{criterion.code} Kriterium") for criterion in criteria_of(submission.application)]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_same_submission_always_gives_the_same_bytes(submission, language, today, applicant):
    before = pdf.receipt(submission, language)
    application = submission.application
    Answer.objects.update(text="Später geändert.", own_points=0)
    LetterText.objects.update(body_de="Andere Worte.")
    OwnerName.objects.all().delete()
    settings = ProgrammeSettings.load()
    settings.office_email = "neu@portal.test"
    settings.save()
    type(application.cluster).objects.update(name="Anderer Name")
    again = Submission.objects.select_related("application__catalogue", "submitted_by").get(pk=submission.pk)
    assert pdf.receipt(again, language) == before


def test_another_version_is_another_receipt(submission, applicant, today):
    before = pdf.receipt(submission)
    submission.snapshot["groups"][0]["criteria"][0]["text"] = "Eine andere Antwort."
    assert pdf.receipt(submission) != before


def test_applicant_and_office_fetch_the_same_file(client, submission, applicant, office):
    client.force_login(applicant)
    address = reverse("admissions:apply-receipt-file", args=[submission.application.number, 1, "de"])
    page = client.get(reverse("admissions:apply-case", args=[submission.application.number])).content.decode()
    assert address in page
    own = client.get(address)
    assert own["Content-Type"] == "application/pdf"
    assert "Eingangsbestaetigung-" in own["Content-Disposition"]
    assert "no-store" in own["Cache-Control"]
    client.force_login(office)
    case = reverse("admin:admissions_application_change", args=[submission.application_id])
    link = reverse("admin:admissions_application_receipt", args=[submission.application_id, 1, "de"])
    assert link in client.get(case).content.decode()
    assert client.get(link).content == own.content


@pytest.mark.parametrize(("sequence", "language"), [(2, "de"), (1, "fr")])
def test_there_is_no_other(client, submission, applicant, sequence, language):
    client.force_login(applicant)
    address = reverse("admissions:apply-receipt-file", args=[submission.application.number, sequence, language])
    assert client.get(address).status_code == 404


def test_the_mail_leads_to_it_and_carries_nothing(submission):
    message = OutboxMessage.objects.get(kind="application-receipt")
    assert reverse("admissions:apply-receipt-file", args=[submission.application.number, 1, "de"]) in message.body
    assert not message.attachments.exists()
    assert not mail.outbox
