"""The record of each attempt to send: when, to which server, with which outcome and answer.

An attempt is written in the transaction that claims its message, and completed in the one that marks it. So a worker
that dies leaves an attempt without outcome, and an outcome without its mark cannot be.
"""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications.mail_errors import MAX_TEXT
from notifications.models import OutboxMessage, SendAttempt


def begin(message: OutboxMessage, *, at) -> None:
    """Note that an attempt begins; in the transaction that claims the message."""
    message.open_attempt = SendAttempt.objects.create(message=message, started_at=at, to_email=message.to_email)


@contextmanager
def ended(message: OutboxMessage, outcome: str, *, answer: str = "", host: str = "") -> Iterator[None]:
    """Complete the attempt together with what is written inside.

    Also when the lease ran out meanwhile and the message is another worker's now: what the server said was said.
    """
    with transaction.atomic():
        SendAttempt.objects.filter(pk=message.open_attempt.pk).update(
            ended_at=timezone.now(), outcome=outcome, answer=answer[:MAX_TEXT], host=host
        )
        yield


def name_of(connection: Any) -> str:
    """The mail server as the settings name it, or the folder or memory that stands in for one."""
    host = getattr(connection, "host", None)
    return f"{host}:{connection.port}" if host else type(connection).__module__.rpartition(".")[2]


def listen(connection: Any, heard: Callable[[str], None]) -> None:
    """Tell `heard` what the server says when it accepts a message. smtplib keeps its refusals only."""
    smtp = getattr(connection, "connection", None)
    if not isinstance(smtp, smtplib.SMTP):
        return
    hand_over = smtp.data

    def data(content):
        code, words = hand_over(content)
        heard(" ".join(f"{code} {words.decode('utf-8', 'replace')}".split()))
        return code, words

    smtp.data = data  # type: ignore[method-assign]
