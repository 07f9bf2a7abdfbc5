"""The PDFs of the procedure. Figures and words come from what was frozen.

Each function returns the bytes of a tagged PDF; nothing is stored here.
"""

from .certificate import certificate
from .letter import decision_letter, letter_text
from .minutes import interview_minutes
from .paper import Paper, decision_paper

__all__ = ["Paper", "certificate", "decision_letter", "decision_paper", "interview_minutes", "letter_text"]
