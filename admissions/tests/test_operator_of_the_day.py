"""When the operator changes: letters go to the organisation of their day, conflicts follow the new one."""

import datetime

import pytest

from admissions.models import Application
from admissions.pdf.parts import address, legal_name
from admissions.permissions import has_function_conflict
from admissions.tests.factories import ApplicationFactory
from clusters.models import Function
from clusters.services import merger_refusal, set_operator
from clusters.tests.factories import FunctionFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 6, 15)
CHANGE = D(2025, 9, 1)


@pytest.fixture
def application(applicant_cluster, applicant):
    organisation = applicant_cluster.operations.get().organisation
    return ApplicationFactory(
        cluster=applicant_cluster, organisation=organisation, state="in_review", created_by=applicant
    )


def afresh(application):
    return Application.objects.select_related("cluster", "organisation").get(pk=application.pk)


def test_letters_go_to_the_organisation_of_their_day(application, applicant_cluster, office):
    new = OrganisationFactory(name="Stiftung Niederwald")
    set_operator(applicant_cluster, organisation=new, starts_on=CHANGE, actor=office, day=DAY)
    eve = CHANGE - datetime.timedelta(days=1)
    assert legal_name(afresh(application), eve) == application.organisation.name
    assert legal_name(afresh(application), CHANGE) == "Stiftung Niederwald"
    assert address(afresh(application), CHANGE)[0] == "Stiftung Niederwald"


def test_conflicts_follow_the_new_operator(application, applicant_cluster, board1, office):
    new = OrganisationFactory(name="Stiftung Niederwald")
    FunctionFactory(user=board1, organisation=new, kind=Function.Kind.BOARD)
    assert not has_function_conflict(board1, application, DAY)
    set_operator(applicant_cluster, organisation=new, starts_on=DAY, actor=office, day=DAY)
    assert has_function_conflict(board1, application, DAY)


@pytest.mark.parametrize(
    ("state", "blocks"),
    [("draft", False), ("submitted", True), ("recommended", True), ("decided", False), ("withdrawn", False)],
)
def test_an_open_application_stands_in_the_way_of_a_merger(application, member_cluster, state, blocks):
    MembershipFactory(cluster=application.cluster)
    Application.objects.filter(pk=application.pk).update(state=state)
    refused = merger_refusal(
        absorbed=application.cluster, continuing=member_cluster, last_day=DAY + datetime.timedelta(days=9), day=DAY
    )
    assert bool(refused) is blocks
    assert not refused or ("Antrag offen" in refused and application.number not in refused)
