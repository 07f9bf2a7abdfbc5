"""`make bench`: what a page costs the web server, and how long the commands take, over seeded data.

Everything happens in a temporary folder with a database of its own; the portal's is not touched. gunicorn serves on a
free port of this machine. For each page: the CPU time of the server's processes per request, as milliseconds and as
a multiple of the reference page (scripts/bench_reference.py) measured in the same rounds; medians of the rounds.

BENCH_CLUSTERS, BENCH_APPLICATIONS: how much is seeded. BENCH_ROUNDS, BENCH_SECONDS: how often and for how long each
page is asked for. BENCH_DATABASE_URL: a PostgreSQL database that does not exist yet; it is made, used and dropped.
BENCH_REDIS_URL: the cache and broker of the production variant.
"""

import http.client
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

BASE_DIR = Path(__file__).resolve().parent.parent
CLUSTERS = os.environ.get("BENCH_CLUSTERS", "1000")
APPLICATIONS = os.environ.get("BENCH_APPLICATIONS", "1000")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "0.4"))
REFERENCE = "reference page"
# Seconds; a machine that is busy with other work needs several times those of an idle one.
LONGEST_COMMAND = 900
TICKS = os.sysconf("SC_CLK_TCK")

# Name, who asks (None: a visitor), address. {n} is another number each time: no answer comes from the cache.
PAGES = [
    ("home, cached", None, "/"),
    ("home", None, "/?n={n}"),
    ("directory, cached", None, "/clusters/"),
    ("directory", None, "/clusters/?n={n}"),
    ("directory, signed in", "manager@demo.example", "/clusters/"),
    ("directory, search", None, "/clusters/?q=photonik&n={n}"),
    ("profile", None, "/clusters/holzbau-cluster-musterland/?n={n}"),
    ("facts", None, "/facts/?n={n}"),
    ("map", None, "/map/?n={n}"),
    ("events", None, "/events/?n={n}"),
    ("API: clusters (50)", None, "/api/v1/clusters/"),
    ("my tasks", "manager@demo.example", "/my/"),
    ("my applications", "applicant@demo.example", "/apply/"),
    ("review desk", "board1@demo.example", "/review/"),
    ("ministry's desk", "ministry@demo.example", "/decide/"),
    ("office's desk", "office@demo.example", "/admin/"),
    ("office: applications", "office@demo.example", "/admin/admissions/application/"),
    ("office: clusters", "office@demo.example", "/admin/clusters/cluster/"),
]
PDF = """
import statistics, time
from django.utils import timezone
from admissions import pdf
from admissions.models import Decision
decision = Decision.objects.filter(outcome="admitted").first()
times = []
for _ in range(10):
    start = time.perf_counter()
    pdf.decision_letter(decision, pdf.letter_text(decision), "de", timezone.localdate())
    times.append(time.perf_counter() - start)
print(statistics.median(times))
"""
LOGIN = """
from django.test import Client
from accounts.models import User
for email in {emails!r}:
    client = Client()
    client.force_login(User.objects.get(email=email))
    print(email, client.cookies["sessionid"].value)
"""


# --- Set-up ------------------------------------------------------------------


@contextmanager
def own_database(folder):
    """The address of an empty database that is gone afterwards."""
    url = os.environ.get("BENCH_DATABASE_URL", "")
    if not url:
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    server, _slash, name = url.rpartition("/")
    statement = sql.Identifier(name)
    # Fails when the database exists: it may be somebody's.
    on_server(server, sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(statement))
    try:
        yield url
    finally:
        on_server(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(statement))


def on_server(server, statement):
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def own_environment(folder, database, port):
    """Settings of the production variant; nothing of the machine's .env reaches them."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "goclusterportal.settings",
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "REDIS_URL": os.environ.get("BENCH_REDIS_URL", ""),
        "EMAIL_URL": "",
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DEMO_PASSWORD": secrets.token_urlsafe(12),
        "LOG_LEVEL": "ERROR",
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(environment, *arguments):
    """Run a command of manage.py; returns (what it printed, seconds). A failure ends the bench."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=environment, text=True, capture_output=True,
        check=False, timeout=LONGEST_COMMAND,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout, time.perf_counter() - start


@contextmanager
def gunicorn(application, port, environment):
    """One worker behind a port of this machine; yields the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
         "--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "error"],
        cwd=BASE_DIR,
        env=environment,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(port, process):
    for _attempt in range(300):
        if process.poll() is not None:
            sys.exit("gunicorn ended; see its message above.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("gunicorn does not answer.")


# --- Pages -------------------------------------------------------------------


class Target:
    """One page on one server."""

    serial = 0

    def __init__(self, name, server, port, address, cookie=None):
        self.name, self.server, self.port, self.address = name, server, port, address
        self.headers = {"Accept": "text/html,*/*;q=0.8"}
        if cookie:
            self.headers["Cookie"] = f"sessionid={cookie}"
        self.costs, self.times, self.size = [], [], 0

    def ask(self, connection):
        Target.serial += 1
        connection.request("GET", self.address.replace("{n}", str(Target.serial)), headers=self.headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{self.name}: {self.address} answered {answer.status} {answer.headers.get('Location', '')}")
        self.size = len(body)

    def measure(self, seconds):
        """Ask for `seconds`, at least five times; keeps CPU and elapsed milliseconds per request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _warm in range(2):
            self.ask(connection)
        before, start, asked = cpu_seconds(self.server), time.perf_counter(), 0
        while asked < 5 or time.perf_counter() - start < seconds:
            self.ask(connection)
            asked += 1
        self.times.append(1000 * (time.perf_counter() - start) / asked)
        self.costs.append(1000 * (cpu_seconds(self.server) - before) / asked)
        connection.close()


def cpu_seconds(process):
    """CPU time of a process and its children, user and system, finished threads included."""
    return sum(map(_cpu_of, [process.pid, *_children(process.pid)]))


def _children(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _cpu_of(pid):
    # After the name in brackets, which may contain spaces: fields 3 and up; utime and stime are 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def print_pages(targets):
    reference = targets[0]
    print(f"\n{'CPU ms':>8} {'multiple':>9} {'elapsed ms':>11} {'bytes':>8}   page (median of {ROUNDS} rounds)")
    for one in targets:
        multiple = statistics.median(cost / base for cost, base in zip(one.costs, reference.costs, strict=True))
        print(
            f"{statistics.median(one.costs):8.2f} {multiple:9.2f} {statistics.median(one.times):11.2f} "
            f"{one.size:8}   {one.name}"
        )


# --- Commands ----------------------------------------------------------------


def clusters_file(folder, rows=20_000):
    file = folder / "clusters.csv"
    lines = ["name,short_name,city,federal_state,technology_field,field_codes,website,label,label_year,source"]
    lines += [
        f"Messreihe {n} e.V.,M{n},Musterstadt,Bayern,Messtechnik,measurement,https://m{n}.example/,gold,2024,bench"
        for n in range(rows)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def print_commands(folder, environment):
    print(f"\n{'seconds':>8}   command, start of Python included")
    for name, *arguments in (
        ("send_reminders, the first run", "send_reminders"),
        ("send_reminders, all sent before", "send_reminders"),
        ("import_clusters, 20,000 rows", "import_clusters", clusters_file(folder)),
    ):
        said, seconds = manage(environment, *arguments)
        print(f"{seconds:8.2f}   {name}: {said.strip()}", flush=True)
    said, _seconds = manage(environment, "shell", "--no-imports", "--verbosity", "0", "--command", PDF)
    print(f"{float(said) * 1000:5.0f} ms   letter of admission as PDF, median of 10, without the start")


def main() -> int:
    if not Path("/proc/self/stat").exists():
        print("The bench reads CPU times from /proc: it runs on Linux only.", file=sys.stderr)
        return 1
    begun = time.perf_counter()
    folder = Path(tempfile.mkdtemp(prefix="goclusterportal-bench-"))
    try:
        with own_database(folder) as database:
            bench(folder, database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")
    return 0


def bench(folder, database):
    port, reference_port = free_port(), free_port()
    environment = own_environment(folder, database, port)
    print(f"Database: {urlsplit(database).scheme}, cache: {'Redis' if environment['REDIS_URL'] else 'files'}")
    for arguments in (
        ["collectstatic", "--no-input"],
        ["migrate", "--no-input"],
        ["demo"],
        ["seed", "--clusters", CLUSTERS, "--applications", APPLICATIONS],
    ):
        said, seconds = manage(environment, *arguments)
        print(f"{seconds:8.2f}   {arguments[0]}{': ' + said.strip() if arguments[0] == 'seed' else ''}", flush=True)
    subprocess.run([sys.executable, "scripts/bench_reference.py", "rows"], cwd=BASE_DIR, env=environment, check=True)
    emails = sorted({email for _name, email, _address in PAGES if email})
    said, _seconds = manage(
        environment, "shell", "--no-imports", "--verbosity", "0", "--command", LOGIN.format(emails=emails)
    )
    cookies = dict(line.split() for line in said.splitlines())
    with (
        gunicorn("scripts.bench_reference:application", reference_port, environment) as bare,
        gunicorn("goclusterportal.wsgi:application", port, environment) as portal,
    ):
        targets = [Target(REFERENCE, bare, reference_port, "/")]
        targets += [Target(name, portal, port, address, cookies.get(email)) for name, email, address in PAGES]
        # In rotation, so that every page meets the same noise of the machine.
        for _round in range(ROUNDS):
            for target in targets:
                target.measure(SECONDS)
        print_pages(targets)
    print_commands(folder, environment)


if __name__ == "__main__":
    sys.exit(main())
