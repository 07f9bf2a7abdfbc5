"""The PDFs of the procedure. Figures and words come from what was frozen.

Each function returns the bytes of a tagged PDF; nothing is stored here.
"""

from .certificate import certificate
from .letter import decision_letter, letter_text
from .paper import Paper, decision_paper
from .sitting import sitting_minutes

__all__ = ["Paper", "certificate", "decision_letter", "decision_paper", "letter_text", "sitting_minutes"]
