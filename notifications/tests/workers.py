"""Real Celery workers on the test database."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection


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


class Worker:
    """One worker process with its children, in a process group of its own."""

    def __init__(self, folder, *, mail_port, redis_url="", pool="threads", name="worker"):
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
                [
                    *(sys.executable, "-m", "celery", "-A", "goclusterportal", "worker", "-P", pool, "-c", "2"),
                    *("-n", f"{name}@localhost", "--without-gossip", "--without-mingle"),
                ],
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


@contextlib.contextmanager
def worker(folder, **options):
    """A worker for the length of the block; its log is shown when the block fails."""
    running = Worker(folder, **options)
    try:
        yield running
    except BaseException:
        print(running.log.read_text(encoding="utf-8", errors="replace")[-5000:])  # noqa: T201 (pytest shows it)
        raise
    finally:
        running.kill()
