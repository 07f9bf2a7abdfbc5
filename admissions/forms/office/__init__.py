"""What the office fills in for its acts on a case."""

from .announced import mail_sentence
from .assignment import AssignForm, DeadlineForm, ReassignForm, UnassignForm, open_assignments
from .completeness import CheckForm, ConflictForm, ExtendForm, ReturnForm
from .decision import CommitmentForm, PaperForm
from .interview import InterviewForm
from .recorded import ConfirmDecisionForm, RecordDecisionForm, RejectDecisionForm

__all__ = [
    "AssignForm",
    "CheckForm",
    "CommitmentForm",
    "ConfirmDecisionForm",
    "ConflictForm",
    "DeadlineForm",
    "ExtendForm",
    "InterviewForm",
    "PaperForm",
    "ReassignForm",
    "RecordDecisionForm",
    "RejectDecisionForm",
    "ReturnForm",
    "UnassignForm",
    "mail_sentence",
    "open_assignments",
]
