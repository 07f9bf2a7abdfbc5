"""The board's part of invented applications: assignments, reviews, interview, votes, recommendation."""

import datetime

from django.utils import timezone

from admissions.models import (
    Ballot,
    ConflictDeclaration,
    Interview,
    Recommendation,
    Review,
    ReviewAssignment,
    Score,
    Vote,
)
from admissions.result import groups_of
from admissions.workflow import Act, State


def _at(day, hour=12):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def add_reviews(cases, rng, staff):
    """Two assigned reviewers each. While the review runs, the first one has handed in and the other has a draft."""
    declared, assignments, reviews, scores = [], [], [], []
    for case in cases:
        day = case.day_of(Act.START_REVIEW)
        if not day:
            continue
        # Two thirds of the applications are good enough.
        case.is_good = rng.random() < 0.67
        for place, reviewer in enumerate(staff.board):
            both = {"application": case.application, "reviewer": reviewer}
            declared.append(
                ConflictDeclaration(
                    application=case.application,
                    user=reviewer,
                    value=ConflictDeclaration.Value.NONE,
                    declared_at=_at(day),
                )
            )
            assignments.append(
                ReviewAssignment(
                    due_on=day + datetime.timedelta(days=21),
                    assigned_by=staff.office,
                    assigned_at=_at(day),
                    **both,
                )
            )
            done = case.state != State.IN_REVIEW or place == 0
            handed_in = _at(day, 15) if done else None
            review = Review(summary="Erfundenes Gutachten.", saved_at=_at(day, 14), submitted_at=handed_in, **both)
            reviews.append(review)
            for group in groups_of(case.application.catalogue):
                for criterion in group.criteria.all():
                    points = _points(criterion.max_points, case.is_good, rng)
                    scores.append(Score(review=review, criterion=criterion, points=points))
    ConflictDeclaration.objects.bulk_create(declared)
    ReviewAssignment.objects.bulk_create(assignments)
    Review.objects.bulk_create(reviews)
    Score.objects.bulk_create(scores)
    return len(reviews)


def _points(maximum, is_good, rng):
    """About five sixths of the maximum for a good application, about half for another."""
    return max(rng.randint(0, maximum) for _throw in range(4 if is_good else 1))


def add_interviews(cases, staff):
    """The talk with the cluster management."""
    Interview.objects.bulk_create(
        Interview(
            application=case.application,
            held_on=day,
            place="Videogespräch",
            participants="Clustermanagement, Programmbüro",
            minutes="Erfundenes Protokoll.",
            recorded_by=staff.office,
            recorded_at=_at(day),
        )
        for case in cases
        if (day := case.day_of(Act.HOLD_INTERVIEW))
    )


def add_recommendations(cases, rng, staff):
    """The votes of the round and the board's advice."""
    votes, advice, ballots = [], [], []
    for case in cases:
        day = case.day_of(Act.RECOMMEND)
        if not day:
            continue
        value = Vote.Value.YES if case.is_good else Vote.Value.NO
        votes += [
            Vote(application=case.application, round=1, member=member, value=value, voted_at=_at(day))
            for member in staff.board
        ]
        ballots.append(
            Ballot(
                application=case.application,
                round=1,
                opened_by=staff.board[0],
                opened_at=_at(day, 11),
                closed_by=staff.board[0],
                closed_at=_at(day, 13),
            )
        )
        entitled = len(staff.board)
        advice.append(
            Recommendation(
                application=case.application,
                round=1,
                value=Recommendation.Value.ADMIT if case.is_good else Recommendation.Value.REFUSE,
                text="Erfundene Begründung.",
                yes=entitled if case.is_good else 0,
                no=0 if case.is_good else entitled,
                abstain=0,
                entitled=entitled,
                made_on=day,
                recorded_by=staff.board[0],
            )
        )
    Ballot.objects.bulk_create(ballots)
    Vote.objects.bulk_create(votes)
    Recommendation.objects.bulk_create(advice)
