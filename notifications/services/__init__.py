"""What other apps ask for: put a message into the outbox, handle it, send reminders, leave a task to the office."""

from .office_tasks import finish_task, open_task
from .outbox import discard, hold, queue, queue_mail, release, resend
from .planning import plan
from .reminders import run as send_reminders

__all__ = [
    "discard",
    "finish_task",
    "hold",
    "open_task",
    "plan",
    "queue",
    "queue_mail",
    "release",
    "resend",
    "send_reminders",
]
