"""Fails when constraints.txt does not hold what requirements.txt asks for, or names where it was downloaded."""

import re
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(file_name: str) -> dict[str, str]:
    text = (BASE_DIR / file_name).read_text(encoding="utf-8")
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PIN.findall(text)}


def main() -> int:
    wanted, locked = pins("requirements.txt"), pins("constraints.txt")
    problems = [
        f"{name} {version} is required, but {locked.get(name, 'nothing')} is locked: run `make lock`"
        for name, version in wanted.items()
        if locked.get(name) != version
    ]
    lock = (BASE_DIR / "constraints.txt").read_text(encoding="utf-8")
    if re.search(r"://|^\s*--(?!hash)", lock, re.MULTILINE):
        problems.append("constraints.txt holds an option or a download address")
    print("\n".join(problems) or f"{len(locked)} packages locked.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
