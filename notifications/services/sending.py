"""Sending what waits in the outbox.

A message is claimed by one conditional update that gives it a lease; whoever holds the lease sends it, outside of any
transaction, and marks it by another conditional update. So two workers never send the same message, and a message
whose worker died is found again when its lease has run out. Between the mail server's "accepted" and our mark lies the
only window in which a second copy can arise; it bears the same Message-ID (SPEC 2.4).
"""

import logging
import re
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from notifications import backoff, mailings, sources
from notifications.mail_errors import NotConnected, Undeliverable, describe, judge
from notifications.models import OutboxMessage, SendAttempt

from . import attempts
from .forgetting import FORGOTTEN_ADDRESS
from .office_tasks import in_both_languages, open_task

logger = logging.getLogger(__name__)

State = OutboxMessage.State
Outcome = SendAttempt.Outcome

# Longer than one message can take: EMAIL_TIMEOUT for each of the dozen steps of an SMTP dialogue (see smtp.py).
LEASE = timedelta(minutes=10)
BATCH = 2_000
# So many messages in a row without a usable connection end the batch: the server is away.
PATIENCE = 3
# Seconds in which single messages are left to the sweep after a connection was of no use. Else each call for one would
# wait for the same silent server, until no thread of the worker is left for anything else, the heartbeat included.
SERVER_PAUSE = 60
CALENDAR_NAME = "termin.ics"
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)

_server_tried_again_at = 0.0


@dataclass
class SendCounts:
    """What became of the messages of one batch."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0
    overtaken: int = 0


def send_due(*, limit=BATCH):
    """Send what waits and whose time has come, over one connection. Any number of these may run at once."""
    waiting = (
        OutboxMessage.objects.sendable(timezone.now()).order_by("next_attempt_at", "pk").values_list("pk", flat=True)
    )
    return _send_batch(list(waiting[:limit]))


def send_one(pk):
    """Send this message if it waits and its time has come, unless the server was silent a moment ago."""
    if time.monotonic() < _server_tried_again_at:
        return SendCounts()
    return _send_batch([pk])


def _send_batch(keys):
    counts = SendCounts()
    useless = 0
    with _Postman() as postman:
        for pk in keys:
            message = claim(pk)
            if message is None:
                continue
            verdict = _handle(postman, message, counts)
            useless = useless + 1 if verdict and verdict.lost else 0
            if useless >= PATIENCE:
                logger.warning("No use of the mail server; the batch ends early")
                break
    return counts


def _handle(postman, message, counts):
    """Do with a claimed message what is to be done, and count it. Returns what a failure means."""
    stopped = mailings.stopped_in(message)
    if stopped:
        with attempts.ended(message, Outcome.OVERTAKEN):
            counts.overtaken += _finish(message, state=stopped)
        return None
    verdict = None
    host = postman.host
    try:
        overtaken = is_overtaken(message)
        if not overtaken:
            postman.send(compose(message))
    except Exception as error:
        verdict = judge(error)
        if verdict.lost:
            postman.hang_up()
            leave_to_the_sweep()
        logger.warning("Message %s was not sent: %s", message.pk, verdict.text, exc_info=_is_unexpected(error))
        wait = None if verdict.permanent else backoff.delay_after(message.attempts)
        with attempts.ended(message, Outcome.DELAYED if wait else Outcome.REFUSED, answer=verdict.text, host=host):
            if wait is None:
                counts.failed += _fail(message, error)
            else:
                counts.delayed += _delay(message, error, wait)
        return verdict
    if overtaken:
        with attempts.ended(message, Outcome.OVERTAKEN):
            counts.overtaken += _finish(
                message, state=State.DISCARDED, last_error=gettext("Die Erinnerung hat sich vor dem Versand erledigt.")
            )
    else:
        with attempts.ended(message, Outcome.ACCEPTED, answer=postman.answer, host=host):
            counts.sent += _finish(message, state=State.SENT, sent_at=timezone.now(), last_error="")
    return None


def leave_to_the_sweep(seconds=SERVER_PAUSE):
    """Let this process send no single message for so long; 0 ends the pause."""
    global _server_tried_again_at
    _server_tried_again_at = time.monotonic() + seconds


def is_overtaken(message):
    """Whether a reminder lost its reason while it waited: asked on the later of its day and today (SPEC 2.4)."""
    source = sources.source_for(message.subject_kind) if message.as_of else None
    return source is not None and not source.still_stands(message.subject_key, max(message.as_of, timezone.localdate()))


def claim(pk):
    """Take a message for sending, or None when somebody else has it or there is nothing to send."""
    now = timezone.now()
    token = secrets.token_hex(16)
    with transaction.atomic():
        taken = (
            OutboxMessage.objects.sendable(now)
            .filter(pk=pk)
            .update(state=State.SENDING, lease_token=token, lease_until=now + LEASE, attempts=F("attempts") + 1)
        )
        if not taken:
            return None
        message = OutboxMessage.objects.select_related("to_user").filter(pk=pk, lease_token=token).first()
        if message is not None:
            attempts.begin(message, at=now)
    return message


def _is_unexpected(error):
    return not isinstance(error, (NotConnected, OSError, Undeliverable, ValueError))


def compose(message):
    """The mail as it goes out: plain text, machine-made as RFC 3834 wants it said, under its own Message-ID."""
    if message.attempts > backoff.MAX_ATTEMPTS:
        # Not one of these attempts came to an end: the worker died with it each time.
        raise Undeliverable(gettext("Der Versand wurde mehrfach abgebrochen."))
    user = message.to_user
    if user is not None and (user.erased_at is not None or not user.is_active):
        raise Undeliverable(gettext("Das Konto der Person ist stillgelegt oder gelöscht."))
    try:
        validate_email(message.to_email)
    except ValidationError as error:
        raise Undeliverable(
            gettext("„%(address)s“ ist keine E-Mail-Adresse.") % {"address": message.to_email}
        ) from error
    if message.to_email == FORGOTTEN_ADDRESS:
        raise Undeliverable(gettext("Die Adresse ist gelöscht."))
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to_email],
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(timezone.localtime()),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **unsubscribe_headers(message.unsubscribe_url),
        },
    )
    for stored in message.attachments.all():
        try:
            with stored.file.open("rb") as content:
                email.attach(stored.name, content.read(), stored.content_type.partition(";")[0])
        except FileNotFoundError as error:
            raise Undeliverable(gettext("Die Anlage „%(name)s“ fehlt.") % {"name": stored.name}) from error
    if message.calendar:
        attach_calendar(email, message.calendar)
    return email


def unsubscribe_headers(url):
    """One click in the mail program leaves the mailing (RFC 2369). By one request only over TLS (RFC 8058)."""
    if not url:
        return {}
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url.startswith("https://") else {}
    return {"List-Unsubscribe": f"<{url}>", **one_click}


def attach_calendar(email, text):
    """The calendar entry with its method in the content type: only so do calendar programs offer to take it over."""
    found = METHOD.search(text)
    method = f"; method={found[1]}" if found else ""
    email.attach(CALENDAR_NAME, text, f"text/calendar{method}")


class _Postman:
    """One connection for many messages: opened when the first needs it, and anew after it broke."""

    def __init__(self):
        self.connection = None
        # What the server said when it took the last message.
        self.answer = ""
        self.host = attempts.name_of(get_connection())

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.hang_up()

    def send(self, email):
        if self.connection is None:
            self.connection = get_connection()
            try:
                self.connection.open()
            except Exception as error:
                raise NotConnected(describe(error)) from error
            attempts.listen(self.connection, self._heard)
        self.answer = ""
        if not self.connection.send_messages([email]):
            raise Undeliverable(gettext("Die Nachricht hat keine Adresse."))

    def _heard(self, answer):
        self.answer = answer

    def hang_up(self):
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except OSError as error:
                logger.info("The mail server did not say goodbye: %s", describe(error))


def _finish(message, **changes):
    """Write the outcome if the lease is still ours. Returns 1 or 0."""
    mine = OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING, lease_token=message.lease_token)
    done = mine.update(lease_until=None, lease_token="", **changes)
    if not done:
        logger.warning("The lease of message %s ran out while it was being sent", message.pk)
    return done


def _delay(message, error, wait):
    # What was paused or called off while it was in hand does not come back to the queue.
    state = mailings.stopped_in(message) or State.QUEUED
    done = _finish(message, state=state, next_attempt_at=timezone.now() + wait, last_error=describe(error))
    if done and message.attempts >= backoff.OFFICE_TOLD_FROM:
        german, english = in_both_languages(
            lambda: (
                gettext("Nachrichten lassen sich zurzeit nicht versenden. Das Portal versucht es weiter. %(error)s")
                % {"error": describe(error)}
            )
        )
        open_task(key="mail-server", text_de=german, text_en=english, subject_kind="outbox")
    return done


def _fail(message, error):
    """Give up, and leave it to the office, which can correct the address or write a letter.

    Not so for a mailing: nobody writes letters for that, and its own pages count what did not arrive.
    """
    if message.unsubscribe_url:
        return _finish(message, state=State.FAILED, last_error=describe(error))
    german, english = in_both_languages(
        lambda: (
            gettext("Die Nachricht „%(subject)s“ an %(address)s ist nicht zustellbar: %(error)s")
            % {"subject": message.subject, "address": message.to_email, "error": describe(error)}
        )
    )
    with transaction.atomic():
        done = _finish(message, state=State.FAILED, last_error=describe(error))
        if done:
            open_task(
                key=f"undeliverable:{message.pk}",
                text_de=german,
                text_en=english,
                # Of what the message is about: whoever must not see that must not see this.
                subject_kind=message.subject_kind or "message",
                subject_key=message.subject_key or message.pk,
            )
    return done
