"""What the office fills in for its acts on a case."""

from .assignment import AssignForm, UnassignForm, open_assignments
from .behalf import PaperApplicationForm, PaperSourceForm, WithdrawalForm
from .completeness import CheckForm, ConflictForm, ReturnForm
from .decision import CommitmentForm, PaperForm
from .expectation import ExpectationForm
from .interview import CancelForm, DateForm, InterviewForm, PlanForm

__all__ = [
    "AssignForm",
    "CancelForm",
    "CheckForm",
    "CommitmentForm",
    "ConflictForm",
    "DateForm",
    "ExpectationForm",
    "InterviewForm",
    "PaperApplicationForm",
    "PaperForm",
    "PaperSourceForm",
    "PlanForm",
    "ReturnForm",
    "UnassignForm",
    "WithdrawalForm",
    "open_assignments",
]
