"""What changed between two texts, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.word_changes import ADDED, REMOVED, SAME, words_changed


def kinds(pieces):
    return [(piece.kind, piece.text) for piece in pieces]


def test_words_that_went_and_came_are_marked_and_the_rest_stays():
    assert kinds(words_changed("Wir haben 12 Mitglieder.", "Wir haben 14 neue Mitglieder.")) == [
        (SAME, "Wir haben "),
        (REMOVED, "12 "),
        (ADDED, "14 neue "),
        (SAME, "Mitglieder. "),
    ]


@pytest.mark.parametrize(("before", "after"), [("", ""), ("a b", "a  b\n"), ("gleich", "gleich")])
def test_blanks_are_no_change(before, after):
    assert words_changed(before, after) == ()


texts = st.lists(st.sampled_from(["a", "b", "<b>", "&amp;", "c"])).map(" ".join)


@given(texts, texts)
def test_both_texts_can_be_read_from_the_pieces(before, after):
    pieces = words_changed(before, after)
    if not pieces:
        assert before.split() == after.split()
    else:
        assert "".join(piece.text for piece in pieces if piece.kind != ADDED).split() == before.split()
        assert "".join(piece.text for piece in pieces if piece.kind != REMOVED).split() == after.split()
