"""A result in words and figures, in both languages: shown so that nothing seems to cross the threshold (SPEC 2.1)."""

import math
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from django.utils.translation import gettext, ngettext

from .catalogue import Rule
from .evaluation import GroupResult, Result, to_hundredths

LISTED_CODES = 6
"""So many missing criteria are named one by one; more than that are only counted."""


def show_points(points: Fraction, language: str | None = None) -> str:
    """Points with at most two decimals, toward zero: 13 29/30 is "13,96", never "14"."""
    return _decimal(to_hundredths(points, math.trunc), language)


def show_needed(needed: Fraction, language: str | None = None) -> str:
    """What is needed with at most two decimals, rounded up: 135 1/3 is "135,34".

    Beside a result show `show_exact(result.needed_display)`, which rounds up to whole points where it may.
    """
    return _decimal(to_hundredths(needed, math.ceil), language)


def show_exact(number: Fraction, language: str | None = None) -> str:
    """A figure from `points_display` or `needed_display`: decimal where two decimals say it all, else "135 1/3"."""
    if (number * 100).denominator == 1:
        return _decimal(number, language)
    whole, rest = divmod(number, 1)
    fraction = f"{rest.numerator}/{rest.denominator}"
    return f"{whole} {fraction}" if whole else fraction


def show_percent(points: Fraction | int, maximum: int, language: str | None = None) -> str:
    """Points as a percentage of the maximum, at most two decimals, toward zero. Exactly two thirds is "66,66 %"."""
    text = _decimal(to_hundredths(Fraction(points) * 100 / maximum, math.trunc), language)
    return f"{text}%" if _language(language) == "en" else f"{text}\N{NO-BREAK SPACE}%"


def explain(result: Result, language: str) -> str:
    """The result in words and figures: the one explanation for every screen, PDF, API answer and letter.

    "61 von 90 Punkten, nötig sind 60. Gruppe 3: 11 von 21 Punkten. …" Under OVERALL groups are information and
    never say what is needed.
    """
    with translation.override(language):
        sentences = []
        if result.missing:
            sentences.append(_explain_missing(result))
        if result.rule == Rule.COUNT:
            sentences.append(_explain_count(result))
        sentences.append(_explain_total(result))
        sentences += [_explain_group(group) for group in result.groups]
        if result.passed is not None:
            reached = gettext("Die Schwelle ist erreicht.")
            sentences.append(reached if result.passed else gettext("Die Schwelle ist nicht erreicht."))
        return " ".join(sentences)


def answer(result: Result, language: str) -> dict[str, object]:
    """The result as plain JSON values: the answer of the self-check and the figures a decision freezes."""
    return {
        "complete": result.complete,
        "points": _json_number(result.points_display),
        "maximum": result.maximum,
        "needed": _json_number(result.needed_display),
        "passed": result.passed,
        "rule": result.rule.value,
        "groups": [
            {"code": group.code, "points": _json_number(group.points_display), "maximum": group.maximum}
            for group in result.groups
        ],
        "explanation": explain(result, language),
    }


def _language(language: str | None) -> str:
    return (language or translation.get_language() or "de").partition("-")[0]


def _decimal(number: Fraction, language: str | None) -> str:
    """A number of whole hundredths with the decimal mark of the language and no trailing zeros."""
    hundredths = int(number * 100)
    text = f"{Decimal(hundredths) / 100:.2f}".rstrip("0").rstrip(".")
    return text if _language(language) == "en" else text.replace(".", ",")


def _json_number(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)


def _explain_missing(result: Result) -> str:
    text = ngettext(
        "Noch unvollständig: %(missing)s von %(total)s Kriterien ist nicht bewertet",
        "Noch unvollständig: %(missing)s von %(total)s Kriterien sind nicht bewertet",
        len(result.missing),
    ) % {"missing": len(result.missing), "total": result.counted.total}
    listed = f" ({', '.join(result.missing)})" if len(result.missing) <= LISTED_CODES else ""
    return f"{text}{listed}."


def _explain_count(result: Result) -> str:
    reached = ngettext(
        "%(met)s von %(total)s Kriterium erreicht die Mindestpunktzahl",
        "%(met)s von %(total)s Kriterien erreichen ihre Mindestpunktzahl",
        result.counted.total,
    ) % {"met": result.counted.met, "total": result.counted.total}
    return f"{reached}, {_needed(result.needed_display)}."


def _explain_total(result: Result) -> str:
    score = _score(result.points_display, result.maximum)
    if result.rule == Rule.OVERALL:
        return f"{score}, {_needed(result.needed_display)}."
    if result.rule == Rule.EVERY_GROUP:
        return gettext("%(score)s; jede Gruppe muss ihre Schwelle erreichen.") % {"score": score}
    return gettext("Insgesamt %(score)s.") % {"score": score}


def _explain_group(group: GroupResult) -> str:
    score = _score(group.points_display, group.maximum)
    if group.needed_display is not None:
        score = f"{score}, {_needed(group.needed_display)}"
    return gettext("Gruppe %(group)s: %(score)s.") % {"group": group.code, "score": score}


def _score(points: Fraction, maximum: int) -> str:
    return ngettext("%(points)s von %(maximum)s Punkt", "%(points)s von %(maximum)s Punkten", maximum) % {
        "points": show_exact(points),
        "maximum": maximum,
    }


def _needed(needed: Fraction) -> str:
    # Only exactly 1 is singular; 1,5 takes the plural, as 2 does.
    return ngettext("nötig ist %(needed)s", "nötig sind %(needed)s", 1 if needed == 1 else 2) % {
        "needed": show_exact(needed)
    }
