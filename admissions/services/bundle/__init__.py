"""The whole case as one ZIP file, for file and audit: what exists at this state, and a list of it with checksums."""

from dataclasses import dataclass
from typing import IO

from django.utils import translation
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ...permissions import office_sees_reviews
from ..casework import require_casework
from ..states import SUBJECT_KIND
from .parts import PARTS, Case
from .writer import write_bundle


@dataclass(frozen=True)
class Bundle:
    """An open temporary file at its beginning; whoever gets it closes it."""

    name: str
    file: IO[bytes]


def export_case(application, *, actor, day):
    """Pack the case for a person of the office who declared no conflict, and log it. Raises ActRefused.

    Nothing is held in memory but one document at a time. Returns the Bundle.
    """
    require_casework(actor, application, day)
    if not office_sees_reviews(actor, application, day):
        raise ActRefused(_("Bitte geben Sie zuerst Ihr Gutachten ab: In der Akte stehen die der anderen."))
    case = Case.of(application, day)
    # The file's own language.
    with translation.override("de"):
        file = write_bundle(f"Akte-{application.number}", (entry for part in PARTS for entry in part(case)))
    record(actor=actor, verb="export_case", subject_kind=SUBJECT_KIND, subject_key=application.number)
    return Bundle(name=f"Akte-{application.number}.zip", file=file)
