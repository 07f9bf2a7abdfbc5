"""The wake-up call of the newsletter. It reads its rows anew, so it may come late, twice, or not at all."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from programme import jobs

from .services import newsletter_sending

# Writing a batch takes a second or two; a run that takes longer hangs.
LONGEST = timedelta(minutes=10)


@shared_task(name=newsletter_sending.TASK)
def newsletter():
    """The next batch of each issue under way; runs each minute and right after a release."""
    with jobs.only_run("newsletter", longest=LONGEST) as ours:
        if ours:
            newsletter_sending.queue_due(timezone.now())
