"""What an applicant is changing in a returned case is a draft: the office reads what was submitted."""

import pytest
from django.urls import reverse

from admissions.models import Answer, Evidence
from admissions.services.submission import snapshot_of
from admissions.sheet import sheet_of
from admissions.tests.office_cases import make_application
from records.uploads import store_bytes

pytestmark = pytest.mark.django_db

CANARY = "KANARIENVOGEL"


def test_the_office_reads_what_was_submitted(client, office, applicant, today):
    case = make_application("returned", applicant, office, sizes=(1, 1, 1, 1))
    answer = Answer.objects.filter(application=case).first()
    old = store_bytes(b"alt", "alt.pdf", "application/pdf", by=applicant)
    evidence = Evidence.objects.create(answer=answer, file=old, title="Satzung")
    case.submissions.create(sequence=1, submitted_by=applicant, snapshot=snapshot_of(sheet_of(case), today))
    new = store_bytes(b"neu", "neu.pdf", "application/pdf", by=applicant)
    Evidence.objects.filter(pk=evidence.pk).update(removed_at=case.created_at)
    Evidence.objects.create(answer=answer, file=new, title=f"{CANARY}-Datei")
    Answer.objects.filter(pk=answer.pk).update(text=f"{CANARY} im Entwurf")
    client.force_login(office)

    page = client.get(reverse("admin:admissions_application_change", args=[case.pk])).content.decode()
    assert CANARY not in page
    assert "Eine Antwort." in page
    assert "Satzung" in page

    def fetch(stored):
        response = client.get(reverse("admin:admissions_application_file", args=[case.pk, stored.token]))
        if response.streaming:
            assert b"".join(response.streaming_content)
        return response.status_code

    assert (fetch(old), fetch(new)) == (200, 404)
    case.state = "submitted"
    case.lapses_on = None
    case.save()
    assert CANARY in client.get(reverse("admin:admissions_application_change", args=[case.pk])).content.decode()
    assert fetch(new) == 200
