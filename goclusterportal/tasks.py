"""The portal's own scheduled tasks (the schedule stands in the settings)."""

from celery import shared_task
from django.utils import timezone

from programme.models import Heartbeat


@shared_task
def beat_heartbeat():
    """Notes that clock, broker and worker are alive; /readyz reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})
