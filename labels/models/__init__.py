"""Labels, benchmarking, what they cost, and the duty to reach silver."""

from .awards import LabelAward, Level, OtherCertificate, ValidityTerm
from .benchmarking import Benchmarking, LabelPrice, Payer
from .duties import DutyChange, DutyProposal, SilverDuty
from .submissions import LabelSubmission
from .succession import SuccessionItem, SuccessionProposal

__all__ = [
    "Benchmarking",
    "DutyChange",
    "DutyProposal",
    "LabelAward",
    "LabelPrice",
    "LabelSubmission",
    "Level",
    "OtherCertificate",
    "Payer",
    "SilverDuty",
    "SuccessionItem",
    "SuccessionProposal",
    "ValidityTerm",
]
