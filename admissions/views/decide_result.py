"""The result as the ministry reads it: live until the decision, frozen from then on."""

from django.utils.translation import get_language

from programme.models import ProgrammeSettings

from .. import scoring
from ..result import frozen_result, groups_of, reviews_of, scores_of, spec_of


def result_view(application, decision, day):
    """Explanation, totals by group, and the criteria on which the reviewers disagree."""
    language = get_language()
    spec = spec_of(application.catalogue)
    scores = [scores_of(review) for review in reviews_of(application, day)]
    spread = {one.code: one for one in scoring.group_spreads(spec, scores)}
    frozen = decision.result if decision else frozen_result(application, day)
    return {
        "result": frozen,
        "explanation": frozen[f"explanation_{language}"],
        "groups": [
            {
                "code": group["code"],
                "name": group[f"name_{language}"] or group["name_de"],
                "points": group[f"points_{language}"],
                "maximum": group["maximum"],
                "spread": spread_in_words(spread.get(group["code"]), language),
            }
            for group in frozen["groups"]
        ],
        "points": frozen[f"points_{language}"],
        "disagreements": disagreements_of(application, spec, scores),
    }


def spread_in_words(spread, language):
    """Range, mean and median as they are shown; None when nobody or only one scored."""
    if spread is None or spread.given < 2:
        return None
    return {
        "lowest": spread.lowest,
        "highest": spread.highest,
        "mean": scoring.show_points(spread.mean, language),
        "median": scoring.show_points(spread.median, language),
    }


def disagreements_of(application, spec, scores):
    """Lowest, highest, mean and median points of the criteria on which the reviews lie apart; no names."""
    language = get_language()
    wide = set(scoring.disagreement(spec, scores, ProgrammeSettings.load().disagreement_points))
    criteria = {
        criterion.code: criterion for group in groups_of(application.catalogue) for criterion in group.criteria.all()
    }
    return [
        {
            "criterion": criteria[found.code],
            **spread_in_words(found, language),
            "maximum": criteria[found.code].max_points,
        }
        for found in scoring.spreads(spec, scores)
        if found.code in wide
    ]
