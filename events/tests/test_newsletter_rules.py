"""Who gets which part of an issue, where it stands, when the next batch is due; and Markdown as plain text."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.newsletter_rules import (
    KINDS,
    Reader,
    audience,
    batch_is_due,
    copies,
    kinds_for,
    state_of,
)
from events.plaintext import plain_text

NOW = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
TOPICS = {1: ["programme", "news"], 2: ["event"], 3: []}


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ((), set(KINDS)),
        ((1,), {"programme", "news"}),
        ((1, 2), {"programme", "news", "event"}),
        ((3,), set()),
        # A topic that is gone asks for nothing.
        ((99,), set()),
    ],
)
def test_kinds_follow_from_topics(topics, expected):
    assert kinds_for(topics, TOPICS) == expected


@pytest.mark.parametrize(
    ("topics", "in_issue", "expected"),
    [
        ({1}, {"news", "event"}, ("news",)),
        ({1, 2}, {"event", "news"}, ("news", "event")),
        ({2}, {"news"}, None),
        ({3}, {"news"}, None),
        ((), {"story"}, ("story",)),
        ((), set(), None),
    ],
)
def test_a_copy_holds_what_is_chosen_and_there_and_nothing_makes_no_copy(topics, in_issue, expected):
    made = copies([Reader(7, "en", frozenset(topics))], TOPICS, in_issue)
    assert [(one.reader, one.language, one.kinds) for one in made] == ([(7, "en", expected)] if expected else [])


def test_the_numbers_before_the_release():
    readers = [
        Reader(1, "de", frozenset({1})),
        Reader(2, "en", frozenset({1, 2})),
        Reader(3, "de", frozenset({2})),
        Reader(4, "de"),
    ]
    found = audience(readers, TOPICS, {"news"})
    assert (found.total, found.without) == (3, 1)
    assert found.by_language == {"de": 2, "en": 1}
    assert found.by_topic == {1: 2, 2: 1, None: 1}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["de", "en"]), st.frozensets(st.sampled_from([1, 2, 3, 99]))), max_size=30),
    st.sets(st.sampled_from(KINDS)),
)
def test_numbers_and_copies_agree_and_nobody_has_two(chosen, in_issue):
    readers = [Reader(key, language, topics) for key, (language, topics) in enumerate(chosen)]
    made, numbers = copies(readers, TOPICS, in_issue), audience(readers, TOPICS, in_issue)
    assert len({one.reader for one in made}) == len(made) == numbers.total == sum(numbers.by_language.values())
    assert numbers.total + numbers.without == len(readers)
    assert all(set(one.kinds) <= in_issue and one.kinds for one in made)


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        ({"released_at": None}, "draft"),
        ({"released_at": NOW}, "sending"),
        ({"released_at": NOW, "paused_at": NOW}, "paused"),
        ({"released_at": NOW, "done_at": NOW}, "sent"),
        ({"released_at": NOW, "paused_at": NOW, "done_at": NOW}, "sent"),
        ({"released_at": NOW, "paused_at": NOW, "cancelled_at": NOW}, "cancelled"),
    ],
)
def test_the_state_follows_from_the_dates(dates, state):
    assert state_of(**dates) == state


@pytest.mark.parametrize(
    ("state", "last", "due"),
    [
        ("sending", None, True),
        ("sending", NOW - 49 * SECOND, False),
        ("sending", NOW - 50 * SECOND, True),
        ("paused", None, False),
        ("sent", None, False),
        ("cancelled", None, False),
        ("draft", None, False),
    ],
)
def test_when_the_next_batch_is_due(state, last, due):
    assert batch_is_due(state, last, NOW) is due


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("", ""),
        ("# Neu\n\nEin **fetter** Satz\nüber zwei Zeilen.", "Neu\n\nEin fetter Satz über zwei Zeilen."),
        ("[hier](https://a.example/x)", "hier (https://a.example/x)"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("[Post](mailto:a@b.example)", "Post (a@b.example)"),
        ("[a@b.example](mailto:a@b.example)", "a@b.example"),
        ("[Klick](javascript:alert)", "[Klick](javascript:alert)"),
        ("- eins\n- zwei\n  1. drin\n  2. noch", "- eins\n- zwei\n  1. drin\n  2. noch"),
        ("> so\n> sagt man", "> so sagt man"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n\n1 | 2"),
        ("<b>roh</b>", "<b>roh</b>"),
        ("Zeile  \nZeile", "Zeile\nZeile"),
    ],
)
def test_markdown_as_plain_text(markdown, plain):
    assert plain_text(markdown) == plain


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_plain_form(text):
    assert isinstance(plain_text(text), str)
