"""From the reviews in the database to a result of the rule module, and to what a decision freezes."""

from fractions import Fraction

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from . import scoring
from .models import (
    Application,
    ConflictDeclaration,
    CriterionGroup,
    Recommendation,
    Review,
    ReviewAssignment,
    Score,
    Vote,
)
from .permissions import function_conflict


def groups_of(catalogue):
    """The groups of a catalogue with their criteria, read once per object: two queries, then none."""
    if not hasattr(catalogue, "_groups"):
        groups = CriterionGroup.objects.filter(catalogue=catalogue).prefetch_related("criteria")
        catalogue._groups = list(groups)
    return catalogue._groups


def spec_of(catalogue):
    """The catalogue version as the rule module needs it."""
    groups = groups_of(catalogue)
    return scoring.CatalogueSpec(
        criteria=tuple(
            scoring.CriterionSpec(criterion.code, group.code, criterion.max_points, criterion.min_points)
            for group in groups
            for criterion in group.criteria.all()
        ),
        groups=tuple(scoring.GroupSpec(group.code, group.name_de, group.name_en) for group in groups),
        threshold=(catalogue.threshold_numerator, catalogue.threshold_denominator),
        rule=scoring.Rule(catalogue.rule),
    )


def counting_reviews(day):
    """The reviews that count anywhere: submitted, by a reviewer still asked for it, without abstention or conflict."""
    own = {"application": OuterRef("application"), "user": OuterRef("reviewer")}
    assigned = ReviewAssignment.objects.filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer"), ended_at=None
    )
    declared = ConflictDeclaration.objects.filter(value=ConflictDeclaration.Value.DECLARED, **own)
    locked_out = Application.objects.filter(
        function_conflict(OuterRef(OuterRef("reviewer")), day), pk=OuterRef("application")
    )
    return Review.objects.filter(
        Exists(assigned), ~Exists(declared), ~Exists(locked_out), submitted_at__isnull=False, abstained=False
    )


def reviews_of(application, day=None):
    """The counting reviews of one application with reviewer, scores and criteria at hand (two queries)."""
    return (
        counting_reviews(day or timezone.localdate())
        .filter(application=application)
        .select_related("reviewer")
        .prefetch_related(Prefetch("scores", Score.objects.select_related("criterion")))
    )


def scores_of(review):
    """One review's points by criterion code; not scored is None."""
    return {score.criterion.code: score.points for score in review.scores.all()}


def result_of(application, day=None):
    """What the counting reviews of an application amount to, today or on `day` (conflicts are dated)."""
    return scoring.evaluate(spec_of(application.catalogue), [scores_of(one) for one in reviews_of(application, day)])


def frozen_result(application, day=None):
    """The result as plain JSON values, both languages: what a decision freezes and the decision paper prints.

    `points`, `needed` and the figures in `groups` and `criteria` are exact: [numerator, denominator]. `persons` holds
    ids only, so that erasing a person does not have to touch a decision. `criteria` is for the file, never for the
    applicant: with one reviewer it would be single scores.
    """
    reviews = list(reviews_of(application, day))
    catalogue = application.catalogue
    spec = spec_of(catalogue)
    result = scoring.evaluate(spec, [scores_of(review) for review in reviews])
    names = {group.code: group for group in spec.groups}
    return {
        "complete": result.complete,
        "passed": result.passed,
        "points": _pair(result.points),
        "maximum": result.maximum,
        "needed": _pair(result.needed),
        "rule": result.rule.value,
        "threshold": list(spec.threshold),
        "catalogue": catalogue.version,
        "is_sample": catalogue.is_sample,
        "counted": {"met": result.counted.met, "total": result.counted.total},
        "missing": list(result.missing),
        "reviews": len(reviews),
        "groups": [
            {
                "code": group.code,
                "name_de": names[group.code].name_de,
                "name_en": names[group.code].name_en,
                "points": _pair(group.points),
                "points_de": scoring.show_exact(group.points_display, "de"),
                "points_en": scoring.show_exact(group.points_display, "en"),
                "maximum": group.maximum,
                "needed": _pair(group.needed),
                "passed": group.passed,
            }
            for group in result.groups
        ],
        "criteria": [
            {"code": one.code, "points": _pair(one.points), "maximum": one.maximum, "met": one.met}
            for one in result.criteria
        ],
        "points_de": scoring.show_exact(result.points_display, "de"),
        "points_en": scoring.show_exact(result.points_display, "en"),
        "explanation_de": scoring.explain(result, "de"),
        "explanation_en": scoring.explain(result, "en"),
        "persons": _persons(application, reviews),
    }


def _persons(application, reviews):
    """Who took part, by id: reviewers whose points count, voters and the chair of this round."""
    votes = Vote.objects.filter(application=application, round=application.round)
    recommendation = Recommendation.objects.filter(application=application, round=application.round).first()
    return {
        "reviewers": sorted(review.reviewer_id for review in reviews),
        "voters": sorted(votes.values_list("member_id", flat=True)),
        "recommended_by": recommendation and recommendation.recorded_by_id,
    }


def _pair(number: Fraction | None):
    """An exact number as JSON holds it."""
    return None if number is None else [number.numerator, number.denominator]
