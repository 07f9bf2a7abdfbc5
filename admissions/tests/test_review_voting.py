"""The board's vote as a rule: quorum and majority at their boundaries."""

import pytest

from admissions import voting

HALF, TWO_THIRDS, NONE, ALL = (1, 2), (2, 3), (0, 1), (1, 1)


@pytest.mark.parametrize(
    ("entitled", "quorum", "needed"),
    [
        (4, HALF, 2),
        (5, HALF, 3),
        (6, TWO_THIRDS, 4),
        (7, TWO_THIRDS, 5),
        (3, ALL, 3),
        (9, NONE, 1),
        (0, HALF, 1),
    ],
)
def test_votes_needed(entitled, quorum, needed):
    assert voting.votes_needed(entitled, quorum) == needed


@pytest.mark.parametrize(
    ("ballots", "entitled", "quorum", "enough"),
    [
        (["yes"], 4, HALF, False),
        (["yes", "no"], 4, HALF, True),
        (["yes", "no"], 5, HALF, False),
        (["abstain", "abstain"], 4, HALF, True),
        (["yes", "yes", "yes"], 6, TWO_THIRDS, False),
        (["yes", "yes", "yes", "abstain"], 6, TWO_THIRDS, True),
        ([], 0, HALF, False),
        ([], 3, NONE, False),
    ],
)
def test_quorum(ballots, entitled, quorum, enough):
    assert voting.has_quorum(voting.count(ballots, entitled), quorum) is enough


@pytest.mark.parametrize(
    ("ballots", "recommends"),
    [
        (["yes"], True),
        (["no"], False),
        (["yes", "no"], False),
        (["yes", "yes", "no"], True),
        (["yes", "no", "no"], False),
        (["abstain", "abstain"], False),
        (["yes", "abstain", "abstain"], True),
        ([], False),
    ],
)
def test_majority_of_yes_over_no_and_a_tie_does_not_recommend(ballots, recommends):
    assert voting.count(ballots, 5).recommends is recommends


def test_count():
    counted = voting.count(["yes", "no", "abstain", "yes"], 6)
    assert counted == voting.Count(yes=2, no=1, abstain=1, entitled=6)
    assert counted.cast == 4


@pytest.mark.parametrize("ballots", [["maybe"], ["yes", "yes", "yes"]])
def test_impossible_counts(ballots):
    with pytest.raises(ValueError, match=r"maybe|3 votes of 2"):
        voting.count(ballots, 2)
