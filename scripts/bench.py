"""`make bench`: times the main pages and commands over seeded data, in a database of its own under var/bench.

BENCH_CLUSTERS and BENCH_APPLICATIONS set the size, BENCH_ROUNDS how often each page is asked for.
The figures are those of one process without a network: good for comparing two versions on one machine, nothing else.
"""

import os
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
BENCH_DIR = BASE_DIR / "var" / "bench"
CLUSTERS = os.environ.get("BENCH_CLUSTERS", "300")
APPLICATIONS = os.environ.get("BENCH_APPLICATIONS", "200")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))

# Who asks for what; None is a visitor.
PAGES = [
    (None, "/"),
    (None, "/clusters/"),
    (None, "/clusters/?q=mobil"),
    (None, "/map/"),
    (None, "/facts/"),
    (None, "/events/"),
    (None, "/api/v1/clusters/"),
    ("manager@demo.example", "/my/"),
    ("applicant@demo.example", "/apply/"),
    ("board1@demo.example", "/review/"),
    ("ministry@demo.example", "/decide/"),
    ("office@demo.example", "/admin/"),
    ("office@demo.example", "/admin/clusters/cluster/"),
    ("office@demo.example", "/admin/admissions/application/"),
]
COMMANDS = [["send_reminders", "--dry-run"], ["demo"]]


def own_environment() -> None:
    """Settings of the production variant, with data of their own."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="goclusterportal.settings",
        VAR_DIR=str(BENCH_DIR),
        DATABASE_URL=os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{BENCH_DIR / 'db.sqlite3'}"),
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="testserver",
        SITE_URL="http://testserver",
        DEMO_PASSWORD=secrets.token_urlsafe(12),
        LOG_LEVEL="ERROR",
    )


def timed_command(*arguments: str) -> None:
    start = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=BASE_DIR, check=True, stdout=subprocess.DEVNULL)
    print(f"{time.perf_counter() - start:8.2f} s   manage.py {' '.join(arguments)}", flush=True)


def time_pages() -> int:
    import django

    sys.path.insert(0, str(BASE_DIR))
    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    failed = 0
    print(f"\n{'median':>8} {'slowest':>10} {'queries':>8}   page (as)")
    for email, address in PAGES:
        client = Client()
        if email is not None:
            client.force_login(get_user_model().objects.get(email=email))
        durations = []
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        for _round in range(ROUNDS):
            start = time.perf_counter()
            answer = client.get(address)
            durations.append((time.perf_counter() - start) * 1000)
        note = "" if answer.status_code == 200 else f"  ANSWERED {answer.status_code}"
        failed += bool(note)
        print(
            f"{statistics.median(durations):5.1f} ms {max(durations):7.1f} ms {len(queries):8}   "
            f"{address} ({email or 'visitor'}){note}",
            flush=True,
        )
    return failed


def main() -> int:
    shutil.rmtree(BENCH_DIR, ignore_errors=True)
    BENCH_DIR.mkdir(parents=True)
    own_environment()
    timed_command("collectstatic", "--no-input")
    timed_command("migrate", "--no-input")
    timed_command("demo")
    timed_command("seed", "--clusters", CLUSTERS, "--applications", APPLICATIONS)
    for command in COMMANDS:
        timed_command(*command)
    return 1 if time_pages() else 0


if __name__ == "__main__":
    sys.exit(main())
