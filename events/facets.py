"""Filters of the events to come: what may be chosen, how many there are, and the address of each choice. Pure."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

ONLINE = "online"
MOST_MONTHS = 24
"""Nobody looks for an event by its third year [D]; it keeps a mistyped end from filling the page with months."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the filters look at, of one event: key, kind, places (ISO code of the Land, "online"), months it touches."""

    key: int
    kind: str
    places: tuple[str, ...]
    months: tuple[str, ...]

    def values(self, facet: str) -> tuple[str, ...]:
        return {"kind": (self.kind,), "land": self.places, "month": self.months}[facet]


def months_of(first: date, last: date) -> tuple[str, ...]:
    """The months from one day to another, as "2027-05"."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    numbers = range(start, min(end, start + MOST_MONTHS - 1) + 1)
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)


FACETS = ("kind", "land", "month")


def chosen_values(asked: dict[str, list[str]], known: dict[str, set[str]]) -> dict[str, list[str]]:
    """What was asked for, without what is no such value, each once, in a fixed order."""
    return {facet: sorted(set(asked.get(facet, [])) & known[facet]) for facet in FACETS}


def found(events: list[Facts], chosen: dict[str, list[str]], *, but: str = "") -> list[Facts]:
    """The events that have one of the chosen values in each facet; `but` leaves one facet out."""
    wanted = {facet: set(values) for facet, values in chosen.items() if values and facet != but}
    return [one for one in events if all(set(one.values(facet)) & values for facet, values in wanted.items())]


def counts(events: list[Facts], chosen: dict[str, list[str]], facet: str) -> Counter[str]:
    """How many events each value of a facet would show, the other facets as they are chosen."""
    return Counter(value for one in found(events, chosen, but=facet) for value in one.values(facet))


def toggled(chosen: dict[str, list[str]], facet: str, value: str) -> list[tuple[str, str]]:
    """The parameters of an address with one value taken in or out; a repeated parameter per value."""
    values = set(chosen[facet]) ^ {value}
    state = {**chosen, facet: sorted(values)}
    return [(name, one) for name in FACETS for one in state[name]]
