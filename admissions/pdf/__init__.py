"""The PDFs of the procedure. Figures and words come from what was frozen.

Each function returns the bytes of a tagged PDF; nothing is stored here.
"""

from .certificate import certificate
from .commitment import commitment_form, commitment_name, commitment_text
from .interview import interview_minutes
from .letter import decision_letter, letter_text
from .paper import Paper, decision_paper, recommendation_words
from .receipt import receipt, receipt_name
from .record import record_document
from .sitting import sitting_minutes

__all__ = [
    "Paper",
    "certificate",
    "commitment_form",
    "commitment_name",
    "commitment_text",
    "decision_letter",
    "decision_paper",
    "interview_minutes",
    "letter_text",
    "receipt",
    "receipt_name",
    "recommendation_words",
    "record_document",
    "sitting_minutes",
]
