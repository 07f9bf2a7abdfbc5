"""Wake-up calls for the worker. Each reads its rows anew, so it may come late, twice, or not at all."""

from datetime import timedelta

from celery import shared_task

from programme import jobs

from .services import sending

# A sweep that takes longer hangs.
LONGEST_SWEEP = timedelta(hours=1)


@shared_task(name="notifications.tasks.sweep")
def sweep():
    """Send whatever waits; runs each minute and when a worker starts, one at a time (programme/jobs.py)."""
    with jobs.only_run("sweep", longest=LONGEST_SWEEP) as ours:
        # Again for what was queued meanwhile, whose wake-up call found this run at work.
        while ours and sending.send_due().sent:
            pass


@shared_task(name="notifications.tasks.deliver")
def deliver(message_pk):
    """Send one message right after the commit of the act that wrote it."""
    sending.send_one(message_pk)
