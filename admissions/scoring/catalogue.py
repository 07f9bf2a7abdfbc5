"""A version of the catalogue of criteria as far as counting needs it, and what can be wrong with it or with a score."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext

Scores = Mapping[str, int | None]
"""One reviewer's points by criterion code. Absent or None is "not scored", which is never 0."""


class Rule(StrEnum):
    """How "two thirds" is counted [D]. The words for it stand at the model's field."""

    OVERALL = "overall"
    EVERY_GROUP = "every_group"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    """A criterion as far as counting needs it. `minimum` is the points from which it counts as met."""

    code: str
    group: str
    maximum: int
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class GroupSpec:
    code: str
    name_de: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueSpec:
    """One version of the catalogue of criteria. `threshold` is numerator and denominator: (2, 3)."""

    criteria: tuple[CriterionSpec, ...]
    groups: tuple[GroupSpec, ...]
    threshold: tuple[int, int] = (2, 3)
    rule: Rule = Rule.OVERALL

    @property
    def maximum(self) -> int:
        return sum(criterion.maximum for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class ScoreError:
    """A value that cannot be a score: the criterion's code and why, in the language that is active."""

    code: str
    message: str


def effective_minimum(criterion: CriterionSpec, threshold: tuple[int, int]) -> int:
    """The points from which a criterion counts as met.

    Its own minimum, or without one the smallest whole number that reaches the threshold of its maximum [D]: the
    programme publishes no minima, and two thirds is the only measure it does publish.
    """
    if criterion.minimum is not None:
        return criterion.minimum
    numerator, denominator = threshold
    return math.ceil(Fraction(numerator * criterion.maximum, denominator))


def check_spec(spec: CatalogueSpec) -> list[str]:
    """What is wrong with a catalogue, as sentences in the active language; an empty list when it can be used."""
    problems: list[str] = []
    numerator, denominator = spec.threshold
    if not 0 < numerator <= denominator:
        problems.append(gettext("Die Schwelle muss größer als 0 und darf höchstens 1 sein."))
    if not spec.criteria:
        problems.append(gettext("Der Katalog enthält kein Kriterium."))
    group_codes = [group.code for group in spec.groups]
    used = {criterion.group for criterion in spec.criteria}
    for code in _repeated(group_codes):
        problems.append(gettext("Die Gruppe %(code)s kommt mehrfach vor.") % {"code": code})
    for code in _repeated(criterion.code for criterion in spec.criteria):
        problems.append(gettext("Das Kriterium %(code)s kommt mehrfach vor.") % {"code": code})
    for code in dict.fromkeys(group_codes):
        if code not in used:
            problems.append(gettext("Die Gruppe %(code)s enthält kein Kriterium.") % {"code": code})
    for criterion in spec.criteria:
        problems += _check_criterion(criterion, group_codes)
    return problems


def check_scores(spec: CatalogueSpec, scores: Mapping[str, object]) -> list[ScoreError]:
    """Every value that is neither None nor a whole number from 0 to the maximum, and every unknown code.

    True and 2.0 are not whole numbers here: a score is an integer as JSON and the form deliver it [D].
    """
    maxima = {criterion.code: criterion.maximum for criterion in spec.criteria}
    errors = []
    for code, value in scores.items():
        if code not in maxima:
            errors.append(ScoreError(code, gettext("Das Kriterium %(code)s gibt es nicht.") % {"code": code}))
        elif value is not None and (type(value) is not int or not 0 <= value <= maxima[code]):
            message = gettext("%(code)s: Bitte geben Sie eine ganze Zahl von 0 bis %(maximum)s an.")
            errors.append(ScoreError(code, message % {"code": code, "maximum": maxima[code]}))
    return errors


def _check_criterion(criterion: CriterionSpec, group_codes: list[str]) -> list[str]:
    problems = []
    named = {"code": criterion.code, "maximum": criterion.maximum}
    if criterion.group not in group_codes:
        problems.append(gettext("Das Kriterium %(code)s gehört zu keiner Gruppe des Katalogs.") % named)
    if criterion.maximum <= 0:
        problems.append(gettext("Die Höchstpunktzahl des Kriteriums %(code)s muss größer als 0 sein.") % named)
    elif criterion.minimum is not None and not 0 <= criterion.minimum <= criterion.maximum:
        text = gettext("Die Mindestpunktzahl des Kriteriums %(code)s muss zwischen 0 und %(maximum)s liegen.")
        problems.append(text % named)
    return problems


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]
