"""What the office fills in for its acts on a case."""

from .assignment import AssignForm, UnassignForm, open_assignments
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
    "PaperForm",
    "ReturnForm",
    "UnassignForm",
    "open_assignments",
]
