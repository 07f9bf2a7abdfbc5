"""Two thirds: the one module that says whether an application reaches the threshold, and explains it.

Pure: no query, no request, no clock. Sources as in docs/rules.md: [S] the programme's publications, [D] our design.
"""

from .advice import Advice, Gain, advise, spread_evenly
from .catalogue import (
    CatalogueSpec,
    CriterionSpec,
    GroupSpec,
    Rule,
    ScoreError,
    Scores,
    check_scores,
    check_spec,
    effective_minimum,
)
from .evaluation import (
    Counted,
    CriterionResult,
    GroupResult,
    Result,
    Spread,
    disagreement,
    evaluate,
    group_spreads,
    spreads,
)
from .words import answer, explain, show_exact, show_needed, show_percent, show_points

__all__ = [
    "Advice",
    "CatalogueSpec",
    "Counted",
    "CriterionResult",
    "CriterionSpec",
    "Gain",
    "GroupResult",
    "GroupSpec",
    "Result",
    "Rule",
    "ScoreError",
    "Scores",
    "Spread",
    "advise",
    "answer",
    "check_scores",
    "check_spec",
    "disagreement",
    "effective_minimum",
    "evaluate",
    "explain",
    "group_spreads",
    "show_exact",
    "show_needed",
    "show_percent",
    "show_points",
    "spread_evenly",
    "spreads",
]
