"""The office's pages for the procedure: cases with their acts, catalogues, the board, texts of letters."""

from .applications import ApplicationAdmin
from .board import BoardAppointmentAdmin
from .catalogues import CriteriaCatalogueAdmin, CriterionGroupAdmin
from .letters import LetterTextAdmin
from .sittings import SittingAdmin

__all__ = [
    "ApplicationAdmin",
    "BoardAppointmentAdmin",
    "CriteriaCatalogueAdmin",
    "CriterionGroupAdmin",
    "LetterTextAdmin",
    "SittingAdmin",
]
