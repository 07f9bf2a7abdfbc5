"""Markdown as a plain text mail says it: no mark-up, addresses written out. Pure."""

import itertools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
# What would be mark-up again in a text that was freed of it.
_MARKS = re.compile(r"[\\`*_\[\]<]")
_SAFE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def plain_text(markdown: str) -> str:
    """The text of a Markdown text: paragraphs apart, lists with dashes or numbers, links as "words (address)".

    Only addresses that a page would link to as well (http, https, mailto, tel) are written out.
    """
    writer = _Writer()
    for token in _markdown.parse(markdown or ""):
        handler = getattr(writer, token.type, None)
        if handler is not None:
            handler(token)
    return writer.text


def first_paragraph(markdown: str, longest: int) -> str:
    """The first paragraph that says something, as Markdown; a picture or a heading before it does not.

    Longer than `longest` characters it is words alone, ending at a word and with an ellipsis.
    """
    for token in _paragraphs(markdown):
        words = _words_alone(token)
        if not words:
            continue
        # A link by reference is none without the rest of the text.
        is_whole = [_words_alone(one) for one in _paragraphs(token.content)] == [words]
        has_picture = any(child.type == "image" for child in token.children or ())
        if is_whole and not has_picture and len(token.content) <= longest:
            return token.content
        if len(words) > longest:
            words = words[:longest].rsplit(None, 1)[0] + " …"
        return _MARKS.sub(r"\\\g<0>", words)
    return ""


def _paragraphs(markdown: str) -> list[Token]:
    pairs = itertools.pairwise(_markdown.parse(markdown or ""))
    return [token for before, token in pairs if before.type == "paragraph_open"]


def _words_alone(token: Token) -> str:
    return " ".join("".join(_bare(child) for child in token.children or ()).split())


def _bare(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline") else ""


class _Writer:
    """One method per kind of block, named as the parser names it."""

    def __init__(self) -> None:
        self.text = ""
        self.ends_with_item = False
        # The next number of each open list; None for one with dashes.
        self.lists: list[int | None] = []
        self.mark = ""
        self.quotes = 0
        self.row: list[str] | None = None

    def bullet_list_open(self, token: Token) -> None:
        self.lists.append(None)

    def ordered_list_open(self, token: Token) -> None:
        self.lists.append(int(token.attrs.get("start", 1)))

    def bullet_list_close(self, token: Token) -> None:
        self.lists.pop()

    ordered_list_close = bullet_list_close

    def list_item_open(self, token: Token) -> None:
        number = self.lists[-1]
        self.mark = "- " if number is None else f"{number}. "
        self.lists[-1] = None if number is None else number + 1

    def blockquote_open(self, token: Token) -> None:
        self.quotes += 1

    def blockquote_close(self, token: Token) -> None:
        self.quotes -= 1

    def tr_open(self, token: Token) -> None:
        self.row = []

    def tr_close(self, token: Token) -> None:
        row, self.row = self.row or [], None
        self._block(" | ".join(row))

    def inline(self, token: Token) -> None:
        words = _words(token.children or ())
        if self.row is None:
            self._block(words)
        else:
            self.row.append(words)

    def fence(self, token: Token) -> None:
        self._block(token.content.rstrip("\n"))

    code_block = fence

    def hr(self, token: Token) -> None:
        self._block("---")

    def _block(self, words: str) -> None:
        """Add a block as it stands in its list or quotation. Items of a list stand close together."""
        mark, self.mark = self.mark, ""
        before = "> " * self.quotes + "  " * max(0, len(self.lists) - 1)
        rest = before + " " * (len(mark) or (2 if self.lists else 0))
        first, *further = words.split("\n")
        lines = [f"{before}{mark}{first}" if mark else f"{rest}{first}", *(f"{rest}{line}" for line in further)]
        if self.text:
            self.text += "\n" if mark and self.ends_with_item else "\n\n"
        self.text += "\n".join(lines)
        self.ends_with_item = bool(mark)


def _words(tokens: Sequence[Token]) -> str:
    """Words without their mark-up; a link is followed by its address, unless it is written out already."""
    out: list[str] = []
    links: list[tuple[int, str]] = []
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    for token in tokens:
        if token.type in ("text", "code_inline", "image"):
            out.append(token.content)
        elif token.type in breaks:
            out.append(breaks[token.type])
        elif token.type == "link_open":
            links.append((len(out), str(token.attrs.get("href", ""))))
        elif token.type == "link_close":
            start, address = links.pop()
            bare = address.removeprefix("mailto:").removeprefix("tel:")
            if _SAFE.match(address) and "".join(out[start:]) not in (address, bare):
                out.append(f" ({bare})")
    return "".join(out)
