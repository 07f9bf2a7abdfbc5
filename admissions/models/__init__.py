"""From the application to the decision."""

from .application import (
    Answer,
    Application,
    CriterionCheck,
    Evidence,
    NumberCounter,
    Submission,
)
from .catalogue import CriteriaCatalogue, Criterion, CriterionGroup
from .decision import Commitment, Decision, DecisionPaper, LetterText
from .recorded import RecordedDecision
from .review import (
    BoardAppointment,
    ConflictDeclaration,
    GroupComment,
    Interview,
    Recommendation,
    Review,
    ReviewAssignment,
    Score,
    Sitting,
    Vote,
)

__all__ = [
    "Answer",
    "Application",
    "BoardAppointment",
    "Commitment",
    "ConflictDeclaration",
    "CriteriaCatalogue",
    "Criterion",
    "CriterionCheck",
    "CriterionGroup",
    "Decision",
    "DecisionPaper",
    "Evidence",
    "GroupComment",
    "Interview",
    "LetterText",
    "NumberCounter",
    "Recommendation",
    "RecordedDecision",
    "Review",
    "ReviewAssignment",
    "Score",
    "Sitting",
    "Submission",
    "Vote",
]
