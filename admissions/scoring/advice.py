"""What one set of points still lacks, and where most is to be gained; how points per group become points per criterion.

Both serve people who estimate: the self-check, and the office that tries out a rule before it comes into force.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from .catalogue import CatalogueSpec, Rule, Scores, effective_minimum
from .evaluation import evaluate


@dataclass(frozen=True, slots=True)
class Gain:
    """A scored criterion with room: so many points more are possible, or, under COUNT, enough for its minimum."""

    code: str
    group: str
    points: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What is missing from the threshold, in the unit of the rule, and which criteria help most.

    `short` is points, or under COUNT a number of criteria; 0 when the threshold is reached. `short_groups` is filled
    under EVERY_GROUP only. `open_criteria` are not scored yet and could bring `open_points` at most.
    """

    short: int
    short_groups: tuple[tuple[str, int], ...]
    open_criteria: int
    open_points: int
    gains: tuple[Gain, ...]

    @property
    def total(self) -> int:
        """What all of `gains` would bring together."""
        return sum(gain.points for gain in self.gains)


def advise(spec: CatalogueSpec, scores: Scores, limit: int = 3) -> Advice:
    """Advice on one person's whole points.

    Under OVERALL and EVERY_GROUP the criteria with the most room come first, under EVERY_GROUP only those of groups
    that lack points as long as one does. Under COUNT those come first that need the fewest points to count as met.
    Among equals the order of the catalogue holds. Raises ValueError as evaluate does.
    """
    result = evaluate(spec, [scores])
    missing = set(result.missing)
    short_groups: tuple[tuple[str, int], ...] = ()
    if spec.rule == Rule.EVERY_GROUP:
        lacks = ((group.code, math.ceil((group.needed or 0) - group.points)) for group in result.groups)
        short_groups = tuple((code, points) for code, points in lacks if points > 0)
        short = sum(points for _code, points in short_groups)
    else:
        short = max(0, math.ceil(result.needed - result.measured))
    lacking = {code for code, _points in short_groups}
    gains = []
    for criterion in spec.criteria:
        given = scores.get(criterion.code)
        if given is None or (lacking and criterion.group not in lacking):
            continue
        goal = effective_minimum(criterion, spec.threshold) if spec.rule == Rule.COUNT else criterion.maximum
        if goal > given:
            gains.append(Gain(criterion.code, criterion.group, goal - given))
    gains.sort(key=lambda gain: gain.points if spec.rule == Rule.COUNT else -gain.points)
    return Advice(
        short=short,
        short_groups=short_groups,
        open_criteria=len(missing),
        open_points=sum(criterion.maximum for criterion in spec.criteria if criterion.code in missing),
        gains=tuple(gains[:limit]),
    )


def spread_evenly(spec: CatalogueSpec, points: Mapping[str, int]) -> dict[str, int]:
    """Points per criterion from points per group code: dealt out one by one in the catalogue's order.

    More than a group's maximum is cut to it; a group that is not named gets 0.
    """
    given = {criterion.code: 0 for criterion in spec.criteria}
    for group in spec.groups:
        members = [criterion for criterion in spec.criteria if criterion.group == group.code]
        left = min(points.get(group.code, 0), sum(criterion.maximum for criterion in members))
        while left > 0:
            for criterion in members:
                if left > 0 and given[criterion.code] < criterion.maximum:
                    given[criterion.code] += 1
                    left -= 1
    return given
