"""The portal's own scheduled tasks (the schedule stands in celery.py)."""

import logging
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.services import refresh_all_staff
from admissions.services.completion import lapse_overdue
from events.services.newsletter import purge_unconfirmed
from notifications.services import send_reminders
from programme.models import Heartbeat
from records.kept_input import purge_kept_input

logger = logging.getLogger(__name__)


@shared_task
def beat_heartbeat():
    """Notes that clock, broker and worker are alive; /readyz reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@shared_task
def daily():
    """What is done once a day, and again by every worker that starts: each part may run at any time, twice as well.

    One part that fails keeps none of the others from being done; it fails the task afterwards, for the log.
    """
    day = timezone.localdate()
    parts = [
        # First what ends by itself, so that nobody is reminded of it.
        lambda: lapse_overdue(day),
        lambda: send_reminders(day, today=day),
        lambda: refresh_all_staff(day),
        lambda: purge_unconfirmed(timezone.now()),
        lambda: purge_kept_input(timezone.now()),
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired,
    ]
    failures = []
    for part in parts:
        try:
            part()
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("daily work", failures)
