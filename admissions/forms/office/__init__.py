"""What the office fills in for its acts on a case."""

from programme.announced import mail_sentence

from .assignment import AssignForm, DeadlineForm, ReassignForm, UnassignForm, open_assignments
from .behalf import PaperApplicationForm, PaperSourceForm, WithdrawalForm
from .completeness import CheckForm, ConflictForm, ExtendForm, ReturnForm
from .decision import CommitmentForm, PaperForm
from .expectation import ExpectationForm
from .interview import CancelForm, DateForm, InterviewForm, PlanForm
from .recorded import ConfirmDecisionForm, RecordDecisionForm, RejectDecisionForm

__all__ = [
    "AssignForm",
    "CancelForm",
    "CheckForm",
    "CommitmentForm",
    "ConfirmDecisionForm",
    "ConflictForm",
    "DateForm",
    "DeadlineForm",
    "ExpectationForm",
    "ExtendForm",
    "InterviewForm",
    "PaperApplicationForm",
    "PaperForm",
    "PaperSourceForm",
    "PlanForm",
    "ReassignForm",
    "RecordDecisionForm",
    "RejectDecisionForm",
    "ReturnForm",
    "UnassignForm",
    "WithdrawalForm",
    "mail_sentence",
    "open_assignments",
]
