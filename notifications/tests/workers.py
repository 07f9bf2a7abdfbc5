"""Real Celery workers and clocks on the test database."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta

import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from programme.models import Job

APPLICATION = "notifications.tests.worker_app"


def wait_for(condition, what, deadline=60):
    """Ask until `condition()` is true; AssertionError naming `what` when it is not in time (seconds)."""
    end = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < end, f"not in {deadline} seconds: {what}"
        time.sleep(0.02)


def database_url():
    """The address of the test database, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
    return f"postgres://{known['USER']}{password}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


class _CeleryProcess:
    """One process of Celery, in a process group of its own."""

    def __init__(self, folder, name, *arguments, mail_port, redis_url=""):
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            "TESTING": "0",
            "DEBUG": "0",
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": database_url(),
            "REDIS_URL": redis_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "VAR_DIR": str(folder),
            "C_FORCE_ROOT": "1",
        }
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", APPLICATION, *arguments],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self):
        """SIGKILL, as a machine that loses its power."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def runner(self):
        """As the process names itself at a job's lease (programme/jobs.py)."""
        return f"{socket.gethostname()[:100]}:{self.process.pid}"


class Worker(_CeleryProcess):
    """A worker with two threads, half of what the Procfile gives it."""

    def __init__(self, folder, *, name="worker", **options):
        super().__init__(
            folder,
            name,
            *("worker", "-P", "threads", "-c", "2", "-n", f"{name}@localhost", "--without-gossip", "--without-mingle"),
            **options,
        )


class Beat(_CeleryProcess):
    """A clock with a schedule file of its own, as one on another machine has it."""

    def __init__(self, folder, *, name="beat", **options):
        super().__init__(folder, name, "beat", "--pidfile=", "-s", str(folder / f"{name}.schedule"), **options)


@contextlib.contextmanager
def worker(folder, **options):
    """A worker for the length of the block; its log is shown when the block fails."""
    running = Worker(folder, **options)
    try:
        yield running
    except BaseException:
        show_log(running)
        raise
    finally:
        running.kill()


def show_log(process):
    print(process.log.read_text(encoding="utf-8", errors="replace")[-5000:])  # noqa: T201 (pytest shows it)


def let_leases_run_out(runner):
    """As if the time had passed after which the jobs of a dead process are anybody's."""
    Job.objects.filter(runner=runner).exclude(lease_token="").update(lease_until=timezone.now() - timedelta(seconds=1))


@contextlib.contextmanager
def filesystem_caller(folder):
    """`send(task, *args)`: asks the workers in this folder for a task, through the filesystem broker."""
    messages = str(folder / "broker" / "messages")
    options = {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(folder / "broker" / "control"),
    }
    with Celery(broker="filesystem://", broker_transport_options=options, set_as_current=False) as caller:
        yield lambda task, *args: caller.send_task(task, args=args, queue=settings.CELERY_TASK_DEFAULT_QUEUE)


def forget_calls(folder):
    """Leave nothing of the test in Redis."""
    with redis.from_url(settings.REDIS_URL) as broker:
        for key in broker.scan_iter(match=f"{folder}:*"):
            broker.delete(key)
