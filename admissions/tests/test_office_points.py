"""The applicant's own points in the web admin: open to the office, hidden from whoever still owes a review."""

import pytest
from django.urls import reverse

from admissions.models import Answer
from admissions.tests.factories import BoardAppointmentFactory, assign, submitted_review
from admissions.tests.office_cases import make_application
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

SHOWN = "3 von 3 Punkten"
HIDDEN = "verborgen, solange Ihr Gutachten aussteht"


@pytest.fixture
def case(applicant, office):
    application = make_application("in_review", applicant, office, sizes=(1, 1, 1, 1))
    Answer.objects.filter(application=application).update(own_points=3)
    application.submissions.create(sequence=1, snapshot={"groups": []}, submitted_by=applicant)
    return application


@pytest.fixture
def desk(client, office):
    ProgrammeSettings.objects.update(is_demo=True)
    client.force_login(office)
    return client


def page(desk, case):
    return desk.get(reverse("admin:admissions_application_change", args=[case.pk])).content.decode()


def receipt(case):
    return reverse("admin:admissions_application_receipt", args=[case.pk, 1, "de"])


def test_the_office_reads_them(desk, case):
    text = page(desk, case)
    assert SHOWN in text
    assert receipt(case) in text


def test_whoever_owes_a_review_does_not_and_gets_no_receipt_either(desk, case, office):
    BoardAppointmentFactory(user=office)
    assign(case, office, office)
    text = page(desk, case)
    assert SHOWN not in text
    assert HIDDEN in text
    assert receipt(case) not in text
    assert desk.get(receipt(case)).status_code == 404
    assert desk.get(reverse("admin:admissions_application_changes", args=[case.pk, 1])).status_code == 404


def test_they_open_with_the_own_review_or_by_the_setting(desk, case, office):
    BoardAppointmentFactory(user=office)
    assign(case, office, office)
    ProgrammeSettings.objects.update(hide_own_points=False)
    assert SHOWN in page(desk, case)
    ProgrammeSettings.objects.update(hide_own_points=True)
    submitted_review(case, office, 8)
    assert SHOWN in page(desk, case)
