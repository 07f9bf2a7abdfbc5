"""The one door to the audit trail."""

from django.contrib.auth import get_user_model
from django.db import transaction

from .models import AuditEntry, AuditNote


def record(*, actor, verb, subject_kind, subject_key, from_state="", to_state="", note=""):
    """Leave an AuditEntry for an act; call it inside the act's own transaction.

    `actor` is a User, or None for the system. `verb` is English, infinitive ("submit"). `note` is free text and
    can be erased later without the entry. Returns the entry.
    """
    entry = AuditEntry.objects.create(
        actor=actor,
        verb=verb,
        subject_kind=subject_kind,
        subject_key=str(subject_key),
        from_state=str(from_state),
        to_state=str(to_state),
    )
    if note:
        AuditNote.objects.create(entry=entry, text=note)
    return entry


def record_once_a_day(*, actor, verb, subject_kind, subject_key, day):
    """As `record`, for what one person does to one subject again and again: one entry per day.

    `day` is today's date in Europe/Berlin. Call it outside of transactions. Returns the entry, None when there is one.
    """
    entry = {"actor": actor, "verb": verb, "subject_kind": subject_kind, "subject_key": str(subject_key)}
    today = AuditEntry.objects.filter(at__date=day, **entry)
    if today.exists():
        return None
    with transaction.atomic():
        # Two pages that one person opens at the same moment leave one entry.
        get_user_model().objects.select_for_update().get(pk=actor.pk)
        return None if today.exists() else record(**entry)


def history_of(subject_kind, subject_key):
    """The entries of a subject, newest first, with actor and note at hand (one query)."""
    return AuditEntry.objects.filter(subject_kind=subject_kind, subject_key=str(subject_key)).select_related(
        "actor", "note"
    )
