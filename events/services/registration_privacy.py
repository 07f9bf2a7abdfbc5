"""Names, addresses and answers go: a set time after the event, or with the person's account. The numbers stay."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.models import OutboxMessage, Reminder, SkippedRung
from notifications.services.forgetting import forget_readers
from records.models import AuditNote
from records.services import record

from ..models import Event, Registration, RegistrationSettings
from ..models.registrations import EMPTIED_NAME
from ..registration_facts import is_dated
from ..seats import personal_data_ends
from .registration_mails import SUBJECT_KIND
from .registrations import SETTINGS_KIND, leave_waiting_list, lock_all

REMINDER_KIND = "event"
SKIP_REASON = "–"
"""Stands where a reason was; a reminder that was taken out must have one."""


def purge_registrations(day, now):
    """Empty the registrations of every event whose time is over. Returns how many. Runs daily; safe to repeat."""
    emptied = 0
    known = Q(event__date_precision=Event.Precision.DAY)
    begun = known & Q(event__starts_on__lt=day) | ~known & Q(closes_at__date__lt=day)
    for settings in RegistrationSettings.objects.filter(begun, emptied_at=None).select_related("event"):
        # Without a day there is nothing better to count from than the end of registration.
        last = settings.event.last_day if is_dated(settings.event) else timezone.localdate(settings.closes_at)
        if day <= personal_data_ends(last, settings.retention_days):
            continue
        with transaction.atomic():
            held = RegistrationSettings.objects.select_for_update().get(pk=settings.pk)
            emptied += _empty(held.registrations.filter(emptied_at=None), now)
            held.emptied_at = now
            held.save(update_fields=["emptied_at"])
            record(actor=None, verb="empty_registrations", subject_kind=SETTINGS_KIND, subject_key=held.pk)
    return emptied


def forget_person(user):
    """Empty the registrations of a person whose account is erased.

    A seat stays taken: the person may still come. A place on the waiting list goes, for nobody could be told of the
    seat. Each event's registration is held meanwhile, so that no act under way writes the name back.
    """
    now = timezone.now()
    own = Registration.objects.filter(user=user, emptied_at=None)
    with transaction.atomic():
        lock_all(own)
        for row in own.waiting():
            leave_waiting_list(row, now)
        _empty(own, now)


def _empty(rows, now):
    """The rows keep their state and times; their mails keep kind and time, and what was not sent is never sent."""
    found = list(rows.values("pk", "key", "user", "settings__event"))
    for row in found:
        rename_reminders(row["settings__event"], user_key(row["user"]), recipient_key(row["pk"]))
    pks, keys = [row["pk"] for row in found], [row["key"] for row in found]
    recipients = [recipient_key(pk) for pk in pks]
    reminders = Reminder.objects.filter(kind=REMINDER_KIND, recipient__in=recipients)
    mails = OutboxMessage.objects.filter(
        Q(subject_kind=SUBJECT_KIND, subject_key__in=keys) | Q(pk__in=list(reminders.values_list("message", flat=True)))
    )
    forget_readers(mails)
    mails.update(body="–\n", calendar="", to_user=None)
    SkippedRung.objects.filter(kind=REMINDER_KIND, recipient__in=recipients).update(
        recipient_name="", reason=SKIP_REASON
    )
    AuditNote.objects.filter(entry__subject_kind=SUBJECT_KIND, entry__subject_key__in=keys).delete()
    return Registration.objects.filter(pk__in=pks).update(
        name=EMPTIED_NAME,
        email="",
        organisation="",
        cluster=None,
        answers={},
        consent_text="",
        user=None,
        emptied_at=now,
    )


def rename_reminders(event_id, before, after):
    """Let the reminders of one event that went to `before`, or were taken out for it, stand under `after`.

    So nobody is reminded twice whose registration joins an account, and the ledger names no account whose data went.
    """
    if not before:
        return
    subjects = {"kind": REMINDER_KIND, "subject_key__startswith": f"E{event_id}/"}
    for model, still in ((Reminder, {}), (SkippedRung, {"taken_back_at": None})):
        rows = model.objects.filter(**subjects)
        # Where both keys have one, they stay apart: a rung counts once for each.
        known = set(rows.filter(recipient=after, **still).values_list("subject_key", "rung"))
        for row in rows.filter(recipient=before):
            if (row.subject_key, row.rung) not in known:
                model.objects.filter(pk=row.pk).update(recipient=after)


def recipient_key(pk):
    """Under which the ledger of reminders knows a registration: it tells nobody the address."""
    return f"registration:{pk}"


def user_key(pk):
    """Under which it knows somebody with an account, whose choice of mails counts; empty for None."""
    return f"user:{pk}" if pk else ""
