"""The cast: the same people in every test. Nobody holds more than the role says.

board2 chairs the board; board3 sits on the board of the member cluster's association; manager runs the member cluster,
applicant a cluster that is no member yet, outsider has an account and nothing else.
"""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from admissions.tests.factories import BoardAppointmentFactory
from clusters.models import Function
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory, OperationFactory


def with_second_factor(user):
    """The person has set up a second factor; without one the portal leads office, board and ministry to set it up."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return user


def _granted(email, name, role):
    user = UserFactory(email=email, name=name, is_staff=True)
    RoleGrantFactory(user=user, role=role)
    return with_second_factor(user)


def _appointed(email, name, **appointment):
    user = UserFactory(email=email, name=name)
    BoardAppointmentFactory(user=user, **appointment)
    return with_second_factor(user)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def office(db):
    return _granted("office@portal.test", "Olga Office", RoleGrant.Role.OFFICE)


@pytest.fixture
def ministry(db):
    return _granted("ministry@portal.test", "Mina Ministerium", RoleGrant.Role.MINISTRY)


@pytest.fixture
def administrator(db):
    return _granted("administrator@portal.test", "Adam Admin", RoleGrant.Role.ADMINISTRATOR)


@pytest.fixture
def board1(db):
    return _appointed("board1@portal.test", "Berta Beirat")


@pytest.fixture
def board2(db):
    return _appointed("board2@portal.test", "Bruno Beirat", is_chair=True)


@pytest.fixture
def board3(db, member_cluster):
    user = _appointed("board3@portal.test", "Beate Beirat")
    organisation = member_cluster.operations.get().organisation
    FunctionFactory(user=user, organisation=organisation, kind=Function.Kind.BOARD)
    return user


@pytest.fixture
def member_cluster(db):
    """A public member since 1 March 2021."""
    cluster = ClusterFactory(name="Wasserkraft Oberland", slug="wasserkraft-oberland", profile_released=True)
    OperationFactory(cluster=cluster)
    MembershipFactory(cluster=cluster, starts_on=datetime.date(2021, 3, 1))
    return cluster


@pytest.fixture
def manager(db, member_cluster):
    user = UserFactory(email="manager@portal.test", name="Mara Management")
    FunctionFactory(user=user, cluster=member_cluster)
    return user


@pytest.fixture
def applicant_cluster(db):
    """A cluster that is no member: unpublished."""
    cluster = ClusterFactory(name="Leichtbau Niederwald", slug="leichtbau-niederwald")
    OperationFactory(cluster=cluster)
    return cluster


@pytest.fixture
def applicant(db, applicant_cluster):
    user = UserFactory(email="applicant@portal.test", name="Anton Antrag")
    FunctionFactory(user=user, cluster=applicant_cluster)
    return user


@pytest.fixture
def outsider(db):
    return UserFactory(email="outsider@portal.test", name="Otto Ohnerolle")
