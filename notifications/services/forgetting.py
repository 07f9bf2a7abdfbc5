"""What the outbox forgets with a person: the address. What was sent stays as a record, under "Person 4711"."""

from django.db.models import Value
from django.db.models.functions import Replace

from ..models import LETTER_KIND, MailChoice, OutboxMessage, SendAttempt, SkippedRung

State = OutboxMessage.State
FORGOTTEN_ADDRESS = "deleted@portal.invalid"
"""Stands in the outbox where an address was. Mail to .invalid cannot be delivered (RFC 2606)."""


def forget_readers(messages):
    """Take the address out of messages to somebody without an account, and out of every attempt to send them.

    What was not sent is never sent. `messages` is a queryset of the outbox; safe to repeat.
    """
    messages.filter(state__in=[State.HELD, State.QUEUED, State.FAILED]).update(state=State.DISCARDED)
    # A server's answer often repeats it.
    SendAttempt.objects.filter(message__in=messages).update(to_email=FORGOTTEN_ADDRESS, answer="")
    messages.update(to_email=FORGOTTEN_ADDRESS, last_error="")


def forget_late_answers():
    """What a worker that had a message in hand noted after its address was forgotten. Meant to run daily."""
    late = OutboxMessage.objects.filter(to_email=FORGOTTEN_ADDRESS)
    SendAttempt.objects.filter(message__in=late).exclude(to_email=FORGOTTEN_ADDRESS, answer="").update(
        to_email=FORGOTTEN_ADDRESS, answer=""
    )
    late.exclude(last_error="").update(last_error="")


def forget_person(user):
    """Discard what has not been sent to the person, and replace the address in every message by the emptied one.

    Also in what mail servers answered, which often repeats it. The person's choices of mails go.
    """
    MailChoice.objects.filter(user=user).delete()
    SkippedRung.objects.filter(recipient=f"user:{user.pk}").update(recipient_name="")
    _forget_addresses(user)
    messages = OutboxMessage.objects.filter(to_user=user)
    waiting = [State.HELD, State.QUEUED, State.FAILED]
    messages.filter(state__in=waiting).exclude(kind=LETTER_KIND).update(state=State.DISCARDED)
    # A calendar entry names whom it invites by the address.
    messages.update(to_email=user.email, calendar="")


def _forget_addresses(user):
    """Out of attempts and their answers, for every address that a message to the person bore."""
    attempts = SendAttempt.objects.filter(message__to_user=user)
    for address in set(attempts.values_list("to_email", flat=True)) - {user.email}:
        attempts.update(answer=Replace("answer", Value(address), Value(user.email)))
        OutboxMessage.objects.filter(to_user=user).update(
            last_error=Replace("last_error", Value(address), Value(user.email))
        )
    attempts.update(to_email=user.email)
