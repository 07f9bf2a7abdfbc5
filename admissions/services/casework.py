"""What everybody of the office must be before touching a case: in office, without conflict, and asked about it."""

from django.utils.translation import gettext as _

from records.errors import ActRefused

from ..models import ConflictDeclaration
from ..permissions import conflict_value, office_files

Value = ConflictDeclaration.Value


def casework_refusal(user, application, day):
    """Why a person may not work on a case, as a translated sentence; None when the person may (SPEC 2.1)."""
    if not office_files(user, day).filter(pk=application.pk).exists():
        return _("Dazu sind Sie in diesem Verfahren nicht berechtigt.")
    if conflict_value(user, application) != Value.NONE:
        return _("Bitte erklären Sie zuerst, ob Sie befangen sind.")
    return None


def may_work_on(user, application, day):
    """Whether the person may assess and prepare this case."""
    return casework_refusal(user, application, day) is None


def require_casework(user, application, day):
    """Raises ActRefused unless the person may work on the case."""
    reason = casework_refusal(user, application, day)
    if reason:
        raise ActRefused(reason)
