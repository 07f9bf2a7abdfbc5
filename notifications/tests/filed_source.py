"""A source of deadlines that a test lists in a file, for the workers it starts."""

import json
from datetime import date
from pathlib import Path

from django.conf import settings

from notifications.sources import Due, Recipient

# In the folder of the test. The second is a named pipe: who opens it to read waits until somebody writes.
DEADLINES = "deadlines.json"
HANGING = "hanging.pipe"


def list_deadlines(folder, deadlines):
    """Have the workers in this folder remind of these: number of the person responsible -> day."""
    content = json.dumps({number: day.isoformat() for number, day in deadlines.items()})
    (folder / DEADLINES).write_text(content, encoding="utf-8")


class FiledSource:
    """Deadlines from the file; the same people, whatever process asks."""

    kind = "sample"

    def due(self, day):
        folder = Path(settings.VAR_DIR)
        if (folder / HANGING).exists():
            (folder / HANGING).read_bytes()
        file = folder / DEADLINES
        listed = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return [Due(number, date.fromisoformat(due_on)) for number, due_on in listed.items()]

    def due_on(self, key):
        return None

    def still_stands(self, key, day):
        return True

    def recipients(self, key):
        return [Recipient(key=f"person:{key}", email=f"p{key}@portal.test", name=f"Person {key}")]

    def context(self, key, language):
        return {"title": f"Fall {key}", "cluster": f"Cluster {key}", "link": "/my/"}
