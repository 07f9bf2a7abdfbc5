"""Whom the ladder reminds of a review, and who drops out."""

import datetime

import pytest
from django.utils import timezone

from admissions.models import Application, ConflictDeclaration, ReviewAssignment
from admissions.reminders_review import ReviewSource
from admissions.tests.board import assign
from admissions.tests.factories import submitted_review
from clusters.tests.factories import FunctionFactory
from notifications.sources import Due, Recipient, Source

pytestmark = pytest.mark.django_db
source = ReviewSource()


@pytest.fixture
def assignment(application, board1, office, today):
    assignment = assign(application, board1, office)
    assignment.due_on = today + datetime.timedelta(days=7)
    assignment.save()
    return assignment


def key_of(assignment):
    return f"{assignment.application.number}/{assignment.pk}"


def test_an_open_assignment_is_due(assignment, board1, today):
    key = key_of(assignment)
    assert isinstance(source, Source)
    assert source.due(today) == [Due(key, assignment.due_on)]
    assert source.due_on(key) == assignment.due_on
    assert source.still_stands(key, today) is True
    assert source.recipients(key) == [Recipient.of(board1)]
    context = source.context(key, "de")
    assert context["number"] == assignment.application.number
    assert context["link"] == f"/review/{assignment.application.number}/"


def test_each_reviewer_has_a_deadline_of_the_own(assignment, board2, office, today):
    other = assign(assignment.application, board2, office)
    assert [due.subject_key for due in source.due(today)] == [key_of(assignment), key_of(other)]
    assert source.recipients(key_of(other)) == [Recipient.of(board2)]


def _submit(assignment):
    submitted_review(assignment.application, assignment.reviewer, 5)


def _end(assignment):
    ReviewAssignment.objects.update(ended_at=timezone.now())


def _declare(assignment):
    ConflictDeclaration.objects.update(value="declared")


def _found_function(assignment):
    FunctionFactory(user=assignment.reviewer, cluster=assignment.application.cluster)


def _move_on(assignment):
    Application.objects.update(state="recommended")


def _withdraw(assignment):
    Application.objects.update(state="withdrawn")


@pytest.mark.parametrize("event", [_submit, _end, _declare, _found_function, _move_on, _withdraw])
def test_who_is_not_reminded_any_more(assignment, today, event):
    event(assignment)
    key = key_of(assignment)
    assert list(source.due(today)) == []
    assert source.still_stands(key, today) is False
    assert source.due_on(key) is None
    assert source.recipients(key) == []


@pytest.mark.parametrize("key", ["", "A-2026-0001", "A-2026-0001/", "A-2026-0001/x", "A-2026-0001/999999"])
def test_a_key_of_nothing(key, today):
    assert source.still_stands(key, today) is False
    assert source.due_on(key) is None
    assert source.recipients(key) == []


def test_a_fixed_number_of_queries(assignment, board2, office, today, django_assert_max_num_queries):
    with django_assert_max_num_queries(5) as one:
        source.due(today)
    assign(assignment.application, board2, office)
    with django_assert_max_num_queries(5) as two:
        source.due(today)
    assert len(one) == len(two)
