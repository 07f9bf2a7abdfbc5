"""The portal's own scheduled tasks (the schedule stands in celery.py)."""

import logging
from datetime import datetime, time, timedelta
from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.services import refresh_all_staff
from admissions.services.completion import lapse_overdue
from events.services.editions import purge_submissions
from events.services.newsletter import purge_unconfirmed
from events.services.registration_privacy import purge_registrations
from notifications.services import send_reminders
from programme import jobs
from programme.models import Heartbeat
from records.kept_input import purge_kept_input
from records.picture_uses import purge_pictures

from .public.feedback import purge_feedback

logger = logging.getLogger(__name__)

DAILY = "daily"
# In Europe/Berlin.
DAY_BEGINS = time(6)
ONE_DAY = timedelta(days=1)
# A day's work that takes longer hangs.
LONGEST_DAY = timedelta(hours=1)


@shared_task
def beat_heartbeat():
    """Notes that clock, broker and worker are alive; /readyz reads it."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@shared_task
def daily():
    """The day's work now, unless a run of it is under way (programme/jobs.py).

    Every worker that starts does it, whatever was done before: each part may run at any time, twice as well.
    """
    with jobs.only_run(DAILY, longest=LONGEST_DAY) as ours:
        if ours:
            work_of_the_day(timezone.localdate())


@shared_task
def daily_if_due():
    """The day's work if no run since its last beginning came to an end: missed, killed or failed, it is made up for."""
    if jobs.is_due(DAILY, latest_beginning(timezone.now())):
        daily()


def latest_beginning(now):
    """The latest six o'clock, by the portal's clock, that is not after `now`."""
    local = timezone.localtime(now)
    beginning = datetime.combine(local.date(), DAY_BEGINS, tzinfo=local.tzinfo)
    return beginning if beginning <= now else datetime.combine(local.date() - ONE_DAY, DAY_BEGINS, tzinfo=local.tzinfo)


def work_of_the_day(day):
    """What is done once a day. One part that fails keeps none of the others from being done; it fails the run
    afterwards, so that it is logged and repeated."""
    parts = [
        # First what ends by itself, so that nobody is reminded of it.
        lambda: lapse_overdue(day),
        lambda: remind(day),
        lambda: refresh_all_staff(day),
        lambda: purge_unconfirmed(timezone.now()),
        lambda: purge_submissions(day, timezone.now()),
        lambda: purge_registrations(day, timezone.now()),
        lambda: purge_kept_input(timezone.now()),
        lambda: purge_pictures(timezone.now()),
        lambda: purge_feedback(timezone.now()),
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


def remind(day):
    """Send the reminders of the day; RuntimeError when a kind of deadline could not be asked, so that it is again."""
    counts = send_reminders(day, today=day)
    if counts.broken:
        raise RuntimeError(f"{counts.broken} kinds of reminders came to a stop; the log names them")
