"""The door to the outbox: what is sent, and what people do with it before and after."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from notifications import outbox_states
from notifications.models import OutboxMessage
from notifications.permissions import may_manage_outbox
from records.errors import ActRefused
from records.models import AuditEntry
from records.services import record

from .waking import wake_after_commit, wake_sweep_after_commit

MAX_SUBJECT = 250
DEFAULT_LANGUAGE = "de"
# Neither space nor line break nor bracket: nothing that ends a header or the address in it.
PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&*+=%-]{1,290}")


def queue(
    *,
    key,
    kind,
    to_user=None,
    to_email=None,
    language=None,
    subject,
    body,
    subject_kind="",
    subject_key="",
    attachments=(),
    calendar="",
    held=False,
    as_of=None,
    about="",
    unsubscribe_url="",
    wake=True,
):
    """Put a plain text mail into the outbox, in the transaction of the act it belongs to.

    `key` names the occasion: the same key never makes a second message, the existing one is returned. Address,
    language, subject and text are frozen here. `calendar` is the text of an iCalendar object that goes along. `held`
    waits for a person's release. `as_of` is the day on which a reminder was found due. `about` is the address (slug) of
    the cluster for whose people it is: they and the office find it in the history of that cluster. `unsubscribe_url`
    is the address in this portal by which its reader leaves a mailing with one click; a message that has one makes no
    task when it cannot be delivered. Who writes many messages at once calls with `wake` False and `wake_sweep` once
    instead of waking a worker for each. ValueError when nobody is named to send it to.
    """
    message, created = write_message(
        key=key,
        kind=kind,
        to_user=to_user,
        to_email=to_email,
        language=language,
        subject=subject,
        body=body,
        subject_kind=subject_kind,
        subject_key=subject_key,
        attachments=attachments,
        calendar=calendar,
        held=held,
        as_of=as_of,
        about=about,
        unsubscribe_url=unsubscribe_url,
    )
    if created and not held and wake:
        wake_after_commit(message)
    return message


def wake_sweep():
    """Have everything sent that is due, after the commit: for many messages queued with `wake` False."""
    wake_sweep_after_commit()


@dataclass(frozen=True, kw_only=True)
class Mailing:
    """One copy of a mailing to many readers."""

    key: str
    to_email: str
    language: str
    subject: str
    body: str
    subject_key: str
    unsubscribe_url: str


def queue_mailing(mails, *, kind, subject_kind):
    """Put many copies of one mailing into the outbox with a few statements, and wake the sweep once.

    Call it in the transaction that notes who got one. Returns the messages in the order of `mails`. A key that exists
    already is an IntegrityError: the caller's own rows say who has a copy.
    """
    messages = OutboxMessage.objects.bulk_create(
        OutboxMessage(
            key=mail.key,
            kind=kind,
            subject_kind=subject_kind,
            subject_key=str(mail.subject_key),
            to_email=mail.to_email,
            language=language_for(None, mail.language),
            subject=one_line(mail.subject),
            body=tidy(mail.body),
            unsubscribe_url=own_address(mail.unsubscribe_url),
        )
        for mail in mails
    )
    if messages:
        wake_sweep_after_commit()
    return messages


def queue_mail(name, *, key, kind, to_user=None, to_email=None, language=None, context=None, **options):
    """`queue` with subject and text from templates/emails/<name>-subject.txt and <name>-body.txt.

    They are rendered in the recipient's language, with `context`, `language`, `recipient` (the person or None) and
    `site_url`.
    """
    language = language_for(to_user, language)
    known = {"language": language, "recipient": to_user, "site_url": settings.SITE_URL}
    with translation.override(language):
        subject = render_to_string(f"emails/{name}-subject.txt", {**known, **(context or {})})
        body = render_to_string(f"emails/{name}-body.txt", {**known, **(context or {})})
    return queue(
        key=key,
        kind=kind,
        to_user=to_user,
        to_email=to_email,
        language=language,
        subject=subject,
        body=body,
        **options,
    )


def language_for(user, language=None):
    """The asked-for language, else the person's own, else German; always one that the portal has."""
    wanted = language or getattr(user, "language", "") or DEFAULT_LANGUAGE
    return wanted if wanted in dict(settings.LANGUAGES) else DEFAULT_LANGUAGE


def write_message(
    *,
    key,
    kind,
    to_user,
    to_email,
    language,
    subject,
    body,
    subject_kind,
    subject_key,
    attachments,
    held,
    as_of,
    calendar="",
    about="",
    unsubscribe_url="",
):
    """The row of `queue`, without waking anybody. Returns the message and whether it is new."""
    email = (to_email or getattr(to_user, "email", "") or "").strip()
    if not email:
        raise ValueError(f"No address for message {key!r}")
    with transaction.atomic():
        message, created = OutboxMessage.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "to_user": to_user,
                "to_email": email,
                "language": language_for(to_user, language),
                "subject": one_line(subject),
                "body": tidy(body),
                "calendar": calendar,
                "subject_kind": subject_kind,
                "subject_key": str(subject_key),
                "state": OutboxMessage.State.HELD if held else OutboxMessage.State.QUEUED,
                "as_of": as_of,
                "about": about,
                "unsubscribe_url": own_address(unsubscribe_url),
            },
        )
        if created and attachments:
            message.attachments.set(attachments)
    return message, created


def own_address(url):
    """An address of this portal, as it may stand in a header; ValueError for any other, and for none that is whole."""
    if url and (not url.startswith(f"{settings.SITE_URL}/") or not PLAIN_ADDRESS.fullmatch(url)):
        raise ValueError(f"Not an address of this portal: {url!r}")
    return url


def one_line(text):
    """A subject: no line breaks, no runs of spaces, short enough for its column."""
    return " ".join(str(text).split())[:MAX_SUBJECT]


def tidy(text):
    """A text as it goes out: no space at line ends, never more than one empty line, one line break at the end."""
    lines: list[str] = []
    for line in str(text).strip().splitlines():
        line = line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


def release(message, *, actor):
    """Let a held message go out. Letters go through the application's own service, which calls this one."""
    with transaction.atomic():
        message = _locked(message, outbox_states.RELEASE, actor)
        _to_queue(message)
        _note(message, "release", actor, from_state=outbox_states.HELD)
        wake_after_commit(message)
    return message


def hold(message, *, actor):
    """Keep a waiting message back until a person releases it. What a worker has in hand cannot be stopped any more."""
    with transaction.atomic():
        message = _locked(message, outbox_states.HOLD, actor)
        if message.is_letter:
            # The release of letters is at their case, which knows nothing of a second one.
            raise ActRefused(gettext("Ein freigegebener Bescheid lässt sich nicht anhalten."))
        message.state = outbox_states.state_after(message.state, outbox_states.HOLD)
        message.save(update_fields=["state"])
        _note(message, "hold", actor, from_state=outbox_states.QUEUED)
    return message


def held_by_a_person(messages):
    """Those of the held messages that somebody held one by one, as the audit trail says: pks."""
    last = {}
    acts = AuditEntry.objects.filter(subject_kind="message", verb__in=["hold", "release"]).order_by("pk")
    for key, verb in acts.values_list("subject_key", "verb"):
        last[key] = verb
    held = messages.filter(state=outbox_states.HELD).values_list("pk", flat=True)
    return [pk for pk in held if last.get(str(pk)) == "hold"]


def discard(message, *, actor):
    """Never send this message. It stays visible; a discarded reminder counts as sent and does not come again."""
    with transaction.atomic():
        message = _locked(message, outbox_states.DISCARD, actor)
        before = message.state
        message.state = outbox_states.state_after(before, outbox_states.DISCARD)
        message.save(update_fields=["state"])
        _note(message, "discard", actor, from_state=before)
    return message


def resend(message, *, actor):
    """Send once more: a failed message as itself, a sent one as a copy with a Message-ID of its own.

    Returns the message that is now waiting to be sent.
    """
    with transaction.atomic():
        message = _locked(message, outbox_states.RESEND, actor)
        before = message.state
        if before == outbox_states.SENT:
            waiting = _copy(message)
        else:
            waiting = message
            _to_queue(waiting)
        _note(waiting, "resend", actor, from_state=before)
        wake_after_commit(waiting)
    return waiting


def _locked(message, act, actor):
    """The row as it is now, locked, if `actor` may do `act` to it."""
    message = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if not may_manage_outbox(actor, timezone.localdate()):
        raise ActRefused(gettext("Über den Postausgang verfügt das Programmbüro."))
    if not outbox_states.is_possible(message.state, act):
        raise ActRefused(
            gettext("Das ist bei einer Nachricht im Stand „%(state)s“ nicht möglich.")
            % {"state": message.get_state_display()}
        )
    return message


def _to_queue(message):
    message.state = OutboxMessage.State.QUEUED
    message.attempts = 0
    message.next_attempt_at = timezone.now()
    message.save(update_fields=["state", "attempts", "next_attempt_at"])


def _copy(message):
    """A new row with the frozen address, language, subject and text of a sent one.

    Without its as_of: a person wants it sent, so nobody asks whether the reminder still stands.
    """
    base = f"{message.key[:180]}:copy-"
    number = OutboxMessage.objects.filter(key__startswith=base).count() + 1
    copy = OutboxMessage.objects.create(
        key=f"{base}{number}",
        kind=message.kind,
        subject_kind=message.subject_kind,
        subject_key=message.subject_key,
        to_user_id=message.to_user_id,
        to_email=message.to_email,
        language=message.language,
        subject=message.subject,
        body=message.body,
        calendar=message.calendar,
        about=message.about,
        unsubscribe_url=message.unsubscribe_url,
    )
    copy.attachments.set(message.attachments.all())
    return copy


def _note(message, verb, actor, *, from_state):
    record(
        actor=actor,
        verb=verb,
        subject_kind="message",
        subject_key=message.pk,
        from_state=from_state,
        to_state=message.state,
    )
