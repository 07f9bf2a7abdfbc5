"""Counting and narrowing by facets: pure, over sets of places held as the bits of whole numbers.

Place n of the register is bit n. An and, an or and a count of bits over 3,000 clusters take microseconds, so a page
with five facets and some fifty values costs nothing to count.
"""

from dataclasses import dataclass

FACETS = ("land", "field", "label", "size", "international")


@dataclass(frozen=True, slots=True)
class Register:
    """The clusters of a day in the order of their names, and at which places each value of each facet holds."""

    keys: tuple[int, ...]
    names: tuple[str, ...]
    years: tuple[int | None, ...]
    values: dict[str, dict[str, int]]

    @property
    def everyone(self) -> int:
        return (1 << len(self.keys)) - 1

    def having(self, facet: str, codes) -> int:
        """Who has one of these values. Without any: everyone, for then the facet does not narrow."""
        if not codes:
            return self.everyone
        found = 0
        for code in codes:
            found |= self.values[facet].get(code, 0)
        return found


def narrowed(register: Register, found: int, chosen, *, without=None) -> int:
    """Of those found by words, the ones that fit every facet (one of its chosen values); `without` leaves one out."""
    for facet, codes in chosen.items():
        if facet != without:
            found &= register.having(facet, codes)
    return found


def counted(register: Register, found: int, chosen) -> dict[str, dict[str, int]]:
    """For each value of each facet: how many have it among those that fit all the *other* facets.

    So the numbers of a facet do not change by what is chosen in it: one sees what else it holds.
    """
    counts = {}
    for facet, values in register.values.items():
        others = narrowed(register, found, chosen, without=facet)
        counts[facet] = {code: (places & others).bit_count() for code, places in values.items()}
    return counts


def places_in(found: int) -> list[int]:
    """The places of a set, the first first."""
    return [place for place, bit in enumerate(reversed(f"{found:b}")) if bit == "1"]


def as_places(places) -> int:
    """A set from its places, each named any number of times."""
    found = 0
    for place in places:
        found |= 1 << place
    return found
