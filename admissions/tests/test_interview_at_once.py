"""Two people answer at the same moment: exactly one answer counts, and everybody is told once."""

import pytest
from django.utils import timezone

from admissions.interviews import open_plan
from admissions.services import interview_plans
from admissions.tests.interviews import in_review, propose
from clusters.tests.factories import FunctionFactory
from goclusterportal.tests.test_at_once import twice
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_pick_two_dates(applicant, office, board1):
    application = in_review(applicant, office)
    FunctionFactory(cluster=application.cluster)
    propose(application, office, board1)
    waiting = [date.pk for date in open_plan(application).offered]
    now = timezone.now()
    results = twice(lambda: interview_plans.pick(application, waiting.pop(), actor=applicant, now=now))
    assert sum(isinstance(result, ActRefused) for result in results) == 1
    plan = open_plan(application)
    assert plan.is_fixed
    assert plan.dates.filter(chosen_at__isnull=False).count() == 1
    assert AuditEntry.objects.filter(verb="pick_interview").count() == 1
    assert OutboxMessage.objects.filter(kind="interview-fixed", to_user=board1).count() == 1


def test_one_picks_while_another_says_none_fits(applicant, office):
    application = in_review(applicant, office)
    propose(application, office)
    date, now = open_plan(application).offered[0], timezone.now()
    acts = [
        lambda: interview_plans.pick(application, date.pk, actor=applicant, now=now),
        lambda: interview_plans.refuse_dates(application, "Nie.", actor=applicant, now=now),
    ]
    twice(lambda: acts.pop()())
    plan = open_plan(application)
    assert plan.state in ("fixed", "none_fits")
    assert (plan.chosen is not None) == plan.is_fixed


def test_it_is_picked_while_the_office_proposes_anew(applicant, office):
    application = in_review(applicant, office)
    propose(application, office)
    date, now = open_plan(application).offered[0], timezone.now()
    acts = [
        lambda: interview_plans.pick(application, date.pk, actor=applicant, now=now),
        lambda: propose(application, office),
    ]
    results = twice(lambda: acts.pop()())
    assert sum(isinstance(result, ActRefused) for result in results) == 1
    plan = open_plan(application)
    assert (plan.chosen == date) if plan.is_fixed else len(plan.offered) == 2
