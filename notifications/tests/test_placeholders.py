"""Texts know plain names only."""

import pytest

from notifications.placeholders import BadText, check, fill, known_for, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", set()),
        ("Guten Tag", set()),
        ("Guten Tag {name}, bis {due_on}: {name}", {"name", "due_on"}),
        ("Geschweift: {{name}}", set()),
    ],
)
def test_names_in(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "}",
        "{name",
        "{}",
        "{0}",
        "{name.email}",
        "{name[0]}",
        "{name!r}",
        "{name:>10}",
        "{name.__class__}",
        "{ name }",
    ],
)
def test_anything_else_in_braces_is_refused(text):
    with pytest.raises(BadText):
        names_in(text)


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        ("review", "{number} {name} {link} {title} {due_on}", None),
        ("review", "{label}", ["label"]),
        ("label-expiry", "{label}", None),
        ("silver-duty", "{number} {nonsense}", ["nonsense", "number"]),
        ("a-kind-of-its-own", "{label} {year}", None),
        ("a-kind-of-its-own", "{nonsense}", ["nonsense"]),
    ],
)
def test_check(kind, text, fault):
    if fault is None:
        check(text, kind)
        return
    with pytest.raises(BadText) as caught:
        check(text, kind)
    assert caught.value.names == fault


def test_fill():
    assert (
        fill("{{{name}}}: 100 %, {due_on}", {"name": "Ärzte & <b>", "due_on": 4, "more": 1})
        == "{Ärzte & <b>}: 100 %, 4"
    )


def test_a_value_with_braces_is_taken_as_it_is():
    assert fill("{name}", {"name": "{link}", "link": "x"}) == "{link}"


def test_a_hole_is_refused():
    with pytest.raises(BadText) as caught:
        fill("{name} {cluster}", {"name": "x"})
    assert caught.value.names == ["cluster"]


def test_every_kind_knows_the_four():
    assert set(known_for("review")) >= {"name", "title", "due_on", "link"}
