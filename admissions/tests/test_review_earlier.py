"""An earlier application of the same cluster is at hand for the board: what was submitted and told, no scores."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admissions.models import ConflictDeclaration, Evidence, Review
from admissions.services.submission import snapshot_of
from admissions.sheet import sheet_of
from admissions.tests.apply_cases import PDF
from records.uploads import store_upload

pytestmark = pytest.mark.django_db

CANARY = "KANARIENVOGEL"


@pytest.fixture
def later(world):
    """An application whose cluster was refused before; only board2 reviewed then."""
    Review.objects.filter(application=world.interview.previous).update(summary=CANARY)
    return world.interview


@pytest.fixture
def evidence(later, applicant, today):
    """A file of the earlier application, as it was submitted."""
    earlier = later.previous
    stored = store_upload(SimpleUploadedFile("satzung.pdf", PDF, content_type="application/pdf"), by=applicant)
    Evidence.objects.create(answer=earlier.answers.first(), file=stored)
    submission = earlier.submissions.get()
    submission.snapshot = snapshot_of(sheet_of(earlier), today)
    submission.save()
    return reverse("admissions:apply-file", args=[earlier.number, stored.token])


def page(client, application):
    return client.get(reverse("admissions:review-earlier", args=[application.number]))


def test_outcome_totals_reasons_and_answers_but_no_review(client, later, board1):
    client.force_login(board1)
    assert later.previous.number in client.get(reverse("admissions:review-file", args=[later.number])).content.decode()
    content = page(client, later).content.decode()
    for words in ("abgelehnt", "59 von 90", "Die Steuerung überzeugte nicht.", "Eine Antwort."):
        assert words in content, words
    assert CANARY not in content
    assert reverse("admissions:review-results", args=[later.previous.number]) not in content


def test_who_reviewed_then_is_led_to_the_reviews(client, later, board2):
    client.force_login(board2)
    assert reverse("admissions:review-results", args=[later.previous.number]) in page(client, later).content.decode()


def test_its_evidence_opens_for_who_reads_it(client, later, evidence, board1):
    client.force_login(board1)
    assert evidence in page(client, later).content.decode()
    response = client.get(evidence)
    assert b"".join(response.streaming_content) == PDF
    response.close()


@pytest.mark.parametrize("who", ["board3", "ministry", "manager", "outsider", "administrator"])
def test_nobody_else_opens_it(client, later, evidence, who, request):
    client.force_login(request.getfixturevalue(who))
    assert page(client, later).status_code == 404
    assert client.get(evidence).status_code == 404


def test_a_conflict_of_then_closes_it(client, later, evidence, board1):
    ConflictDeclaration.objects.create(
        application=later.previous,
        user=board1,
        value=ConflictDeclaration.Value.DECLARED,
        declared_at=later.created_at,
    )
    client.force_login(board1)
    assert page(client, later).status_code == 404
    assert client.get(evidence).status_code == 404
    assert (
        later.previous.number not in client.get(reverse("admissions:review-file", args=[later.number])).content.decode()
    )


def test_before_one_declares_it_is_closed(client, later, evidence, board1):
    ConflictDeclaration.objects.filter(application=later, user=board1).delete()
    client.force_login(board1)
    assert page(client, later).status_code == 302
    assert client.get(evidence).status_code == 404
