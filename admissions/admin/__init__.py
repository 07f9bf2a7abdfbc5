"""The office's pages for the procedure: cases with their acts, catalogues, the board, texts of letters."""

from .applications import ApplicationAdmin
from .board import BoardAppointmentAdmin, SittingAdmin
from .catalogues import CriteriaCatalogueAdmin, CriterionGroupAdmin
from .letters import LetterTextAdmin

__all__ = [
    "ApplicationAdmin",
    "BoardAppointmentAdmin",
    "CriteriaCatalogueAdmin",
    "CriterionGroupAdmin",
    "LetterTextAdmin",
    "SittingAdmin",
]
