"""Wake-up calls for the worker. Losing one does no harm: the sweep each minute finds what was lost."""

import logging
import time

from celery import signature
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = logging.getLogger(__name__)

DELIVER = "notifications.tasks.deliver"
SWEEP = "notifications.tasks.sweep"
# Seconds; an older call has been overtaken by a sweep.
CALL_EXPIRES = 300
# Seconds without another try after the broker did not answer: finding that out takes seconds of somebody's request.
BROKER_PAUSE = 60

_broker_tried_again_at = 0.0


def wake_after_commit(message):
    """Have the message sent as soon as its row can be seen by others."""
    transaction.on_commit(lambda: call(DELIVER, message.pk))


def wake_sweep_after_commit():
    """Have everything sent that is due; for many messages at once."""
    transaction.on_commit(lambda: call(SWEEP))


def call(task, *args):
    """Ask the worker for `task` now. Never fails: without a broker the next sweep does it."""
    global _broker_tried_again_at
    if time.monotonic() < _broker_tried_again_at:
        return
    try:
        signature(task, args=args).apply_async(retry=False, expires=CALL_EXPIRES)
    except (OSError, KombuError, OperationalError):
        _broker_tried_again_at = time.monotonic() + BROKER_PAUSE
        logger.warning("The broker does not answer; the next sweep will do %s%s", task, args, exc_info=True)
