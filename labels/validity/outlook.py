"""The months ahead: which labels run out in which quarter."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from programme.calendar import add_months, end_of_month

from .awards import AwardFacts, Level


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return end_of_month(add_months(self.first_day, 2))


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarters_from(day: date, count: int) -> list[Quarter]:
    """So many quarters, beginning with that of `day`; a negative count leads back and ends with it."""
    steps = range(count) if count >= 0 else range(count + 1, 1)
    return [quarter_of(add_months(day.replace(day=1), 3 * step)) for step in steps]


def last_days(awards: Collection[AwardFacts], day: date) -> list[tuple[Level, date]]:
    """Level and last day of every confirmed award that runs on or after `day` and that no award of the same or a
    higher level continues."""
    ranks = list(Level)
    standing = [
        award
        for award in awards
        if award.confirmed and award.valid_until is not None and (award.revoked_on is None or award.revoked_on > day)
    ]
    return [
        (award.level, award.valid_until)
        for award in standing
        if award.valid_until is not None
        and award.valid_until >= day
        and not any(
            other.valid_until is not None
            and other.valid_until > award.valid_until
            and ranks.index(other.level) >= ranks.index(award.level)
            for other in standing
        )
    ]


def per_quarter(ends: Iterable[tuple[Level, date]], day: date, quarters: int) -> dict[Quarter, Counter]:
    """How many labels of each level end in each of the next quarters; a quarter without any has an empty count."""
    found = {quarter: Counter() for quarter in quarters_from(day, quarters)}
    for level, end in ends:
        if end >= day and quarter_of(end) in found:
            found[quarter_of(end)][level] += 1
    return found
