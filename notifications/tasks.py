"""Wake-up calls for the worker. Each reads its rows anew, so it may come late, twice, or not at all."""

from celery import shared_task

from .services import sending


@shared_task(name="notifications.tasks.sweep")
def sweep():
    """Send whatever waits; runs each minute and when a worker starts."""
    sending.send_due()


@shared_task(name="notifications.tasks.deliver")
def deliver(message_pk):
    """Send one message right after the commit of the act that wrote it."""
    sending.send_one(message_pk)
