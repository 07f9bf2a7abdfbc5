"""Wake-up calls for the worker. Losing one does no harm: the sweep each minute finds what was lost."""

import logging

from celery import signature
from django.db import transaction
from kombu.exceptions import KombuError, OperationalError

logger = logging.getLogger(__name__)

DELIVER = "notifications.tasks.deliver"
SWEEP = "notifications.tasks.sweep"
# Seconds; an older call has been overtaken by a sweep.
CALL_EXPIRES = 300


def wake_after_commit(message):
    """Have the message sent as soon as its row can be seen by others."""
    transaction.on_commit(lambda: _call(DELIVER, message.pk))


def wake_sweep_after_commit():
    """Have everything sent that is due; for many messages at once."""
    transaction.on_commit(lambda: _call(SWEEP))


def _call(task, *args):
    try:
        signature(task, args=args).apply_async(retry=False, expires=CALL_EXPIRES)
    except (OSError, KombuError, OperationalError):
        logger.warning("The broker does not answer; the next sweep will do %s%s", task, args, exc_info=True)
