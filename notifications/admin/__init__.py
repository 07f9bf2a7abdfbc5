"""The office's pages for outbox, ladders, ledger and tasks. Importing the modules registers them."""

from .ladders import LadderAdmin
from .ledger import MailChoiceAdmin, ReminderAdmin
from .outbox import OutboxMessageAdmin
from .plan import SkippedRungAdmin
from .tasks import OfficeTaskAdmin

__all__ = [
    "LadderAdmin",
    "MailChoiceAdmin",
    "OfficeTaskAdmin",
    "OutboxMessageAdmin",
    "ReminderAdmin",
    "SkippedRungAdmin",
]
