"""Subscribing to the newsletter: double opt-in with proof (SPEC 2.5), choosing, leaving without a trace of the address.

The proof is the row: times of sign-up, mail and click, and the version of the consent text. No IP address.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from notifications.models import OutboxMessage
from notifications.services import queue_mail
from notifications.services.forgetting import forget_late_answers, forget_readers
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.services import record

from ..models import NewsletterDelivery, NewsletterSubscription
from ..newsletter_mail import unsubscribe_address

SUBJECT_KIND = "newsletter"
MAIL_KIND = "newsletter-confirm"
RESEND_AFTER = timedelta(hours=1)
"""No address gets more than one confirmation mail in this time, whoever types it into the form [D]."""


def subscribe(*, email, language, consent_version, now, topics=()):
    """Note a sign-up and mail the link that confirms it. Returns nothing: nobody learns whether an address is known.

    A confirmed address is left as it is and gets no mail. For an unconfirmed one the latest sign-up counts, at most
    once per RESEND_AFTER.
    """
    values = {"language": language, "consent_version": consent_version, "signed_up_at": now}
    with transaction.atomic():
        NewsletterSubscription.objects.get_or_create(email=email.strip().lower(), defaults=values)
        row = NewsletterSubscription.objects.select_for_update().get(email=email.strip().lower())
        if row.is_confirmed or (row.mailed_at is not None and now < row.mailed_at + RESEND_AFTER):
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.mailed_at = now
        row.save()
        row.topics.set(topics)
        queue_mail(
            "newsletter-confirm",
            key=f"{MAIL_KIND}-{row.pk}-{now.timestamp():.6f}",
            kind=MAIL_KIND,
            to_email=row.email,
            language=row.language,
            subject_kind=SUBJECT_KIND,
            subject_key=row.pk,
            context={"token": row.token, "days": ProgrammeSettings.load().newsletter_unconfirmed_days},
            unsubscribe_url=unsubscribe_address(row.token, row.language),
        )


def find(token, now):
    """The subscription a link belongs to, or None: also for a sign-up whose time to confirm is over."""
    row = NewsletterSubscription.objects.filter(token=token).first()
    return None if row is None or _is_over(row, now) else row


def confirm(token, *, now):
    """The click on the link: from now on the address gets the newsletter. A second click changes nothing."""
    with transaction.atomic():
        row = NewsletterSubscription.objects.select_for_update().filter(token=token).first()
        if row is None or _is_over(row, now):
            raise ActRefused(gettext("Dieser Link gilt nicht mehr. Bitte melden Sie sich noch einmal an."))
        if not row.is_confirmed:
            row.confirmed_at = now
            row.save(update_fields=["confirmed_at"])
            record(actor=None, verb="confirm", subject_kind=SUBJECT_KIND, subject_key=row.pk, to_state="confirmed")


def change_preferences(token, *, language, topics, now):
    """Language and topics as the reader wants them from the next issue on. ActRefused when the link holds no more."""
    with transaction.atomic():
        row = NewsletterSubscription.objects.select_for_update().filter(token=token).first()
        if row is None or _is_over(row, now):
            raise ActRefused(gettext("Dieser Link gilt nicht mehr. Bitte melden Sie sich noch einmal an."))
        row.language = language
        row.save(update_fields=["language"])
        row.topics.set(topics)
        record(actor=None, verb="change_newsletter", subject_kind=SUBJECT_KIND, subject_key=row.pk)


def unsubscribe(token, *, actor=None):
    """Delete the subscription and its address everywhere. Returns whether there was one; safe to repeat."""
    with transaction.atomic():
        row = NewsletterSubscription.objects.select_for_update().filter(token=token).first()
        if row is None:
            return False
        record(
            actor=actor,
            verb="unsubscribe",
            subject_kind=SUBJECT_KIND,
            subject_key=row.pk,
            from_state="confirmed" if row.is_confirmed else "unconfirmed",
        )
        _delete([row])
    return True


def purge_unconfirmed(now):
    """Delete every sign-up that was not confirmed in time. Returns how many. Meant to run daily; safe to repeat."""
    with transaction.atomic():
        overdue = NewsletterSubscription.objects.filter(signed_up_at__lt=_oldest(now), confirmed_at=None)
        rows = list(overdue.select_for_update())
        for row in rows:
            record(actor=None, verb="purge", subject_kind=SUBJECT_KIND, subject_key=row.pk, from_state="unconfirmed")
        _delete(rows)
    forget_late_answers()
    return len(rows)


def _oldest(now):
    """Sign-ups from before this moment can no longer be confirmed."""
    return now - timedelta(days=ProgrammeSettings.load().newsletter_unconfirmed_days)


def _is_over(row, now):
    return not row.is_confirmed and row.signed_up_at < _oldest(now)


def _delete(rows):
    """The rows, and their address in the outbox. What was not sent yet is never sent, nor an issue on its way."""
    keys = [str(row.pk) for row in rows]
    forget_readers(OutboxMessage.objects.filter(subject_kind=SUBJECT_KIND, subject_key__in=keys))
    NewsletterDelivery.objects.filter(subscription__in=rows, message=None, dropped_at=None).update(
        dropped_at=timezone.now()
    )
    NewsletterSubscription.objects.filter(pk__in=[row.pk for row in rows]).delete()
