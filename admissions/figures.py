"""Figures with units: read as people type them in both languages, kept as decimal strings, shown with their unit.

Pure: no query, no request. "Not given" is None and never 0. A figure is kept as the shortest decimal string ("1234.5").
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from programme.templatetags.portal import NARROW_SPACE, number

MOST_DIGITS = 12
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_PLAIN = re.compile(r"\d+")
_GROUPS = re.compile(r"\d{1,3}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3})*")


class NotANumber(ValueError):
    """What was typed is no number."""


class TooManyDecimals(ValueError):
    """The number has more decimals than the figure has."""


class TooLarge(ValueError):
    """More digits than any figure needs."""


def parse(text, decimals, mark=","):
    """The Decimal somebody typed; None for nothing.

    Both notations are read: 1.234,5 and 1,234.5 and 1 234,5. Where one mark alone could be either, as in 1.234, `mark`
    decides: the decimal mark of the page's language. Raises one of the errors above.
    """
    compact = _SPACES.sub("", text).replace("\u2212", "-")
    if not compact:
        return None
    sign, digits = ("-", compact[1:]) if compact.startswith("-") else ("", compact.removeprefix("+"))
    whole, fraction = _parts(digits, mark)
    if len(fraction.rstrip("0")) > decimals:
        raise TooManyDecimals
    if len(whole.lstrip("0")) > MOST_DIGITS:
        raise TooLarge
    value = Decimal(f"{sign}{whole}.{fraction or 0}")
    return value if value else Decimal(0)


def _parts(digits, mark):
    """The digits before and after the decimal mark."""
    # The last mark parts the decimals, unless it only groups thousands.
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or _is_grouped(digits, mark):
        whole, fraction = digits, ""
    else:
        whole, fraction = digits[:last], digits[last + 1 :]
        if not _PLAIN.fullmatch(fraction) or digits[last] in whole:
            raise NotANumber
    if not (_PLAIN.fullmatch(whole) or _GROUPS.fullmatch(whole)):
        raise NotANumber
    return whole.replace(".", "").replace(",", ""), fraction


def _is_grouped(digits, mark):
    grouped = _GROUPS.fullmatch(digits)
    if grouped is None or digits.startswith("0"):
        return False
    return digits.count(grouped["mark"]) > 1 or grouped["mark"] != mark


def as_string(value):
    """The kept form of a Decimal, without needless zeros; None stays None."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value):
    """A kept figure in the notation of the page's language: "1 234,5"."""
    if value is None:
        return ""
    return number(Decimal(value), len(value.partition(".")[2]))


def decimal_mark():
    return "." if (get_language() or "de").startswith("en") else ","


@dataclass(frozen=True)
class FigureValue:
    """One figure of an answer as people read it, from the catalogue or from a submission."""

    code: str
    name_de: str
    name_en: str
    unit_de: str
    unit_en: str
    value: str | None
    is_required: bool = False

    @property
    def is_given(self):
        return self.value is not None

    @property
    def words(self):
        """The figure with its unit: "112 Mitglieder"."""
        unit = (decimal_mark() == "." and self.unit_en) or self.unit_de
        return f"{amount(self.value)}{NARROW_SPACE}{unit}" if unit else amount(self.value)


def values_of(criterion, given):
    """The figures a criterion asks for with what was given; `given` is Answer.figures. The figures are at hand."""
    return [
        FigureValue(
            code=figure.code,
            name_de=figure.name_de,
            name_en=figure.name_en,
            unit_de=figure.unit_de,
            unit_en=figure.unit_en,
            value=given.get(figure.code),
            is_required=figure.required,
        )
        for figure in criterion.figures.all()
    ]


def snapshot_values(criterion):
    """The figures of one criterion in a submission's snapshot; submissions from before there were any have none."""
    return [FigureValue(**figure) for figure in criterion.get("figures", [])]


def snapshot_of_figure(figure):
    """What a submission keeps of a FigureValue."""
    return {
        "code": figure.code,
        "name_de": figure.name_de,
        "name_en": figure.name_en,
        "unit_de": figure.unit_de,
        "unit_en": figure.unit_en,
        "value": figure.value,
    }


def fits(figure, value):
    """Whether a kept value is one that this figure of a catalogue takes."""
    given = Decimal(value)
    return (
        len(value.partition(".")[2]) <= figure.decimals
        and (figure.minimum is None or given >= figure.minimum)
        and (figure.maximum is None or given <= figure.maximum)
    )
