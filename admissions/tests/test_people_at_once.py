"""Two clicks at the same moment: an invitation is answered once, and a cluster is not left alone."""

import threading

import pytest
from django.db import connection

from accounts.tests.factories import UserFactory
from admissions.models import Collaboration
from admissions.services.collaboration import accept_invitation, invite_colleague
from clusters import permissions, services
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from records.errors import ActRefused

from .apply_cases import *  # noqa: F403

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs the acts in threads of their own, all let go together; how many were refused."""
    barrier, refused, broken = threading.Barrier(len(acts)), [], []

    def run(act):
        try:
            barrier.wait()
            act()
        except ActRefused as refusal:
            refused.append(refusal.message)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(refused)


def test_two_people_with_one_link(draft, applicant, outsider, today):
    invitation = invite_colleague(draft, "neu@portal.test", "submit", actor=applicant, day=today)
    second = UserFactory(email="zweite@portal.test")
    refused = at_once(
        *(
            lambda user=user: accept_invitation(invitation, user=user, address_confirmed=True, day=today)
            for user in (outsider, second)
        )
    )
    assert refused == 1
    assert Collaboration.objects.get().accepted_by in (outsider, second)


def test_the_last_two_speakers_leave_together(draft, applicant, outsider, today):
    FunctionFactory(user=outsider, cluster=draft.cluster, kind=Function.Kind.DEPUTY)
    functions = [Function.objects.get(user=user) for user in (applicant, outsider)]
    refused = at_once(
        *(lambda one=one: services.end_function(one, ends_on=today, actor=one.user, day=today) for one in functions)
    )
    assert refused == 1
    assert Function.objects.filter(cluster=draft.cluster, ends_on=None).count() == 1
    assert permissions.speakers_for(draft.cluster, today).count() == 2
