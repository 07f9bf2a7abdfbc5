"""The one explanation of a result, in both languages, and figures that never round across the threshold."""

import json
from fractions import Fraction

import pytest
from django.utils import translation

from admissions.scoring import (
    CatalogueSpec,
    Rule,
    answer,
    evaluate,
    explain,
    show_exact,
    show_needed,
    show_percent,
    show_points,
)

from .test_scoring import THIRTY, catalogue, spread_points


@pytest.mark.parametrize(
    ("points", "german", "english"),
    [
        (Fraction(13) + Fraction(29, 30), "13,96", "13.96"),
        (Fraction(13) + Fraction(999, 1000), "13,99", "13.99"),
        (Fraction(61), "61", "61"),
        (Fraction(60), "60", "60"),
        (Fraction(27, 2), "13,5", "13.5"),
        (Fraction(1, 3), "0,33", "0.33"),
        (Fraction(0), "0", "0"),
        (Fraction(1, 1000), "0", "0"),
        (Fraction(100), "100", "100"),
    ],
)
def test_show_points(points, german, english):
    assert show_points(points, "de") == german
    assert show_points(points, "en") == english
    with translation.override("en"):
        assert show_points(points) == english


@pytest.mark.parametrize(
    ("needed", "german"),
    [(Fraction(60), "60"), (Fraction(406, 3), "135,34"), (Fraction(1, 1000), "0,01"), (Fraction(27, 2), "13,5")],
)
def test_show_needed_rounds_up(needed, german):
    assert show_needed(needed, "de") == german


@pytest.mark.parametrize(
    ("number", "german"),
    [(Fraction(406, 3), "135 1/3"), (Fraction(1, 3), "1/3"), (Fraction(271, 2), "135,5"), (Fraction(60), "60")],
)
def test_show_exact(number, german):
    assert show_exact(number, "de") == german


@pytest.mark.parametrize(
    ("points", "maximum", "german", "english"),
    [
        (60, 90, "66,66\N{NO-BREAK SPACE}%", "66.66%"),
        (135, 203, "66,5\N{NO-BREAK SPACE}%", "66.5%"),
        (90, 90, "100\N{NO-BREAK SPACE}%", "100%"),
        (Fraction(2699, 30), 90, "99,96\N{NO-BREAK SPACE}%", "99.96%"),
    ],
)
def test_show_percent_rounds_toward_zero(points, maximum, german, english):
    assert show_percent(points, maximum, "de") == german
    assert show_percent(points, maximum, "en") == english


def test_thirteen_and_twenty_nine_thirtieths_never_print_fourteen():
    spec = catalogue(30)
    reviews = [{"C1": 14}] * 29 + [{"C1": 13}]
    result = evaluate(spec, reviews)
    assert result.points == Fraction(13) + Fraction(29, 30)
    assert "13,96 von 30 Punkten" in explain(result, "de")
    assert "14" not in explain(result, "de") + explain(result, "en")
    assert answer(result, "de")["points"] == 13.96


def result_of(points, rule=Rule.OVERALL):
    spec = CatalogueSpec(THIRTY.criteria, THIRTY.groups, THIRTY.threshold, rule)
    return evaluate(spec, [spread_points(spec, points)])


def test_explain_overall():
    """The four groups of the thirty criteria hold 8, 8, 7 and 7 criteria: 24, 24, 21 and 21 points."""
    assert explain(result_of(61), "de") == (
        "61 von 90 Punkten, nötig sind 60. Gruppe 1: 16 von 24 Punkten. Gruppe 2: 15 von 24 Punkten. "
        "Gruppe 3: 15 von 21 Punkten. Gruppe 4: 15 von 21 Punkten. Die Schwelle ist erreicht."
    )
    assert explain(result_of(61), "en") == (
        "61 of 90 points, 60 needed. Group 1: 16 of 24 points. Group 2: 15 of 24 points. "
        "Group 3: 15 of 21 points. Group 4: 15 of 21 points. The threshold is reached."
    )


def test_explain_groups_are_information_under_overall():
    text = explain(result_of(59), "de")
    assert text.count("nötig") == 1
    assert text.startswith("59 von 90 Punkten, nötig sind 60. ")
    assert text.endswith("Die Schwelle ist nicht erreicht.")


def test_explain_every_group():
    spec = catalogue(3, 21, rule=Rule.EVERY_GROUP)
    result = evaluate(spec, [{"C1": 3, "C2": 11}])
    assert explain(result, "de") == (
        "14 von 24 Punkten; jede Gruppe muss ihre Schwelle erreichen. Gruppe 1: 3 von 3 Punkten, nötig sind 2. "
        "Gruppe 2: 11 von 21 Punkten, nötig sind 14. Die Schwelle ist nicht erreicht."
    )
    assert explain(result, "en") == (
        "14 of 24 points; every group must reach its threshold. Group 1: 3 of 3 points, 2 needed. "
        "Group 2: 11 of 21 points, 14 needed. The threshold is not reached."
    )


def test_explain_count():
    spec = catalogue(3, 3, 3, rule=Rule.COUNT)
    result = evaluate(spec, [{"C1": 3, "C2": 2, "C3": 0}])
    assert explain(result, "de") == (
        "2 von 3 Kriterien erreichen ihre Mindestpunktzahl, nötig sind 2. Insgesamt 5 von 9 Punkten. "
        "Gruppe 1: 3 von 3 Punkten. Gruppe 2: 2 von 3 Punkten. Gruppe 3: 0 von 3 Punkten. Die Schwelle ist erreicht."
    )
    assert explain(result, "en") == (
        "2 of 3 criteria reach their minimum, 2 needed. 5 of 9 points in total. "
        "Group 1: 3 of 3 points. Group 2: 2 of 3 points. Group 3: 0 of 3 points. The threshold is reached."
    )


def test_explain_singular():
    spec = catalogue(1, rule=Rule.COUNT)
    result = evaluate(spec, [{"C1": 1}])
    assert "1 von 1 Kriterium erreicht die Mindestpunktzahl, nötig ist 1. Insgesamt 1 von 1 Punkt." in explain(
        result, "de"
    )
    assert "1 of 1 criterion reaches its minimum, 1 needed. 1 of 1 point in total." in explain(result, "en")
    assert "1 von 1 Punkt, nötig ist 1." in explain(evaluate(catalogue(1), [{"C1": 1}]), "de")


def test_explain_incomplete_names_what_is_missing():
    spec = catalogue(3, 3, 3)
    result = evaluate(spec, [{"C1": 3, "C2": 0}])
    assert explain(result, "de").startswith(
        "Noch unvollständig: 1 von 3 Kriterien ist nicht bewertet (C3). 3 von 9 Punkten, nötig sind 6. "
    )
    assert explain(result, "en").startswith("Incomplete: 1 of 3 criteria has no score (C3). 3 of 9 points, 6 needed. ")
    assert "Schwelle" not in explain(result, "de")
    many = explain(evaluate(THIRTY, [{"C1": 3}]), "de")
    assert many.startswith("Noch unvollständig: 29 von 30 Kriterien sind nicht bewertet. ")


def test_explain_follows_its_argument_not_the_active_language():
    with translation.override("en"):
        assert explain(result_of(61), "de").startswith("61 von 90 Punkten")
        assert translation.get_language() == "en"
    assert explain(evaluate(catalogue(3), [{"C1": 2}, {"C1": 3}]), "en").startswith("2.5 of 3 points")


def test_answer_is_json_of_the_promised_shape():
    found = answer(result_of(61), "de")
    assert found == {
        "complete": True,
        "points": 61,
        "maximum": 90,
        "needed": 60,
        "passed": True,
        "rule": "overall",
        "groups": [
            {"code": "1", "points": 16, "maximum": 24},
            {"code": "2", "points": 15, "maximum": 24},
            {"code": "3", "points": 15, "maximum": 21},
            {"code": "4", "points": 15, "maximum": 21},
        ],
        "explanation": explain(result_of(61), "de"),
    }
    assert json.loads(json.dumps(found)) == found
    assert answer(evaluate(catalogue(3, 3), [{"C1": 3}]), "de")["passed"] is None
