"""Looking into a case file is logged, once per person, case and day; the applicant does not see it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from admissions.models import ConflictDeclaration
from admissions.tests.factories import declare_none
from admissions.tests.office_cases import make_application
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

WORDS = "Akte geöffnet"


def openings():
    return list(AuditEntry.objects.filter(verb="open_file").values_list("actor", "subject_key"))


def page_of(application, person):
    if person == "office":
        return reverse("admin:admissions_application_change", args=[application.pk])
    name = "decide-file" if person == "ministry" else "review-file"
    return reverse(f"admissions:{name}", args=[application.number])


@pytest.fixture
def case(applicant, office):
    return make_application("recommended", applicant, office)


@pytest.mark.parametrize("person", ["office", "ministry", "board1"])
def test_opening_a_file_is_logged_once_a_day(client, request, case, person):
    user = request.getfixturevalue(person)
    declare_none(case, user)
    client.force_login(user)
    for _time in range(2):
        assert client.get(page_of(case, person)).status_code == 200
    assert openings() == [(user.pk, case.number)]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        client.force_login(user)
        assert client.get(page_of(case, person)).status_code == 200
    assert len(openings()) == 2


@pytest.mark.parametrize("person", ["office", "ministry", "board1"])
def test_a_closed_file_is_not_opened(client, request, case, person):
    user = request.getfixturevalue(person)
    declare_none(case, user)
    ConflictDeclaration.objects.update(value="declared")
    client.force_login(user)
    client.get(page_of(case, person))
    assert openings() == []


def test_the_page_of_an_act_opens_the_file_too(client, office, applicant):
    case = make_application("submitted", applicant, office)
    client.force_login(office)
    assert client.get(reverse("admin:admissions_application_act", args=[case.pk, "check"])).status_code == 200
    assert openings() == [(office.pk, case.number)]


def test_the_own_people_are_not_logged_and_see_nothing_of_it(client, office, applicant, case):
    client.force_login(office)
    page = client.get(page_of(case, "office"))
    assert WORDS not in page.content.decode()
    assert WORDS in client.get(reverse("admin:records_auditentry_changelist")).content.decode()
    client.force_login(applicant)
    page = client.get(reverse("admissions:apply-case", args=[case.number])).content.decode()
    assert WORDS not in page
    assert office.name not in page
    assert openings() == [(office.pk, case.number)]
