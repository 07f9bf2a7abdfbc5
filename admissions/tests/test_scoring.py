"""Two thirds, exactly: one point below, exactly, one above; and what is shown never crosses the threshold."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admissions.models import CriteriaCatalogue
from admissions.scoring import (
    CatalogueSpec,
    CriterionSpec,
    GroupSpec,
    Rule,
    check_scores,
    check_spec,
    disagreement,
    effective_minimum,
    evaluate,
    spreads,
)

FOUR_GROUPS = tuple(GroupSpec(str(number), f"Gruppe {number}", f"Group {number}") for number in range(1, 5))


def catalogue(*maxima, rule=Rule.OVERALL, threshold=(2, 3), minimum=None):
    """One criterion per maximum, dealt to the four groups in turn: C1 to group 1, C2 to group 2, …"""
    criteria = tuple(
        CriterionSpec(f"C{n + 1}", FOUR_GROUPS[n % 4].code, maximum, minimum) for n, maximum in enumerate(maxima)
    )
    return CatalogueSpec(criteria, FOUR_GROUPS[: min(len(maxima), 4)], threshold, rule)


def spread_points(spec, points):
    """One reviewer's scores that sum to `points`, filled from the first criterion on."""
    scores = {}
    for criterion in spec.criteria:
        scores[criterion.code] = min(criterion.maximum, points)
        points -= scores[criterion.code]
    assert points == 0
    return scores


THIRTY = catalogue(*[3] * 30)


def test_the_model_and_the_rule_module_name_the_same_rules():
    assert set(CriteriaCatalogue.Rule.values) == {rule.value for rule in Rule}


@pytest.mark.parametrize(
    ("maxima", "points", "passed"),
    [
        pytest.param([3] * 30, 59, False, id="59 of 90"),
        pytest.param([3] * 30, 60, True, id="60 of 90: exactly two thirds"),
        pytest.param([3] * 30, 61, True, id="61 of 90"),
        pytest.param([3] * 30, 0, False, id="0 of 90"),
        pytest.param([3] * 30, 90, True, id="90 of 90"),
        pytest.param([50, 50, 50, 53], 135, False, id="135 of 203: 66.5 %, rounding to 67 % would pass it"),
        pytest.param([50, 50, 50, 53], 136, True, id="136 of 203"),
        pytest.param([3], 2, True, id="2 of 3: 66.66 %, a percentage would refuse it"),
        pytest.param([3], 1, False, id="1 of 3"),
    ],
)
def test_overall_threshold(maxima, points, passed):
    spec = catalogue(*maxima)
    result = evaluate(spec, [spread_points(spec, points)])
    assert result.complete is True
    assert result.passed is passed
    assert result.points == points
    assert result.maximum == sum(maxima)
    assert result.needed == Fraction(2 * sum(maxima), 3)


def test_overall_a_weak_group_does_not_matter():
    spec = catalogue(3, 3, 3, 3)
    result = evaluate(spec, [{"C1": 3, "C2": 3, "C3": 2, "C4": 0}])
    assert result.passed is True
    assert [(group.code, group.points, group.needed, group.passed) for group in result.groups] == [
        ("1", 3, None, None),
        ("2", 3, None, None),
        ("3", 2, None, None),
        ("4", 0, None, None),
    ]


@pytest.mark.parametrize(
    ("scores", "groups", "passed"),
    [
        pytest.param([3, 3, 3, 1], [True, True, True, False], False, id="one weak group fails the whole"),
        pytest.param([2, 2, 2, 2], [True, True, True, True], True, id="each exactly two thirds"),
        pytest.param([3, 3, 3, 2], [True, True, True, True], True, id="all pass"),
        pytest.param([1, 1, 1, 1], [False] * 4, False, id="all weak"),
        pytest.param([3, 3, 3, None], [True, True, True, None], None, id="incomplete"),
        pytest.param([0, 3, 3, None], [False, True, True, None], None, id="incomplete, though one has failed"),
    ],
)
def test_every_group(scores, groups, passed):
    spec = catalogue(3, 3, 3, 3, rule=Rule.EVERY_GROUP)
    result = evaluate(spec, [dict(zip(["C1", "C2", "C3", "C4"], scores, strict=True))])
    assert [group.passed for group in result.groups] == groups
    assert [group.needed for group in result.groups] == [2, 2, 2, 2]
    assert result.passed is passed


@pytest.mark.parametrize(
    ("met", "total", "passed"),
    [(19, 30, False), (20, 30, True), (21, 30, True), (2, 3, True), (1, 3, False), (3, 5, False), (4, 5, True)],
)
def test_count_threshold(met, total, passed):
    spec = catalogue(*[3] * total, rule=Rule.COUNT)
    result = evaluate(spec, [{f"C{n + 1}": 2 if n < met else 1 for n in range(total)}])
    assert (result.counted.met, result.counted.total) == (met, total)
    assert result.passed is passed
    assert (result.measured, result.possible) == (met, total)
    assert result.needed == Fraction(2 * total, 3)


def test_count_uses_each_criterions_own_minimum_and_the_exact_mean():
    spec = CatalogueSpec(
        (CriterionSpec("A", "1", 10, 3), CriterionSpec("B", "1", 10, 10), CriterionSpec("C", "1", 10)),
        (GroupSpec("1"),),
        rule=Rule.COUNT,
    )
    result = evaluate(spec, [{"A": 3, "B": 9, "C": 7}, {"A": 3, "B": 10, "C": 7}])
    assert [(row.code, row.points, row.minimum, row.met) for row in result.criteria] == [
        ("A", 3, 3, True),
        ("B", Fraction(19, 2), 10, False),
        ("C", 7, 7, True),
    ]
    assert result.passed is True


@pytest.mark.parametrize(
    ("maximum", "minimum", "threshold", "expected"),
    [(3, None, (2, 3), 2), (10, None, (2, 3), 7), (5, None, (2, 3), 4), (1, None, (2, 3), 1), (10, 4, (2, 3), 4)],
)
def test_effective_minimum(maximum, minimum, threshold, expected):
    assert effective_minimum(CriterionSpec("A", "1", maximum, minimum), threshold) == expected


def test_a_minimum_is_information_under_overall():
    spec = catalogue(3, 3, minimum=3)
    result = evaluate(spec, [{"C1": 2, "C2": 2}])
    assert [row.met for row in result.criteria] == [False, False]
    assert result.passed is True
    assert [row.met for row in evaluate(catalogue(3), [{"C1": 3}]).criteria] == [None]


def test_mean_of_the_points_given():
    spec = catalogue(3, 3)
    result = evaluate(spec, [{"C1": 3, "C2": 2}, {"C1": 2, "C2": None}, {"C1": 2}])
    assert [row.points for row in result.criteria] == [Fraction(7, 3), 2]
    assert result.points == Fraction(13, 3)
    assert result.complete is True


@pytest.mark.parametrize("rule", list(Rule))
def test_what_nobody_scored_makes_it_incomplete(rule):
    spec = catalogue(3, 3, 3, rule=rule)
    result = evaluate(spec, [{"C1": 3, "C2": None}, {"C1": 3}])
    assert result.complete is False
    assert result.passed is None
    assert result.missing == ("C2", "C3")
    assert [row.points for row in result.criteria] == [3, None, None]


@pytest.mark.parametrize("rule", list(Rule))
def test_no_review_at_all(rule):
    result = evaluate(catalogue(3, rule=rule), [])
    assert (result.complete, result.passed, result.points, result.missing) == (False, None, 0, ("C1",))


@pytest.mark.parametrize("rule", list(Rule))
def test_zero_is_a_score(rule):
    result = evaluate(catalogue(3, 3, rule=rule), [{"C1": 0, "C2": 0}])
    assert (result.complete, result.passed, result.points, result.missing) == (True, False, 0, ())


def test_zero_lowers_the_mean_and_none_does_not():
    spec = catalogue(3)
    assert evaluate(spec, [{"C1": 3}, {"C1": 0}]).points == Fraction(3, 2)
    assert evaluate(spec, [{"C1": 3}, {"C1": None}]).points == 3


@pytest.mark.parametrize(
    ("scores", "codes"),
    [
        ({"C1": 4}, ["C1"]),
        ({"C1": -1}, ["C1"]),
        ({"C1": True}, ["C1"]),
        ({"C1": 2.0}, ["C1"]),
        ({"C1": "2"}, ["C1"]),
        ({"C9": 1, "C1": 3}, ["C9"]),
        ({"C9": None, "C1": []}, ["C9", "C1"]),
        ({"C1": 0, "C2": None}, []),
        ({}, []),
    ],
)
def test_check_scores(scores, codes):
    spec = catalogue(3, 3)
    errors = check_scores(spec, scores)
    assert [error.code for error in errors] == codes
    assert all(error.code in error.message for error in errors)
    if codes:
        with pytest.raises(ValueError, match=codes[0]):
            evaluate(spec, [scores])


GROUP = (GroupSpec("1"),)


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        pytest.param(catalogue(3, 3), [], id="good"),
        pytest.param(catalogue(3, threshold=(1, 1)), [], id="everything is needed"),
        pytest.param(catalogue(3, threshold=(0, 3)), ["Die Schwelle"], id="threshold 0"),
        pytest.param(catalogue(3, threshold=(4, 3)), ["Die Schwelle"], id="threshold above 1"),
        pytest.param(catalogue(3, threshold=(-2, -3)), ["Die Schwelle"], id="threshold of negative numbers"),
        pytest.param(CatalogueSpec((), ()), ["Der Katalog enthält kein Kriterium"], id="empty"),
        pytest.param(
            CatalogueSpec((CriterionSpec("A", "1", 3),), (*GROUP, GroupSpec("2"))), ["Die Gruppe 2"], id="empty group"
        ),
        pytest.param(
            CatalogueSpec((CriterionSpec("A", "1", 3),), GROUP * 2), ["Die Gruppe 1 kommt mehrfach"], id="group twice"
        ),
        pytest.param(
            CatalogueSpec((CriterionSpec("A", "1", 3), CriterionSpec("A", "1", 3)), GROUP),
            ["Das Kriterium A kommt mehrfach"],
            id="criterion twice",
        ),
        pytest.param(
            CatalogueSpec((CriterionSpec("A", "1", 3), CriterionSpec("B", "9", 3)), GROUP),
            ["Das Kriterium B gehört zu keiner"],
            id="unknown group",
        ),
        pytest.param(catalogue(0), ["Die Höchstpunktzahl"], id="no points"),
        pytest.param(catalogue(3, minimum=4), ["Die Mindestpunktzahl"], id="minimum above maximum"),
        pytest.param(catalogue(3, minimum=-1), ["Die Mindestpunktzahl"], id="minimum below 0"),
    ],
)
def test_check_spec(spec, problems):
    found = check_spec(spec)
    assert len(found) == len(problems)
    assert all(text.startswith(start) for text, start in zip(found, problems, strict=True))
    if problems:
        with pytest.raises(ValueError, match=problems[0]):
            evaluate(spec, [])


def test_spreads_and_disagreement():
    spec = catalogue(5, 5, 5)
    reviews = [{"C1": 0, "C2": 2}, {"C1": 3, "C2": 4, "C3": None}, {"C1": 1, "C2": None}]
    first, second = spreads(spec, reviews)
    assert (first.code, first.given, first.lowest, first.highest) == ("C1", 3, 0, 3)
    assert (first.mean, first.median) == (Fraction(4, 3), 1)
    assert (second.code, second.given, second.mean, second.median) == ("C2", 2, 3, 3)
    assert disagreement(spec, reviews, 1) == ("C1", "C2")
    assert disagreement(spec, reviews, 2) == ("C1",)
    assert disagreement(spec, reviews, 3) == ()
    assert disagreement(spec, [], 0) == ()


@st.composite
def cases(draw, rule=None, complete=False):
    maxima = draw(st.lists(st.integers(1, 60), min_size=1, max_size=8))
    denominator = draw(st.integers(1, 12))
    threshold = draw(st.sampled_from([(2, 3), (4, 5), (draw(st.integers(1, denominator)), denominator)]))
    spec = catalogue(*maxima, rule=rule or draw(st.sampled_from(list(Rule))), threshold=threshold)
    points = {c.code: st.integers(0, c.maximum) for c in spec.criteria}
    if not complete:
        points = {code: st.none() | given for code, given in points.items()}
    reviews = draw(st.lists(st.fixed_dictionaries(points), min_size=1, max_size=7))
    return spec, reviews


@settings(deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_reviewers_is_irrelevant(case, shuffler: random.Random):
    spec, reviews = case
    shuffled = list(reviews)
    shuffler.shuffle(shuffled)
    assert evaluate(spec, shuffled) == evaluate(spec, reviews)


@settings(deadline=None)
@given(cases())
def test_abstaining_counts_nowhere(case):
    spec, reviews = case
    nothing = {criterion.code: None for criterion in spec.criteria}
    result = evaluate(spec, reviews)
    assert evaluate(spec, [*reviews, nothing, {}]) == result
    assert (
        evaluate(spec, [{code: value for code, value in scores.items() if value is not None} for scores in reviews])
        == result
    )


@settings(deadline=None)
@given(cases(rule=Rule.EVERY_GROUP, complete=True))
def test_every_group_implies_the_whole(case):
    spec, reviews = case
    result = evaluate(spec, reviews)
    overall = evaluate(CatalogueSpec(spec.criteria, spec.groups, spec.threshold, Rule.OVERALL), reviews)
    assert overall.passed or not result.passed


@settings(deadline=None)
@given(cases(complete=True))
def test_one_more_point_never_harms(case):
    spec, reviews = case
    result = evaluate(spec, reviews)
    better = [{code: points + (points < dict_max(spec, code)) for code, points in scores.items()} for scores in reviews]
    assert evaluate(spec, better).passed or not result.passed


def dict_max(spec, code):
    return next(criterion.maximum for criterion in spec.criteria if criterion.code == code)


@settings(deadline=None, max_examples=400)
@given(cases(complete=True))
def test_nothing_shown_crosses_the_threshold(case):
    spec, reviews = case
    result = evaluate(spec, reviews)
    if spec.rule == Rule.OVERALL:
        assert (result.points_display >= result.needed_display) is result.passed
    elif spec.rule == Rule.COUNT:
        assert (result.counted.met >= result.needed_display) is result.passed
    else:
        for group in result.groups:
            assert (group.points_display >= group.needed_display) is group.passed
    assert result.points_display <= result.points


def test_the_sliver_between_needed_and_its_rounded_up_figure():
    """135 1/3 of 203 is exactly enough: 135.33 against 135.34 would deny it."""
    spec = catalogue(50, 50, 50, 53)
    reviews = [{"C1": 50, "C2": 50, "C3": 35, "C4": points} for points in (0, 0, 1)]
    result = evaluate(spec, reviews)
    assert result.points == result.needed == Fraction(406, 3)
    assert result.passed is True
    assert result.points_display == result.needed_display == Fraction(406, 3)


def test_whole_points_are_asked_for_in_whole_points():
    spec = catalogue(50, 50, 50, 53)
    assert evaluate(spec, [spread_points(spec, 135)]).needed_display == 136
    two = evaluate(spec, [spread_points(spec, 135), spread_points(spec, 136)])
    assert (two.points_display, two.needed_display, two.passed) == (Fraction(271, 2), Fraction(13534, 100), True)
