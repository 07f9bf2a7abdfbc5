"""From the reviewers' points to a result: exact, with integers and Fractions.

"Die Aufnahmekriterien müssen mindestens zu zwei Dritteln erfüllt sein." [S] How that is counted is not published;
a catalogue version carries points, threshold and rule [D].
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .catalogue import CatalogueSpec, CriterionSpec, Rule, Scores, check_scores, check_spec, effective_minimum


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """The mean of the points given; None when nobody scored. `met` is None when unknown or without a minimum."""

    code: str
    group: str
    points: Fraction | None
    maximum: int
    minimum: int | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group's sum. `needed` and `passed` exist only under EVERY_GROUP; elsewhere a group is information."""

    code: str
    points: Fraction
    maximum: int
    needed: Fraction | None
    passed: bool | None
    whole_points: bool = True

    @property
    def points_display(self) -> Fraction:
        """The points as they are shown beside `needed_display`."""
        return displayed(self.points, self.needed, self.whole_points)[0]

    @property
    def needed_display(self) -> Fraction | None:
        return displayed(self.points, self.needed, self.whole_points)[1]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many criteria reach their own minimum, of how many."""

    met: int
    total: int


@dataclass(frozen=True, slots=True)
class Result:
    """What the scores amount to.

    `passed` is None while a criterion lacks scores. `needed` is exact and in the unit of the rule: points, or
    under COUNT a number of criteria; `measured` and `possible` are the two figures it stands beside.
    `whole_points` says that no mean was formed, so that only whole points can occur.
    """

    complete: bool
    points: Fraction
    maximum: int
    needed: Fraction
    passed: bool | None
    rule: Rule
    groups: tuple[GroupResult, ...]
    criteria: tuple[CriterionResult, ...]
    counted: Counted
    missing: tuple[str, ...]
    whole_points: bool = True

    @property
    def measured(self) -> Fraction:
        """What is held against `needed`."""
        return Fraction(self.counted.met) if self.rule == Rule.COUNT else self.points

    @property
    def possible(self) -> int:
        """The most that `measured` can be."""
        return self.counted.total if self.rule == Rule.COUNT else self.maximum

    @property
    def points_display(self) -> Fraction:
        """The points as they are shown: toward zero, so that nothing shown crosses the threshold."""
        needed = None if self.rule == Rule.COUNT else self.needed
        return displayed(self.points, needed, self.whole_points)[0]

    @property
    def needed_display(self) -> Fraction:
        """What is needed as it is shown: rounded up, to a whole number where only whole numbers can occur."""
        whole = self.rule == Rule.COUNT or self.whole_points
        needed = displayed(self.measured, self.needed, whole)[1]
        assert needed is not None
        return needed


@dataclass(frozen=True, slots=True)
class Spread:
    """What the reviewers gave for one criterion, or in sum for a group; only given points count."""

    code: str
    given: int
    lowest: int
    highest: int
    mean: Fraction
    median: Fraction


def evaluate(spec: CatalogueSpec, reviews: Sequence[Scores]) -> Result:
    """The result of some reviews under a catalogue.

    Per criterion the mean of the points given counts, as a Fraction [D]; None and absent count nowhere, 0 counts. A
    criterion that nobody scored makes the result incomplete (`passed` is None). Leave the reviews of abstaining or
    conflicted reviewers out of `reviews`. Passed means at least the threshold: exactly two thirds passes [S].

    Raises ValueError for a catalogue or a score that cannot be counted (see check_spec, check_scores).
    """
    problems = check_spec(spec)
    problems += [error.message for scores in reviews for error in check_scores(spec, scores)]
    if problems:
        raise ValueError(" ".join(problems))

    whole = all(spread.given == 1 for spread in spreads(spec, reviews))
    criteria = tuple(_criterion_result(spec, criterion, reviews) for criterion in spec.criteria)
    groups = tuple(_group_result(spec, group.code, criteria, whole) for group in spec.groups)
    missing = tuple(result.code for result in criteria if result.points is None)
    points = sum((group.points for group in groups), Fraction(0))
    counted = Counted(met=sum(result.met is True for result in criteria), total=len(criteria))
    numerator, denominator = spec.threshold

    passed: bool | None
    if missing:
        passed = None
    elif spec.rule == Rule.OVERALL:
        passed = denominator * points >= numerator * spec.maximum
    elif spec.rule == Rule.EVERY_GROUP:
        passed = all(group.passed for group in groups)
    else:
        passed = denominator * counted.met >= numerator * counted.total

    return Result(
        complete=not missing,
        points=points,
        maximum=spec.maximum,
        needed=Fraction(numerator * (counted.total if spec.rule == Rule.COUNT else spec.maximum), denominator),
        passed=passed,
        rule=spec.rule,
        groups=groups,
        criteria=criteria,
        counted=counted,
        missing=missing,
        whole_points=whole,
    )


def spreads(spec: CatalogueSpec, reviews: Sequence[Scores]) -> list[Spread]:
    """Mean, median and range of every criterion that somebody scored, in the order of the catalogue."""
    found = []
    for criterion in spec.criteria:
        given = sorted(_given(criterion.code, reviews))
        if given:
            mean = Fraction(sum(given), len(given))
            found.append(Spread(criterion.code, len(given), given[0], given[-1], mean, _median(given)))
    return found


def group_spreads(spec: CatalogueSpec, reviews: Sequence[Scores]) -> list[Spread]:
    """Mean, median and range of the groups' sums, in the order of the catalogue.

    Only reviewers who gave points for every criterion of the group count: a partial sum is no opinion on the group.
    """
    found = []
    for group in spec.groups:
        codes = [criterion.code for criterion in spec.criteria if criterion.group == group.code]
        sums = sorted(
            sum(points for code in codes if (points := scores.get(code)) is not None)
            for scores in reviews
            if codes and all(scores.get(code) is not None for code in codes)
        )
        if sums:
            found.append(
                Spread(group.code, len(sums), sums[0], sums[-1], Fraction(sum(sums), len(sums)), _median(sums))
            )
    return found


def _median(ordered: Sequence[int]) -> Fraction:
    middle = len(ordered) // 2
    return Fraction(ordered[middle] + ordered[-middle - 1], 2)


def disagreement(spec: CatalogueSpec, reviews: Sequence[Scores], spread: int) -> tuple[str, ...]:
    """The criteria on which the highest and the lowest points given lie more than `spread` apart [D]."""
    return tuple(found.code for found in spreads(spec, reviews) if found.highest - found.lowest > spread)


def _given(code: str, reviews: Sequence[Scores]) -> list[int]:
    return [points for scores in reviews if (points := scores.get(code)) is not None]


def _criterion_result(spec: CatalogueSpec, criterion: CriterionSpec, reviews: Sequence[Scores]) -> CriterionResult:
    given = _given(criterion.code, reviews)
    points = Fraction(sum(given), len(given)) if given else None
    minimum = effective_minimum(criterion, spec.threshold) if spec.rule == Rule.COUNT else criterion.minimum
    met = None if points is None or minimum is None else points >= minimum
    return CriterionResult(criterion.code, criterion.group, points, criterion.maximum, minimum, met)


def _group_result(spec: CatalogueSpec, code: str, criteria: Iterable[CriterionResult], whole: bool) -> GroupResult:
    members = [result for result in criteria if result.group == code]
    maximum = sum(result.maximum for result in members)
    points = sum((result.points for result in members if result.points is not None), Fraction(0))
    if spec.rule != Rule.EVERY_GROUP:
        return GroupResult(code, points, maximum, None, None, whole)
    numerator, denominator = spec.threshold
    complete = all(result.points is not None for result in members)
    passed = denominator * points >= numerator * maximum if complete else None
    return GroupResult(code, points, maximum, Fraction(numerator * maximum, denominator), passed, whole)


def displayed(points: Fraction, needed: Fraction | None, whole: bool) -> tuple[Fraction, Fraction | None]:
    """Points toward zero, needed up, so that the two figures shown compare as the exact ones do.

    Between needed 135 1/3 and its rounded-up 135.34 lies a sliver in which points pass but would be shown as less
    than needed. Two decimals cannot tell the truth there, so both are shown exactly [D].
    """
    shown = to_hundredths(points, math.trunc)
    if needed is None:
        return shown, None
    needed_shown = Fraction(math.ceil(needed)) if whole else to_hundredths(needed, math.ceil)
    if points >= needed and shown < needed_shown:
        return points, needed
    return shown, needed_shown


def to_hundredths(number: Fraction, rounding: Callable[[Fraction], int]) -> Fraction:
    return Fraction(rounding(number * 100), 100)
