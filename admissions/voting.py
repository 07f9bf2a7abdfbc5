"""The board's vote: when it can act, and what a count of votes amounts to.

Pure: no query, no request, no clock. Nothing about the board's votes is published, so all of this is our design [D];
the share of the quorum is part of the catalogue version.

- Entitled is who holds an appointment that day and is not conflicted. Who has not been asked yet is entitled.
- Nobody votes before a chair opened the vote, after it was closed, or after the deadline's day of a circulation.
- An abstention counts for the quorum, not for the majority.
- Admission is recommended when there are more yes than no. A tie does not recommend it.
"""

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Choice(StrEnum):
    """One member's vote. The words for it stand at the model's field."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Count:
    """Votes of one round, and how many might have voted."""

    yes: int
    no: int
    abstain: int
    entitled: int

    @property
    def cast(self) -> int:
        """Votes given, abstentions included."""
        return self.yes + self.no + self.abstain

    @property
    def recommends(self) -> bool:
        """Whether the count recommends admission: more yes than no."""
        return self.yes > self.no


def takes_votes(closed_on: datetime.date | None, closes_on: datetime.date | None, day: datetime.date) -> bool:
    """Whether an opened vote takes votes on `day`: not closed by hand, and not past the last day for voting."""
    return closed_on is None and (closes_on is None or day <= closes_on)


def counting_day(closed_on: datetime.date | None, closes_on: datetime.date | None, day: datetime.date) -> datetime.date:
    """The day on which the entitled are counted: the day the vote ended, `day` while it is running."""
    ends = [end for end in (closed_on, closes_on) if end is not None]
    return min(ends, default=day) if not takes_votes(closed_on, closes_on, day) else day


def count(ballots: Iterable[str], entitled: int) -> Count:
    """The count of some votes. Raises ValueError for an unknown vote or more votes than members entitled."""
    given = [Choice(ballot) for ballot in ballots]
    if len(given) > entitled:
        raise ValueError(f"{len(given)} votes of {entitled} members")
    return Count(given.count(Choice.YES), given.count(Choice.NO), given.count(Choice.ABSTAIN), entitled)


def votes_needed(entitled: int, quorum: tuple[int, int]) -> int:
    """How many must vote: at least the share `quorum` (numerator, denominator) of the entitled, and at least one."""
    numerator, denominator = quorum
    return max(1, math.ceil(Fraction(numerator * entitled, denominator)))


def has_quorum(counted: Count, quorum: tuple[int, int]) -> bool:
    """Whether enough members voted. Exactly the share is enough."""
    return counted.cast >= votes_needed(counted.entitled, quorum)
