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
from .review import (
    BoardAppointment,
    ConflictDeclaration,
    Contribution,
    GroupComment,
    Interview,
    Review,
    ReviewAssignment,
    ReviewVersion,
    Score,
)
from .voting import AgendaItem, Attendance, Ballot, Recommendation, Sitting, Vote

__all__ = [
    "AgendaItem",
    "Answer",
    "Application",
    "Attendance",
    "Ballot",
    "BoardAppointment",
    "Commitment",
    "ConflictDeclaration",
    "Contribution",
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
    "Review",
    "ReviewAssignment",
    "ReviewVersion",
    "Score",
    "Sitting",
    "Submission",
    "Vote",
]
