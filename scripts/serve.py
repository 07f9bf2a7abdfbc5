"""`make run`: database and demo data, then web server, worker and clock (Procfile) until Ctrl-C."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import environ
import honcho.manager
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

BASE_DIR = Path(__file__).resolve().parent.parent
# Seconds until a process that does not end by itself is killed; the worker takes about four to finish its task.
honcho.manager.KILL_WAIT = 15
LOCAL_SITE = "http://127.0.0.1:8000"
# What honcho's manager returns after Ctrl-C and after a polite kill.
STOPPED_BY_HAND = {130, 143}


def main() -> int:
    port = os.environ.setdefault("PORT", "8000")
    if not port.isdigit() or not port_is_free(int(port)):
        print(f"Port {port} is not free. Choose another: make run PORT=8001", file=sys.stderr)
        return 1
    environ.Env.read_env(BASE_DIR / ".env")
    # The local address follows the port; a real one is left as it is.
    if os.environ.get("SITE_URL", LOCAL_SITE) == LOCAL_SITE:
        os.environ["SITE_URL"] = f"http://127.0.0.1:{port}"

    for command in (["migrate", "--no-input", "--verbosity", "0"], ["demo"]):
        result = subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, check=False)
        if result.returncode:
            return result.returncode

    print(f"\nDas Portal startet unter {os.environ['SITE_URL']} – Strg-C beendet es.\n", flush=True)
    return supervise()


def supervise() -> int:
    """Run the processes of the Procfile; when one ends, all end. 0 when a person ended them."""
    manager = Manager(Printer(sys.stdout, colour=sys.stdout.isatty()))
    processes = parse_procfile((BASE_DIR / "Procfile").read_text(encoding="utf-8")).processes
    for name, command in processes.items():
        # exec: the signal to stop reaches the process itself, not a shell around it.
        manager.add_process(name, f"exec {command}", env=os.environ.copy(), cwd=str(BASE_DIR))
    manager.loop()
    if manager.returncode in STOPPED_BY_HAND:
        return 0
    return manager.returncode or 1


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # Ctrl-C while the demo data is still being made.
        sys.exit(0)
