"""The W3C checker: whether it is here, and what it says about the files of a folder."""

import json
import shutil
import subprocess
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
JAR = BASE_DIR / "quality/node_modules/vnu-jar/build/dist/vnu.jar"
JAVA = shutil.which("java")
MISSING = [name for name, there in [("Java", JAVA), ("vnu.jar (make quality-tools)", JAR.exists())] if not there]
NO_CHECKER = f"NO W3C CHECKER: without {' and '.join(MISSING)} no page's HTML is judged." if MISSING else ""


def judge(folder):
    """The checker's messages about the files of a folder."""
    done = subprocess.run(
        [
            JAVA,
            "-Xss1m",
            "-jar",
            str(JAR),
            "--format",
            "json",
            "--exit-zero-always",
            "--stdout",
            "--skip-non-html",
            ".",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout)["messages"]


def told(messages, pages):
    """The messages, each once, with the first page that has it and the number of its pages."""
    found = {}
    for message in messages:
        text = f"{message['message']} – {message.get('extract', '').strip()[:160]}"
        found.setdefault(text, []).append(pages[Path(message["url"]).name])
    return [f"{places[0]} and {len(places) - 1} more: {text}" for text, places in found.items()]
