"""Which reviews count, and what is frozen."""

from fractions import Fraction

import pytest
from django.utils import timezone

from admissions import scoring
from admissions.models import ConflictDeclaration, Review, ReviewAssignment
from admissions.result import frozen_result, result_of, spec_of
from admissions.tests.board import assign, codes_of, new_file
from admissions.tests.factories import CatalogueFactory, submitted_review
from clusters.tests.factories import FunctionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(applicant, applicant_cluster):
    return new_file(applicant, applicant_cluster)


def test_the_spec_is_the_catalogue_in_two_queries(django_assert_num_queries):
    catalogue = CatalogueFactory(sizes=(2, 1), rule="count", threshold_numerator=3, threshold_denominator=4)
    with django_assert_num_queries(2):
        spec = spec_of(catalogue)
    with django_assert_num_queries(0):
        assert spec_of(catalogue) == spec
    assert [criterion.code for criterion in spec.criteria] == ["K11", "K12", "K21"]
    assert [criterion.group for criterion in spec.criteria] == ["1", "1", "2"]
    assert spec.threshold == (3, 4)
    assert spec.rule == scoring.Rule.COUNT
    assert spec.maximum == 9


def test_the_mean_of_the_reviews_that_count(application, board1, board2, office):
    for reviewer, points in ((board1, 12), (board2, 7)):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, points)
    result = result_of(application)
    assert result.points == Fraction(19, 2)
    assert result.passed is True


def _end_assignment(review):
    ReviewAssignment.objects.update(ended_at=timezone.now())


def _abstain(review):
    Review.objects.filter(pk=review.pk).update(abstained=True)


def _take_back(review):
    Review.objects.filter(pk=review.pk).update(submitted_at=None)


def _declare(review):
    ConflictDeclaration.objects.update(value="declared")


def _found_function(review):
    FunctionFactory(user=review.reviewer, organisation=review.application.organisation, kind="employee")


@pytest.mark.parametrize("event", [_end_assignment, _abstain, _take_back, _declare, _found_function])
def test_who_counts_nowhere(application, board1, office, event):
    assign(application, board1, office)
    review = submitted_review(application, board1, 12)
    assert result_of(application).points == 12
    event(review)
    result = result_of(application)
    assert result.points == 0
    assert result.passed is None
    assert result.missing == tuple(codes_of(application))


def test_what_is_frozen(application, board1, board2, office):
    for reviewer, points in ((board1, 8), (board2, 7)):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, points)
    frozen = frozen_result(application)
    assert frozen["points"] == [15, 2]
    assert frozen["maximum"] == 12
    assert frozen["needed"] == [8, 1]
    assert frozen["passed"] is False
    assert frozen["rule"] == "overall"
    assert frozen["threshold"] == [2, 3]
    assert frozen["catalogue"] == application.catalogue.version
    assert frozen["is_sample"] is True
    assert frozen["points_de"] == "7,5"
    assert frozen["points_en"] == "7.5"
    assert (
        frozen["groups"][2] | {"points": [3, 2], "points_de": "1,5", "maximum": 3, "needed": None}
        == frozen["groups"][2]
    )
    assert frozen["explanation_de"].startswith("7,5 von 12 Punkten, nötig sind 8.")
    assert frozen["persons"] == {
        "reviewers": sorted([board1.pk, board2.pk]),
        "voters": [],
        "recommended_by": None,
    }


def test_the_result_takes_a_fixed_number_of_queries(application, board1, board2, office, django_assert_num_queries):
    counts = []
    for reviewer in (board1, board2):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, 5)
        application.refresh_from_db()
        with django_assert_num_queries(6) as captured:
            result_of(application)
        counts.append(len(captured))
    assert counts == [6, 6]
