"""The office's pages for outbox, ladders, ledger and tasks. Importing the modules registers them."""

from .ladders import LadderAdmin
from .ledger import ReminderAdmin
from .outbox import OutboxMessageAdmin
from .tasks import OfficeTaskAdmin

__all__ = ["LadderAdmin", "OfficeTaskAdmin", "OutboxMessageAdmin", "ReminderAdmin"]
