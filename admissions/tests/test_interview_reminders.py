"""Reminders of the arranged talk: whom, when, in which words; a moved or called-off one."""

import datetime

import pytest
from django.utils import timezone

from admissions.interviews import open_plan
from admissions.reminders_interview import InterviewSource
from admissions.services import conflicts, interview_plans
from admissions.services.interview import record_interview
from admissions.tests.interviews import PLACE, agreed, at, in_review, on_site, propose
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from notifications.models import OutboxMessage
from notifications.services.reminders import run
from notifications.sources import OnlySources
from records.visibility import closed_keys

pytestmark = pytest.mark.django_db

SOURCE = InterviewSource()


@pytest.fixture
def application(applicant, office):
    return in_review(applicant, office)


@pytest.fixture
def plan(application, applicant, office, board1):
    return agreed(application, office, applicant, board1, office)


def key_of(today):
    (due,) = SOURCE.due(today)
    return due.subject_key


def remind(days):
    """What goes out when the reminders run so many days ahead."""
    day = at(days).date()
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    with OnlySources(SOURCE):
        run(day, today=day)
    return OutboxMessage.objects.exclude(pk__in=before)


def test_proposed_dates_are_no_deadline(application, office, today):
    propose(application, office)
    assert SOURCE.due(today) == []


def test_the_agreed_day_is_due(plan, application, today):
    (due,) = SOURCE.due(today)
    assert due.due_on == at(10).date()
    assert due.subject_key.startswith(f"{application.number}/")
    assert SOURCE.due_on(due.subject_key) == at(10).date()


def test_everybody_invited_is_reminded_with_the_own_page(plan, application, applicant, office, board1):
    board1.language = "en"
    board1.save()
    assert not remind(6)
    mails = {mail.to_user: mail for mail in remind(7)}
    assert set(mails) == {applicant, board1, office}
    assert f"/apply/{application.number}/interview/" in mails[applicant].body
    assert PLACE in mails[applicant].body
    assert f"/en/review/{application.number}/" in mails[board1].body
    assert f"/admin/admissions/application/{application.pk}/" in mails[office].body
    assert board1.name not in mails[applicant].body
    assert not remind(8)


def test_moved_to_another_day_it_starts_anew(plan, application, office):
    assert len(remind(7)) == 3
    interview_plans.set_date(application, on_site(20), reason="Krankheit", actor=office, now=timezone.now())
    assert not remind(16)
    assert len(remind(17)) == 3


def test_moved_within_the_day_nobody_is_reminded_twice(plan, application, office):
    assert len(remind(7)) == 3
    interview_plans.set_date(application, on_site(10, 15), reason="Krankheit", actor=office, now=timezone.now())
    assert not remind(8)


@pytest.mark.parametrize("how", ["cancelled", "held", "moved", "withdrawn"])
def test_what_no_longer_stands(how, plan, application, applicant, office, today):
    key = key_of(today)
    assert SOURCE.still_stands(key, at(10).date())
    assert not SOURCE.still_stands(key, at(11).date())
    now = timezone.now()
    if how == "cancelled":
        interview_plans.cancel(application, reason="Krankheit", actor=office, now=now)
    elif how == "moved":
        interview_plans.set_date(application, on_site(11), reason="Krankheit", actor=office, now=now)
    elif how == "held":
        day = plan.chosen.day
        record_interview(
            application, held_on=day, place="", participants="Alle", minutes="Verlauf", actor=office, day=day
        )
    else:
        type(application).objects.update(state="withdrawn")
    assert not SOURCE.still_stands(key, today)
    assert SOURCE.due_on(key) is None
    assert SOURCE.recipients(key) == []


def test_nobody_under_conflict_is_reminded(plan, application, applicant, office, board1, today):
    key = key_of(today)
    conflicts.declare(application, board1, "declared", "", today)
    assert {one.user for one in SOURCE.recipients(key)} == {applicant, office}
    FunctionFactory(user=office, organisation=application.organisation, kind=Function.Kind.BOARD)
    assert {one.user for one in SOURCE.recipients(key)} == {applicant}


def test_entries_are_closed_to_whoever_has_a_conflict(plan, application, office, board1, today):
    key = key_of(today)
    assert closed_keys("interview", [key], office, today) == set()
    FunctionFactory(user=office, organisation=application.organisation, kind=Function.Kind.BOARD)
    assert closed_keys("interview", [key], office, today) == {key}


def test_a_key_of_another_source_finds_nothing(plan, application, today):
    for key in ("", application.number, f"{application.number}/x", "A-1999-0001/1-2026-01-01"):
        assert SOURCE.due_on(key) is None
    assert open_plan(application).chosen.day == today + datetime.timedelta(days=10)
