"""What helps most: from one person's points to what is missing and where it can be gained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admissions import scoring
from admissions.scoring import CatalogueSpec, CriterionSpec, GroupSpec, Rule

GROUPS = (GroupSpec("1"), GroupSpec("2"))


def spec(rule=Rule.OVERALL, threshold=(2, 3), maxima=(3, 3, 3, 3), minimum=None):
    criteria = tuple(
        CriterionSpec(f"K{number}", "1" if number < 3 else "2", maximum, minimum)
        for number, maximum in enumerate(maxima, start=1)
    )
    return CatalogueSpec(criteria, GROUPS, threshold, rule)


def points(*given):
    return {f"K{number}": value for number, value in enumerate(given, start=1)}


@pytest.mark.parametrize(
    ("given", "short", "gains"),
    [
        # 8 of 12 are needed.
        ((2, 2, 2, 1), 1, [("K4", 2), ("K1", 1), ("K2", 1)]),
        ((2, 2, 2, 2), 0, [("K1", 1), ("K2", 1), ("K3", 1)]),
        ((3, 3, 3, 3), 0, []),
        ((0, 0, 0, 0), 8, [("K1", 3), ("K2", 3), ("K3", 3)]),
        ((3, None, 3, 1), 1, [("K4", 2)]),
    ],
)
def test_overall_names_the_criteria_with_the_most_room(given, short, gains):
    advice = scoring.advise(spec(), points(*given))
    assert advice.short == short
    assert [(gain.code, gain.points) for gain in advice.gains] == gains
    assert advice.short_groups == ()


def test_what_nobody_chose_is_open_and_never_a_gain():
    advice = scoring.advise(spec(), points(None, 1, None, None))
    assert (advice.open_criteria, advice.open_points) == (3, 9)
    assert [gain.code for gain in advice.gains] == ["K2"]


def test_under_every_group_only_a_group_that_lacks_points_helps():
    advice = scoring.advise(spec(Rule.EVERY_GROUP), points(3, 0, 1, 2))
    assert advice.short_groups == (("1", 1), ("2", 1))
    advice = scoring.advise(spec(Rule.EVERY_GROUP), points(0, 3, 3, 1))
    assert (advice.short, advice.short_groups) == (1, (("1", 1),))
    assert [(gain.code, gain.points) for gain in advice.gains] == [("K1", 3)]
    reached = scoring.advise(spec(Rule.EVERY_GROUP), points(2, 2, 3, 1))
    assert (reached.short, [gain.code for gain in reached.gains]) == (0, ["K4", "K1", "K2"])


def test_under_count_the_nearest_to_its_minimum_comes_first():
    """Three of four criteria must reach two points."""
    advice = scoring.advise(spec(Rule.COUNT), points(2, 0, 1, 3))
    assert advice.short == 1
    assert [(gain.code, gain.points) for gain in advice.gains] == [("K3", 1), ("K2", 2)]


def test_a_part_of_a_point_is_missing_as_a_whole_one():
    """Two thirds of 10 are 6 2/3: with 6 points one more is needed."""
    assert scoring.advise(spec(maxima=(4, 2, 2, 2)), points(0, 2, 2, 2)).short == 1


@st.composite
def cases(draw):
    maxima = draw(st.lists(st.integers(1, 9), min_size=4, max_size=4))
    given = [draw(st.one_of(st.none(), st.integers(0, maximum))) for maximum in maxima]
    denominator = draw(st.integers(1, 7))
    threshold = (draw(st.integers(1, denominator)), denominator)
    return spec(draw(st.sampled_from(Rule)), threshold, maxima), points(*given)


@given(cases())
def test_nothing_is_missing_exactly_when_a_complete_result_passes(case):
    catalogue, scores = case
    result = scoring.evaluate(catalogue, [scores])
    advice = scoring.advise(catalogue, scores, limit=9)
    if result.complete:
        assert (advice.short == 0) == result.passed
    taken = {**scores, **{gain.code: scores[gain.code] + gain.points for gain in advice.gains}}
    raised = scoring.evaluate(catalogue, [taken])
    assert raised.points == result.points + advice.total


@given(cases(), st.integers(0, 40), st.integers(0, 40))
def test_points_per_group_are_dealt_out_to_the_last(case, first, second):
    catalogue, _scores = case
    dealt = scoring.spread_evenly(catalogue, {"1": first, "2": second})
    assert scoring.check_scores(catalogue, dealt) == []
    for code, wanted in (("1", first), ("2", second)):
        members = [criterion for criterion in catalogue.criteria if criterion.group == code]
        assert sum(dealt[one.code] for one in members) == min(wanted, sum(one.maximum for one in members))
