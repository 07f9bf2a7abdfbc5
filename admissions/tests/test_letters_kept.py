"""Letters, commitment and certificate: both languages, the ministry's name of their day, unchanged once released."""

import datetime

import pytest
from django.urls import reverse

from admissions import pdf
from admissions.models import Application, LetterText
from admissions.services.letters import release_letter
from clusters.models import Certificate, OrganisationDetails
from programme.models import OwnerName, ProgrammeSettings

from .apply_cases import _german
from .office_cases import CANARY, decide, make_application, recommend
from .pdf_reading import assert_accessible, read
from .test_office_admission import commit

pytestmark = pytest.mark.django_db
__all__ = ["_german"]


@pytest.fixture
def admitted(applicant, office, ministry, board1, board2):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    decide(application, ministry, "admitted")
    return application


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


# --- The commitment ---


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Wir verpflichten uns", "Ort und Datum", "Unterschrift", "Fassung des Textes 7"]),
        ("en", ["We commit ourselves", "Commitment"]),
    ],
)
def test_the_office_fetches_the_commitment_to_sign(client, language, words, admitted, office):
    LetterText.objects.filter(kind="commitment").update(version="7")
    response = get(client, office, "admin:admissions_application_commitment", admitted.pk, language)
    reader, text = read(response.content)
    assert_accessible(reader, language)
    assert admitted.number in reader.metadata.title
    details = OrganisationDetails.objects.get(organisation=admitted.organisation)
    for word in [*words, admitted.cluster.name, details.legal_name, admitted.number]:
        assert word in text
    page = get(client, office, "admin:admissions_application_change", admitted.pk).content.decode()
    assert reverse("admin:admissions_application_commitment", args=[admitted.pk, language]) in page


def test_there_is_nothing_to_sign_without_an_admission_or_when_it_is_signed(client, admitted, office, today):
    commit(admitted, office, today)
    assert get(client, office, "admin:admissions_application_commitment", admitted.pk, "de").status_code == 404
    admitted.commitment.delete()
    admitted.decisions.update(outcome="refused")
    assert get(client, office, "admin:admissions_application_commitment", admitted.pk, "de").status_code == 404


def sample(client, user, application, language="de"):
    return get(client, user, "admissions:apply-commitment", application.number, language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sample_is_the_same_for_everyone_and_tells_nothing(client, language, admitted, applicant, today):
    untold = sample(client, applicant, admitted, language).content
    reader, text = read(untold)
    assert_accessible(reader, language)
    for word in (admitted.number, admitted.cluster.name, admitted.organisation.name, CANARY):
        assert word not in text
    for state in ("interview", "recommended"):
        Application.objects.update(state=state)
        assert sample(client, applicant, admitted, language).content == untold
    Application.objects.update(state="decided")
    admitted.decisions.update(outcome="refused")
    assert sample(client, applicant, admitted, language).content == untold


@pytest.mark.parametrize("state", ["submitted", "complete", "in_review", "withdrawn"])
def test_before_the_interview_there_is_no_sample(client, state, applicant, office):
    application = make_application(state, applicant, office, sizes=(1, 1, 1, 1))
    assert sample(client, applicant, application).status_code == 404
    page = get(client, applicant, "admissions:apply-case", application.number).content.decode()
    assert "/commitment/" not in page


# --- The ministry's name ---


def test_certificate_and_commitment_bear_the_name_of_their_day(admitted, today):
    OwnerName.objects.all().delete()
    eve = today - datetime.timedelta(days=1)
    OwnerName.objects.create(
        valid_from="2000-01-01", valid_until=eve, name_de="Altes Haus", name_en="Old House", short_name="x"
    )
    OwnerName.objects.create(valid_from=today, name_de="Neues Haus", name_en="New House", short_name="y")
    decision = admitted.decisions.get()
    for day, names in ((eve, ("Altes Haus", "Old House")), (today, ("Neues Haus", "New House"))):
        certificate = Certificate(number="U-2026-0001", code="ABCDEFGHJKMNPQRS", issued_on=day)
        for language, name in zip(("de", "en"), names, strict=True):
            for document in (
                pdf.certificate(certificate, admitted, today, language),
                pdf.commitment_form(pdf.commitment_text(), language, day, decision),
                pdf.decision_letter(decision, pdf.letter_text(decision), language, day),
            ):
                text = read(document)[1]
                assert name in text
                assert ("Haus" in text, "House" in text) == (language == "de", language == "en")


def test_the_english_certificate_says_that_the_german_one_counts(admitted, today):
    certificate = Certificate(number="U-2026-0001", code="ABCDEFGHJKMNPQRS", issued_on=today)
    reader, text = read(pdf.certificate(certificate, admitted, today, "en"))
    assert_accessible(reader, "en")
    german = read(pdf.certificate(certificate, admitted, today, "de"))[1]
    assert "/verify/ABCDEFGHJKMNPQRS/" in text
    assert "Certificate" in text
    assert len(text) > len(german) - 200
    assert "Maßgeblich" not in german


# --- Unchanged after release ---


def attachments(application):
    return {one.name: one for one in application.decisions.get().letter.attachments.all()}


def test_what_was_released_stays_as_it_was(client, admitted, office, applicant, today):
    commit(admitted, office, today)
    release_letter(admitted, actor=office, day=today)
    before = {name: bytes_of(stored) for name, stored in attachments(admitted).items()}
    assert len(before) == 4
    LetterText.objects.update(body_de="Ganz andere Worte.", body_en="Other words.", version="99")
    OwnerName.objects.update(name_de="Umbenanntes Haus", name_en="Renamed House")
    settings = ProgrammeSettings.load()
    settings.office_email = "neu@portal.test"
    settings.save()
    type(admitted.cluster).objects.update(name="Anderer Name")
    assert {name: bytes_of(stored) for name, stored in attachments(admitted).items()} == before
    for name, stored in attachments(admitted).items():
        fetched = get(client, applicant, "admissions:apply-letter", admitted.number, stored.token)
        assert b"".join(fetched.streaming_content) == before[name]


def bytes_of(stored):
    with stored.file.open("rb") as content:
        return content.read()
