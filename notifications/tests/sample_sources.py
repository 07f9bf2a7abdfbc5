"""A source of deadlines for tests, kept in plain attributes instead of tables."""

from dataclasses import dataclass, field
from datetime import date

from notifications.models import Ladder, LadderRung
from notifications.sources import Due, Recipient


@dataclass
class ListedSource:
    """Deadlines by key, who is responsible, and which of them have been met."""

    kind: str = "sample"
    deadlines: dict[str, date] = field(default_factory=dict)
    people: dict[str, list[Recipient]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    asked_for: list[date] = field(default_factory=list)

    def due(self, day):
        return [Due(key, due_on) for key, due_on in self.deadlines.items() if key not in self.met]

    def due_on(self, key):
        return self.deadlines.get(key)

    def still_stands(self, key, day):
        self.asked_for.append(day)
        return key not in self.met

    def recipients(self, key):
        return self.people.get(key, [])

    def context(self, key, language):
        return {"title": f"Fall {key}", "cluster": f"Cluster {key}", "link": "/en/my/" if language == "en" else "/my/"}


def person(number, **fields):
    return Recipient(
        **{"key": f"person:{number}", "email": f"p{number}@portal.test", "name": f"Person {number}", **fields}
    )


def make_ladder(*rungs, kind="sample", **fields):
    """A ladder with rungs given as (key, months, days) or (key, months, days, audience)."""
    ladder = Ladder.objects.create(kind=kind, name_de="Beispiel", name_en="Sample", **fields)
    for key, months, days, *audience in rungs:
        LadderRung.objects.create(
            ladder=ladder,
            key=key,
            months=months,
            days=days,
            audience=audience[0] if audience else "responsible",
            subject_de=f"{{cluster}} {key} am {{due_on}}",
            subject_en=f"{{cluster}} {key} on {{due_on}}",
            body_de="Guten Tag {name},\n\nfällig: {due_on}\n\n{link}",
            body_en="Dear {name},\n\ndue: {due_on}\n\n{link}",
        )
    return ladder
