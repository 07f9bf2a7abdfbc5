"""What the office fills in for its acts on a case."""

from .assignment import AssignForm, UnassignForm, open_assignments
from .behalf import PaperApplicationForm, PaperSourceForm, WithdrawalForm
from .completeness import CheckForm, ConflictForm, ReturnForm
from .decision import CommitmentForm, PaperForm
from .expectation import ExpectationForm
from .interview import InterviewForm

__all__ = [
    "AssignForm",
    "CheckForm",
    "CommitmentForm",
    "ConflictForm",
    "ExpectationForm",
    "InterviewForm",
    "PaperApplicationForm",
    "PaperForm",
    "PaperSourceForm",
    "ReturnForm",
    "UnassignForm",
    "WithdrawalForm",
    "open_assignments",
]
