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
    first_silver_due,
    form_for,
    is_valid_on,
    last_end,
    propose_dates,
)
from .duty import DutyFacts, DutyReason, DutyState, DutyStatus, duty_state, duty_status, explain_duty

__all__ = [
    "AwardFacts",
    "AwardState",
    "DutyFacts",
    "DutyReason",
    "DutyState",
    "DutyStatus",
    "Form",
    "Level",
    "Proposal",
    "award_state",
    "best_level",
    "duty_state",
    "duty_status",
    "explain_duty",
    "first_silver_due",
    "form_for",
    "is_valid_on",
    "last_end",
    "propose_dates",
]
