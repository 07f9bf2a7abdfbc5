"""What other apps ask for: put a message into the outbox, handle it, send reminders, leave a task to the office."""

from .office_tasks import finish_task, open_task
from .outbox import Mailing, discard, hold, queue, queue_mail, queue_mailing, release, resend, wake_sweep
from .planning import plan
from .reminders import run as send_reminders

__all__ = [
    "Mailing",
    "discard",
    "finish_task",
    "hold",
    "open_task",
    "plan",
    "queue",
    "queue_mail",
    "queue_mailing",
    "release",
    "resend",
    "send_reminders",
    "wake_sweep",
]
