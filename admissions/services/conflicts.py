"""Conflicts of interest: who is asked, what they declare, and what follows (SPEC 2.1)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.services import open_task
from notifications.services.office_tasks import in_both_languages
from records.errors import ActRefused
from records.services import record

from ..models import ConflictDeclaration, ReviewAssignment
from ..permissions import board_files, ministry_files, office_files
from .interview_people import leave_interview
from .states import SUBJECT_KIND, lock

Value = ConflictDeclaration.Value


def ask(application, users):
    """Put the question to some people. Whoever was asked before keeps the answer: nothing is asked twice."""
    rows = [ConflictDeclaration(application=application, user=user) for user in users]
    ConflictDeclaration.objects.bulk_create(rows, ignore_conflicts=True)


def may_declare(user, application, day):
    """Whether the question is put to this person at all: a role on this file, and no conflict known already."""
    return any(
        files(user, day).filter(pk=application.pk).exists() for files in (board_files, ministry_files, office_files)
    )


@transaction.atomic
def declare(application, user, value, reason, day):
    """Record what a person says about the own conflict; a declared one ends the person's part in the file.

    "None" may be followed by "declared", never the other way round: who once declared a conflict stays out [D].
    Raises ActRefused. Returns the declaration.
    """
    value = Value(value)
    locked = lock(application)
    if value == Value.NOT_ASKED:
        raise ActRefused(_("Bitte wählen Sie eine der beiden Antworten."))
    if not may_declare(user, locked, day):
        raise ActRefused(_("Dazu sind Sie in diesem Verfahren nicht berechtigt."))
    row, _created = ConflictDeclaration.objects.select_for_update().get_or_create(application=locked, user=user)
    if row.value == value:
        return row
    before = row.value
    row.value, row.reason, row.declared_at = value, reason.strip(), timezone.now()
    row.save(update_fields=["value", "reason", "declared_at"])
    record(
        actor=user,
        verb="declare_conflict",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.number,
        from_state=before,
        to_state=value.value,
        note=row.reason,
    )
    if value == Value.DECLARED:
        _release(locked, user)
        leave_interview(locked, user)
    return row


def _release(application, user):
    """End the person's open assignment and ask the office for somebody else."""
    ended = ReviewAssignment.objects.filter(application=application, reviewer=user, ended_at=None).update(
        ended_at=timezone.now()
    )
    if ended:
        text_de, text_en = in_both_languages(lambda: _task_text(application, user))
        open_task(
            key=f"conflict:{application.number}:{user.pk}",
            text_de=text_de,
            text_en=text_en,
            subject_kind=SUBJECT_KIND,
            subject_key=application.number,
        )


def _task_text(application, user):
    return _(
        "%(person)s ist beim Antrag %(number)s befangen und nicht mehr zugewiesen. "
        "Bitte prüfen Sie, ob ein weiteres Gutachten nötig ist."
    ) % {"person": user, "number": application.number}
