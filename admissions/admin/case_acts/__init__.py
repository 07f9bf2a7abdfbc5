"""The acts on a case: each asks for what it needs and calls the one service that does it."""

from . import behalf, board, completeness, decision, expectation, interview, recorded
from .rights import CaseRights

CASE_ACTS = [
    *completeness.ACTS,
    *board.ACTS,
    *interview.ACTS,
    *recorded.ACTS,
    *decision.ACTS,
    *expectation.ACTS,
    *behalf.ACTS,
]

__all__ = ["CASE_ACTS", "CaseRights"]
