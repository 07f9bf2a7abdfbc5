"""One run per job at a time, over all workers, clocks and machines.

A run takes the job's lease by one conditional update and renews it, from a thread of its own, as long as it works. Who
is killed renews it no longer: after LEASE the next run begins. Who hangs renews it for `longest` and no further, so
that nothing hangs for ever. What a job does must bear a second run all the same: a machine may sleep through the end
of its lease and wake up in the middle of its successor's work (docs/decisions/0035-one-run-per-job.md).
"""

import logging
import os
import secrets
import socket
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.models import Q
from django.utils import timezone

from programme.models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEWED_EACH = timedelta(seconds=20)


@contextmanager
def only_run(name, *, longest):
    """Yields True when this is the only run of the job, False when another is at work: then do nothing.

    `longest` (timedelta) is how long the run may take before it counts as hanging. Leaving the block without an
    exception notes the job as done.
    """
    token = _take(name)
    if token is None:
        logger.info("Job %s is at work elsewhere", name)
        yield False
        return
    keeper = _Keeper(name, token, longest)
    keeper.start()
    try:
        yield True
    except BaseException:
        keeper.end()
        _give_back(name, token)
        raise
    keeper.end()
    _give_back(name, token, done_at=timezone.now())


def is_due(name, since: datetime) -> bool:
    """Whether no run of the job has come to its end at or after the moment `since`."""
    return not Job.objects.filter(name=name, done_at__gte=since).exists()


def _take(name):
    """The token of a new lease, None when somebody else holds one."""
    now = timezone.now()
    lease = {
        "lease_token": secrets.token_hex(16),
        "lease_until": now + LEASE,
        "started_at": now,
        "runner": this_runner(),
    }
    free = Job.objects.filter(name=name).filter(Q(lease_until=None) | Q(lease_until__lt=now))
    taken = free.update(**lease) or Job.objects.get_or_create(name=name, defaults=lease)[1]
    return lease["lease_token"] if taken else None


def this_runner():
    """Machine and process, as they are noted at the lease."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}"


def _renew(name, token):
    """Whether the lease is still ours; then it lasts LEASE from now on."""
    return bool(Job.objects.filter(name=name, lease_token=token).update(lease_until=timezone.now() + LEASE))


def _give_back(name, token, **done):
    ours = Job.objects.filter(name=name, lease_token=token).update(lease_token="", lease_until=None, **done)
    if not ours:
        logger.warning("Job %s took longer than its lease; another run may have begun meanwhile", name)


class _Keeper(threading.Thread):
    """Renews the lease of a run while it works. Short runs end before it touches the database."""

    def __init__(self, name, token, longest):
        super().__init__(name=f"lease-of-{name}", daemon=True)
        self.job, self.token = name, token
        self.longest = longest.total_seconds()
        self.ended = threading.Event()

    def end(self):
        self.ended.set()
        self.join()

    def run(self):
        give_up_at = time.monotonic() + self.longest
        try:
            while not self.ended.wait(RENEWED_EACH.total_seconds()):
                if time.monotonic() >= give_up_at:
                    logger.error("Job %s hangs: its lease is not renewed any more", self.job)
                    return
                if not self._renew():
                    return
        finally:
            # Of this thread; a connection that was never opened is closed for nothing.
            connection.close()

    def _renew(self):
        try:
            return _renew(self.job, self.token)
        except Error:
            # The database may be back at the next turn, and the lease has time for another.
            logger.warning("The lease of job %s could not be renewed", self.job, exc_info=True)
            return True
