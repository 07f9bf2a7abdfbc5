"""Labels and the silver duty on a day, derived from dated facts.

Pure: no query, no request, no clock. Sources as in docs/rules.md: [S] the programme's publications, [E] the label
secretariat, [D] our design.
"""

from .awards import (
    AwardFacts,
    AwardState,
    Form,
    Level,
    Proposal,
    award_state,
    best_level,
    explain_award,
    first_silver_due,
    form_for,
    is_valid_on,
    last_end,
    propose_dates,
)
from .benchmarking import (
    BenchmarkingState,
    BenchmarkingStatus,
    RunFacts,
    benchmarking_due,
    benchmarking_status,
    explain_benchmarking,
    last_run,
)
from .duty import DutyFacts, DutyReason, DutyState, DutyStatus, Succession, duty_state, duty_status, explain_duty
from .forecast import Forecast, Gap, explain_forecast, explain_gap, gaps, silver_forecast
from .outlook import Quarter, last_days, per_quarter, quarter_of, quarters_from
from .prices import CostLine, PriceFacts, Step, cost_lines, price_on, sums_by_payer

__all__ = [
    "AwardFacts",
    "AwardState",
    "BenchmarkingState",
    "BenchmarkingStatus",
    "CostLine",
    "DutyFacts",
    "DutyReason",
    "DutyState",
    "DutyStatus",
    "Forecast",
    "Form",
    "Gap",
    "Level",
    "PriceFacts",
    "Proposal",
    "Quarter",
    "RunFacts",
    "Step",
    "Succession",
    "award_state",
    "benchmarking_due",
    "benchmarking_status",
    "best_level",
    "cost_lines",
    "duty_state",
    "duty_status",
    "explain_award",
    "explain_benchmarking",
    "explain_duty",
    "explain_forecast",
    "explain_gap",
    "first_silver_due",
    "form_for",
    "gaps",
    "is_valid_on",
    "last_days",
    "last_end",
    "last_run",
    "per_quarter",
    "price_on",
    "propose_dates",
    "quarter_of",
    "quarters_from",
    "silver_forecast",
    "sums_by_payer",
]
