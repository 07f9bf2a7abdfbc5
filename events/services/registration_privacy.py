"""Names, addresses and answers go: a set time after the event, or with the person's account. The numbers stay."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.models import OutboxMessage
from notifications.services.forgetting import forget_readers
from records.services import record

from ..models import Event, Registration, RegistrationSettings
from ..models.registrations import EMPTIED_NAME
from ..registration_facts import is_dated
from ..seats import personal_data_ends
from .registration_mails import SUBJECT_KIND
from .registrations import SETTINGS_KIND

REMINDER_KIND = "event"


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
    """Empty the registrations of a person whose account is erased. The seat stays taken: the person may still come."""
    _empty(Registration.objects.filter(user=user, emptied_at=None), timezone.now())


def _empty(rows, now):
    """The rows keep their state and times; their mails keep kind and time, and what was not sent is never sent."""
    keys = list(rows.values_list("key", flat=True))
    pks = list(rows.values_list("pk", flat=True))
    mails = OutboxMessage.objects.filter(subject_kind=SUBJECT_KIND, subject_key__in=keys)
    reminders = OutboxMessage.objects.filter(
        subject_kind=REMINDER_KIND, reminder__recipient__in=[recipient_key(pk) for pk in pks]
    )
    for messages in (mails, reminders):
        found = OutboxMessage.objects.filter(pk__in=list(messages.values_list("pk", flat=True)))
        forget_readers(found)
        found.update(body="–\n", calendar="")
    return Registration.objects.filter(pk__in=pks).update(
        name=EMPTIED_NAME,
        email="",
        organisation="",
        cluster=None,
        answers={},
        consent_text="",
        emptied_at=now,
    )


def recipient_key(pk):
    """Under which the ledger of reminders knows a registration: it tells nobody the address."""
    return f"registration:{pk}"
