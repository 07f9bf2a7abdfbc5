"""How a ladder's texts read for its real deadlines and their real recipients."""

from dataclasses import dataclass
from datetime import date

from notifications.ladder import Rung, rung_date
from notifications.placeholders import BadText
from notifications.sources import Due, source_for
from records.visibility import closed_keys

from .recipients import is_deliverable, recipients_of
from .reminders import title_of
from .wording import words_of

# So many deadlines are offered to choose from: the next ones.
MOST = 30


@dataclass(frozen=True)
class Deadline:
    """One deadline to look at."""

    due: Due
    title: str


def next_deadlines(kind: str, user, day: date) -> list[Deadline]:
    """The ladder's open deadlines, the next first, then those gone by; none that is closed to the person."""
    source = source_for(kind)
    if source is None:
        return []
    found = list(source.due(day))
    closed = closed_keys(kind, [due.subject_key for due in found], user, day)
    dues = [due for due in found if due.subject_key not in closed]
    dues.sort(key=lambda due: (due.due_on < day, abs((due.due_on - day).days), due.subject_key))
    return [Deadline(due, title_of(source, due.subject_key)) for due in dues[:MOST]]


def texts_of(rung, due: Due, kind: str) -> list[dict]:
    """What each recipient of the rung would read, in their language: [{recipient, is_deliverable, subject, body}].

    A text that cannot be filled in has "fault" instead.
    """
    source = source_for(kind)
    texts = []
    for person in recipients_of(source, rung, due.subject_key):
        text = {"recipient": person, "is_deliverable": is_deliverable(person), "language": person.language}
        try:
            text["subject"], text["body"] = words_of(rung, source, due, person)
        except BadText as error:
            text["fault"] = str(error)
        texts.append(text)
    return texts


def day_of(rung, due: Due) -> date:
    """The day from which the rung is due for this deadline."""
    return rung_date(Rung(rung.key, rung.months, rung.days), due.due_on)
