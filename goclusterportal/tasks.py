"""The portal's own scheduled tasks (the schedule stands in celery.py)."""

import logging
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.services import send_reminders
from programme.models import Heartbeat

logger = logging.getLogger(__name__)


@shared_task
def beat_heartbeat():
    """Notes that clock, broker and worker are alive; /readyz reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@shared_task
def daily():
    """What is done once a day, and again by every worker that starts: each part may run at any time, twice as well."""
    today = timezone.localdate()
    counts = send_reminders(today, today=today)
    logger.info("Reminders due by %s: %s", today, counts)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
