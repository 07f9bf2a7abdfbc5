"""What the outbox forgets with a person: the address. What was sent stays as a record, under "Person 4711"."""

from ..models import LETTER_KIND, OutboxMessage

State = OutboxMessage.State


def forget_person(user):
    """Discard what has not been sent to the person, and replace the address in every message by the emptied one."""
    messages = OutboxMessage.objects.filter(to_user=user)
    waiting = [State.HELD, State.QUEUED, State.FAILED]
    messages.filter(state__in=waiting).exclude(kind=LETTER_KIND).update(state=State.DISCARDED)
    # A calendar entry names whom it invites by the address.
    messages.update(to_email=user.email, calendar="")
