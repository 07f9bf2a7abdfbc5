"""One list of the office's desk."""

from dataclasses import dataclass, field

MOST = 10
"""So many rows per list; the rest is behind the link."""


@dataclass
class WorkList:
    """One list of the desk: a sentence with the number, rows for components/worklist_row.html, a way to all of them."""

    key: str
    title: str
    sentence: str
    rows: list = field(default_factory=list)
    url: str = ""
    count: int | None = None
    """How many there are, when `rows` are only the first of them."""
    # The lists behind it, with their numbers (components/chips.html).
    chips: list = field(default_factory=list)

    @property
    def shown(self):
        return self.rows[:MOST]

    @property
    def hidden(self):
        return max(0, (len(self.rows) if self.count is None else self.count) - MOST)
