"""Markdown: own pictures become figures, nothing else is ever fetched or run."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme import markdown
from programme.markdown import OwnPicture, render_markdown, tokens_in

TOKEN = "a1b2c3d4e5f6g7h8i9j0kk"
OWN = OwnPicture("/pictures/own.webp", 40, 20, "Ein Feld")


@pytest.fixture(autouse=True)
def _pictures(monkeypatch):
    monkeypatch.setattr(markdown, "_find", lambda tokens, drafts: {token: OWN for token in tokens if token == TOKEN})


def test_a_picture_on_its_own_line_is_a_figure():
    html = render_markdown(f'Text\n\n![Ein "Haus"](bild:{TOKEN} "Von oben")')
    assert '<figure><img src="/pictures/own.webp" width="40" height="20" alt="Ein &quot;Haus&quot;"' in html
    assert 'loading="lazy" decoding="async"><figcaption>Von oben</figcaption></figure>' in html


def test_a_picture_by_reference_is_one_of_the_text():
    text = f"![Feld][x]\n\n[x]: bild:{TOKEN}"
    assert tokens_in(text) == {TOKEN}
    assert tokens_in(f"`![Feld](bild:{TOKEN})`") == set()


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_caption_stands_in_its_figure_only(gap):
    html = render_markdown(f'- ![Feld](bild:{TOKEN} "Unterschrift"){gap}- zwei')
    assert ("<figure>" in html) == ("<figcaption>" in html) == (gap == "\n\n")
    assert "<img" in html


def test_without_words_of_its_own_it_has_those_of_the_picture():
    assert 'alt="Ein Feld"' in render_markdown(f"Vor ![](bild:{TOKEN}) nach")


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://example.org/x.png)",
        "![x](bild:unbekannterToken1)",
        "![x](data:image/png;base64,AAAA)",
        "![x](/pictures/own.webp)",
        "![x](//example.org/x.png)",
        '<img src="/pictures/own.webp" onerror="x">',
        f"![x](bild:{TOKEN}/../x)",
        "![x][1]\n\n[1]: https://example.org/x.png",
    ],
)
def test_no_other_picture_shows(text):
    assert "<img" not in render_markdown(text)


def test_the_tokens_of_a_text():
    assert tokens_in(f"![a](bild:{TOKEN}) und ![b](<bild:{TOKEN[::-1]}>)") == {TOKEN, TOKEN[::-1]}
    assert tokens_in("bild:abc") == set()


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


PIECES = st.sampled_from(
    ["![", "](", ")", "[", "]", "<", ">", '"', "'", "javascript:", "data:", "https://example.org/x.png", "bild:", TOKEN,
     "<script>", "</p>", "<img src=x onerror=alert(1)>", "onload=", "\n", "\n\n", "`", "**", "# ", "- ", "&lt;",
     "&#106;", "\\", "<svg/onload=1>", "| a |\n|---|\n", "![x](bild:", " \"a\" onclick=1", "\x00", "ä", "😀"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14).map("".join))
def test_nothing_foreign_ever_comes_out(text):
    markdown._find = lambda tokens, drafts: {token: OWN for token in tokens if token == TOKEN}
    reader = Reader()
    reader.feed(render_markdown(text))
    for tag, attributes in reader.found:
        assert tag in markdown._TAGS
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if tag == "img":
            assert attributes["src"] == OWN.address
            assert attributes["alt"] is not None
        if attributes.get("href"):
            assert not re.match(r"\s*(javascript|data|vbscript):", attributes["href"], re.IGNORECASE)
