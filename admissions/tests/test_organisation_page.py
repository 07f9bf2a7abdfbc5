"""One organisation with everything the office may see of it, and nothing under the own conflict or untold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions.tests.office_cases import make_application
from clusters.models import Function
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory, OperationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(applicant, office):
    return make_application("submitted", applicant, office, sizes=(1, 1, 1, 1))


def address(application):
    return reverse("admin:admissions_application_organisation", args=[application.organisation_id])


def page(client, user, application):
    client.force_login(user)
    return client.get(address(application))


def test_applications_clusters_and_memberships_stand_on_one_page(client, office, application, today):
    other = OperationFactory(organisation=application.organisation, cluster=ClusterFactory(name="Zweitcluster")).cluster
    MembershipFactory(cluster=other)
    text = page(client, office, application).content.decode()
    for words in (application.number, application.cluster.name, "eingereicht", "Zweitcluster", "Mitglied"):
        assert words in text
    change = reverse("admin:clusters_managementorganisation_change", args=[application.organisation_id])
    assert address(application) in client.get(change).content.decode()


def test_drafts_stay_with_the_applicant(client, office, application):
    type(application).objects.update(state="draft")
    assert application.number not in page(client, office, application).content.decode()


def test_a_case_under_the_own_conflict_and_its_untold_admission_stay_out(client, office, application, today):
    MembershipFactory(cluster=application.cluster, application_number=application.number, public_from=None)
    told = page(client, office, application).content.decode()
    assert application.number in told
    assert "Noch keine Mitgliedschaft." not in told
    FunctionFactory(user=office, organisation=application.organisation, kind=Function.Kind.BOARD)
    text = page(client, office, application).content.decode()
    assert application.number not in text
    assert "Noch keine Mitgliedschaft." in text


@pytest.mark.parametrize("who", ["administrator", "ministry", "applicant", "board1"])
def test_only_the_office_opens_it(client, who, application, request):
    response = page(client, request.getfixturevalue(who), application)
    assert response.status_code == 403 or response["Location"].startswith(("/accounts/", "/admin/login"))


def test_the_number_of_queries_does_not_grow(client, office, application, django_assert_num_queries):
    page(client, office, application)
    with CaptureQueriesContext(connection) as first:
        page(client, office, application)
    for _number in range(2):
        cluster = OperationFactory(organisation=application.organisation).cluster
        MembershipFactory(cluster=cluster)
    with django_assert_num_queries(len(first)):
        page(client, office, application)
