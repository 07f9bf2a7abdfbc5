"""Figures with units: read in both notations, never guessed, "not given" is not 0."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation

from admissions.figures import (
    FigureValue,
    NotANumber,
    TooLarge,
    TooManyDecimals,
    amount,
    as_string,
    fits,
    parse,
    snapshot_values,
)

READ = [
    # typed, decimals, decimal mark of the page, kept
    ("", 2, ",", None),
    ("   ", 2, ",", None),
    ("0", 2, ",", "0"),
    ("0,00", 2, ",", "0"),
    ("-0", 0, ",", "0"),
    ("112", 0, ",", "112"),
    ("0112", 0, ",", "112"),
    ("12,5", 1, ",", "12.5"),
    ("12.5", 1, ",", "12.5"),
    ("12,5", 1, ".", "12.5"),
    ("12,50", 1, ",", "12.5"),
    ("1.234", 0, ",", "1234"),
    ("1,234", 0, ".", "1234"),
    ("1.234,5", 2, ",", "1234.5"),
    ("1,234.5", 2, ",", "1234.5"),
    ("1.234,5", 2, ".", "1234.5"),
    ("1 234,5", 2, ",", "1234.5"),
    ("1\u202f234,5", 2, ",", "1234.5"),
    ("1'234.50", 2, ",", "1234.5"),
    ("1.234.567", 0, ",", "1234567"),
    ("1,234,567", 0, ",", "1234567"),
    ("1.234.567,89", 2, ",", "1234567.89"),
    ("\u22123,5", 1, ",", "-3.5"),
    ("+3", 0, ",", "3"),
    ("100,0", 0, ",", "100"),
]


@pytest.mark.parametrize(("typed", "decimals", "mark", "kept"), READ)
def test_what_people_type(typed, decimals, mark, kept):
    assert as_string(parse(typed, decimals, mark)) == kept


@pytest.mark.parametrize(
    ("typed", "decimals", "mark", "error"),
    [
        ("viele", 2, ",", NotANumber),
        ("12 %", 2, ",", NotANumber),
        ("1.2.3", 2, ",", NotANumber),
        ("12.34,5", 2, ",", NotANumber),
        ("1e5", 2, ",", NotANumber),
        ("-", 2, ",", NotANumber),
        ("12,", 2, ",", NotANumber),
        (",5", 2, ",", NotANumber),
        ("NaN", 2, ",", NotANumber),
        ("12,5", 0, ",", TooManyDecimals),
        ("12,345", 2, ".", None),
        # Three digits after the decimal mark of the page's own language are decimals, and too many: never a guess.
        ("12,345", 2, ",", TooManyDecimals),
        ("12.345", 2, ".", TooManyDecimals),
        ("0.123", 2, ",", TooManyDecimals),
        ("1234567890123", 0, ",", TooLarge),
    ],
)
def test_what_is_no_figure(typed, decimals, mark, error):
    if error is None:
        assert parse(typed, decimals, mark) == Decimal(12345)
    else:
        with pytest.raises(error):
            parse(typed, decimals, mark)


@pytest.mark.parametrize(
    ("language", "shown"), [("de", "1\u202f234,5\u202fStellen"), ("en", "1\u202f234.5\u202fposts")]
)
def test_shown_with_unit_and_narrow_space_and_read_again(language, shown):
    figure = FigureValue("posts", "Stellen", "Posts", "Stellen", "posts", "1234.5")
    with translation.override(language):
        assert figure.words == shown
        assert parse(amount("1234.5"), 1, "." if language == "en" else ",") == Decimal("1234.5")


def test_not_given_is_not_zero():
    figure = FigureValue("a", "A", "A", "", "", None)
    assert not figure.is_given
    assert FigureValue("a", "A", "A", "", "", "0").is_given
    assert amount(None) == ""


def test_old_submissions_have_no_figures():
    assert snapshot_values({"code": "K11", "text": "Alt"}) == []


@pytest.mark.parametrize(
    ("value", "expected"), [("0", True), ("100", True), ("100.1", False), ("-1", False), ("1.25", False)]
)
def test_fitting_a_new_catalogue(value, expected):
    figure = SimpleNamespace(decimals=1, minimum=Decimal(0), maximum=Decimal(100))
    assert fits(figure, value) is expected
