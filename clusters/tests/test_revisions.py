"""A proposed profile beside the present one: the table of the three-way comparison."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.revisions import Kind, brought_up_to_date, changes, compare, conflicts, fingerprint, merged


@pytest.mark.parametrize(
    ("base", "current", "proposed", "kind"),
    [
        ("a", "a", "a", Kind.SAME),
        ("a", "a", "b", Kind.CHANGED),
        ("a", "b", "a", Kind.LEFT),
        ("a", "b", "b", Kind.SAME),
        ("a", "b", "c", Kind.CONFLICT),
        ("", "b", "c", Kind.CONFLICT),
        (["DE-BW"], ["DE-BW"], ["DE-BW", "DE-BY"], Kind.CHANGED),
        (["DE-BW"], [], ["DE-BW"], Kind.LEFT),
    ],
)
def test_what_a_proposal_does_to_a_value(base, current, proposed, kind):
    (one,) = compare({"x": base}, {"x": current}, {"x": proposed})
    assert (one.key, one.kind) == ("x", kind)


def test_only_what_is_new_or_collides_is_shown():
    base = {"a": "1", "b": "1", "c": "1", "d": "1"}
    current = {"a": "1", "b": "2", "c": "1", "d": "2"}
    proposed = {"a": "1", "b": "1", "c": "3", "d": "3"}
    assert [one.key for one in changes(base, current, proposed)] == ["c", "d"]
    assert [one.key for one in conflicts(base, current, proposed)] == ["d"]


@pytest.mark.parametrize(("takes", "result"), [(True, "3"), (False, "2")])
def test_a_conflict_goes_as_the_person_says(takes, result):
    assert merged({"d": "1"}, {"d": "2"}, {"d": "3"}, {"d": takes}) == {"d": result}


def test_nobody_decides_a_conflict_silently():
    with pytest.raises(KeyError):
        merged({"d": "1"}, {"d": "2"}, {"d": "3"}, {})


def test_a_field_that_an_old_draft_does_not_know_stays_as_it_is():
    assert merged({}, {"new": "x"}, {}, {}) == {"new": "x"}


profiles = st.fixed_dictionaries(dict.fromkeys("abc", st.sampled_from(["", "x", "y", "z"])))


@given(profiles, profiles, profiles)
def test_bringing_up_to_date_loses_neither_side(base, current, proposed):
    new_base, new_proposed = brought_up_to_date(base, current, proposed)
    before, after = changes(base, current, proposed), changes(new_base, current, new_proposed)
    assert [(one.key, one.kind, one.proposed) for one in before] == [(one.key, one.kind, one.proposed) for one in after]
    # What the office changed and the cluster left alone is in the draft now.
    assert all(one.kind != Kind.LEFT for one in compare(new_base, current, new_proposed))


@given(profiles, profiles, profiles)
def test_what_is_published_came_from_one_of_both(base, current, proposed):
    result = merged(base, current, proposed, dict.fromkeys("abc", True))
    assert all(result[key] in {current[key], proposed[key]} for key in current)


def test_the_fingerprint_follows_every_change():
    assert fingerprint({"a": "1"}, {"a": "2"}) == fingerprint({"a": "1"}, {"a": "2"})
    assert fingerprint({"a": "1"}, {"a": "2"}) != fingerprint({"a": "2"}, {"a": "1"})
    assert fingerprint({"a": ["x"]}) != fingerprint({"a": []})
