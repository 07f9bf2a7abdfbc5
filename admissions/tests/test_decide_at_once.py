"""The same button pressed twice at the same moment: one act, one refusal. With real threads and connections."""

import threading

import pytest
from django.db import connection

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from admissions.models import Application, Decision, Recommendation, Review, Vote
from admissions.services import decisions, reviews, votes
from admissions.tests.board import (
    BoardAppointmentFactory,
    assign,
    close_ballot,
    content,
    declare_none,
    interviewed,
    new_file,
    open_ballot,
    recommended,
)
from admissions.tests.factories import submitted_review
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together. Returns their results, a refusal in place of a result."""
    start = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(index, act):
        try:
            start.wait(timeout=10)
            results[index] = act()
        except ActRefused as refused:
            results[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert None not in results
    return results


def refusals(results):
    return [result for result in results if isinstance(result, ActRefused)]


def test_two_people_of_the_ministry_decide_at_once(
    applicant, applicant_cluster, board1, board2, office, ministry, today
):
    other = UserFactory()
    RoleGrantFactory(user=other, role=RoleGrant.Role.MINISTRY)
    application = new_file(applicant, applicant_cluster)
    assign(application, board1, office)
    submitted_review(application, board1, 12)
    recommended(application, board2, today)
    declare_none(application, ministry, other)

    def decide(person, outcome):
        return lambda: decisions.decide(
            Application.objects.get(),
            actor=person,
            day=today,
            outcome=outcome,
            reason="Begründung.",
            decided_on=today,
            starts_on=today,
        )

    results = at_once(decide(ministry, "admitted"), decide(other, "deferred"))
    assert len(refusals(results)) == 1
    decision = Decision.objects.get()
    assert decision in results
    application.refresh_from_db()
    expected = ("decided", 1) if decision.outcome == "admitted" else ("in_review", 2)
    assert (application.state, application.round) == expected
    assert AuditEntry.objects.filter(verb__in=["decide", "defer"]).count() == 1


def test_two_chairs_close_the_vote_at_once(applicant, applicant_cluster, board1, board2, office, today):
    chair = BoardAppointmentFactory(user=UserFactory(), is_chair=True).user
    application = new_file(applicant, applicant_cluster)
    for reviewer in (board1, board2):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, 12)
    declare_none(application, chair)
    interviewed(application, office, today)
    open_ballot(application, chair)
    for member in (board1, board2):
        votes.cast(application, actor=member, value="yes", day=today)
    close_ballot(application, chair)
    results = at_once(
        *(
            lambda person=person: votes.recommend(Application.objects.get(), actor=person, day=today, text="Gut.")
            for person in (board2, chair)
        )
    )
    assert len(refusals(results)) == 1
    assert Recommendation.objects.count() == 1
    assert AuditEntry.objects.filter(verb="recommend").count() == 1


def test_one_review_handed_in_from_two_windows(applicant, applicant_cluster, board1, office, today):
    application = new_file(applicant, applicant_cluster)
    assign(application, board1, office)
    results = at_once(
        *(
            lambda points=points: reviews.submit(
                Application.objects.get(), content(application, points), actor=board1, day=today
            )
            for points in (1, 3)
        )
    )
    assert len(refusals(results)) == 1
    review = Review.objects.get()
    assert len(set(review.scores.values_list("points", flat=True))) == 1
    assert AuditEntry.objects.filter(verb="submit_review").count() == 1


def test_one_vote_cast_from_two_windows(applicant, applicant_cluster, board1, office, today):
    application = new_file(applicant, applicant_cluster)
    assign(application, board1, office)
    submitted_review(application, board1, 12)
    interviewed(application, office, today)
    open_ballot(application, board1)
    results = at_once(
        *(
            lambda value=value: votes.cast(Application.objects.get(), actor=board1, value=value, day=today)
            for value in ("yes", "no")
        )
    )
    assert refusals(results) == []
    assert Vote.objects.count() == 1
