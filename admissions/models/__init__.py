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
    Contribution,
    GroupComment,
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
    "Collaboration",
    "Commitment",
    "ConflictDeclaration",
    "Contribution",
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
    "ReviewVersion",
    "Score",
    "Sitting",
    "Submission",
    "Vote",
]
