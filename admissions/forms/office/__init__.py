"""What the office fills in for its acts on a case."""

from .assignment import AssignForm, UnassignForm, open_assignments
from .completeness import CheckForm, ConflictForm, ReturnForm
from .decision import CommitmentForm, PaperForm
from .interview import CancelForm, DateForm, InterviewForm, PlanForm

__all__ = [
    "AssignForm",
    "CancelForm",
    "CheckForm",
    "CommitmentForm",
    "ConflictForm",
    "DateForm",
    "InterviewForm",
    "PaperForm",
    "PlanForm",
    "ReturnForm",
    "UnassignForm",
    "open_assignments",
]
