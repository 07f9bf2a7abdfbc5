"""What other apps ask for: put a message into the outbox, handle it, send reminders, leave a task to the office."""

from .office_tasks import finish_task, open_task
from .outbox import discard, queue, queue_mail, release, resend

__all__ = [
    "discard",
    "finish_task",
    "open_task",
    "queue",
    "queue_mail",
    "release",
    "resend",
]
