"""The result as the ministry reads it: live until the decision, frozen from then on."""

from django.utils.translation import get_language

from .. import scoring
from ..result import frozen_result, groups_of, reviews_of, scores_of, spec_of

SPREAD_WORTH_A_LOOK = 1
"""Points further apart than this on one criterion are shown to the ministry as disagreement [D]."""


def result_view(application, decision, day):
    """Explanation, totals by group, and the criteria on which the reviewers disagree."""
    language = get_language()
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
            }
            for group in frozen["groups"]
        ],
        "points": frozen[f"points_{language}"],
        "disagreements": disagreements_of(application, day),
    }


def disagreements_of(application, day):
    """Lowest, highest and mean points of the criteria with a wide spread; no names."""
    language = get_language()
    spec = spec_of(application.catalogue)
    scores = [scores_of(review) for review in reviews_of(application, day)]
    wide = set(scoring.disagreement(spec, scores, SPREAD_WORTH_A_LOOK))
    criteria = {
        criterion.code: criterion for group in groups_of(application.catalogue) for criterion in group.criteria.all()
    }
    return [
        {
            "criterion": criteria[found.code],
            "lowest": found.lowest,
            "highest": found.highest,
            "mean": scoring.show_points(found.mean, language),
            "maximum": criteria[found.code].max_points,
        }
        for found in scoring.spreads(spec, scores)
        if found.code in wide
    ]
