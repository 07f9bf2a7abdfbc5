"""From the application to the decision."""

from .application import (
    Answer,
    Application,
    CriterionCheck,
    Evidence,
    NumberCounter,
    Submission,
)
from .catalogue import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup
from .collaboration import Collaboration, PaperEntry
from .decision import Commitment, Decision, DecisionPaper, LetterText
from .interview import Interview, InterviewDate, InterviewParticipant, InterviewPlan
from .recorded import RecordedDecision
from .review import (
    BoardAppointment,
    ConflictDeclaration,
    GroupComment,
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
    "Collaboration",
    "Commitment",
    "ConflictDeclaration",
    "CriteriaCatalogue",
    "Criterion",
    "CriterionCheck",
    "CriterionFigure",
    "CriterionGroup",
    "Decision",
    "DecisionPaper",
    "Evidence",
    "GroupComment",
    "Interview",
    "InterviewDate",
    "InterviewParticipant",
    "InterviewPlan",
    "LetterText",
    "NumberCounter",
    "PaperEntry",
    "Recommendation",
    "RecordedDecision",
    "Review",
    "ReviewAssignment",
    "Score",
    "Sitting",
    "Submission",
    "Vote",
]
