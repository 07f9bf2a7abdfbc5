"""The place of a text in which the words of a query stand, with these words marked."""

import unicodedata
from dataclasses import dataclass

from programme.folding import found_spans

BEFORE, LENGTH = 80, 240


@dataclass(frozen=True)
class Piece:
    """A part of a text; `found`: it is a word of the query, or the part of a word."""

    text: str
    found: bool = False


def marked(text: str, terms: list[str]) -> list[Piece]:
    """The whole text in pieces: joined they are the text again (in NFC)."""
    text = unicodedata.normalize("NFC", text)
    pieces, end = [], 0
    for start, stop in found_spans(text, terms):
        pieces += [Piece(text[end:start]), Piece(text[start:stop], found=True)]
        end = stop
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


def snippet(text: str, terms: list[str]) -> list[Piece]:
    """About LENGTH characters of a text around the first word found, cut between words; "…" where more follows."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans = found_spans(text, terms)
    first = spans[0][0] if spans else 0
    start = _word_start(text, max(first - BEFORE, 0))
    end = _word_end(text, start + LENGTH)
    pieces = marked(text[start:end], terms)
    if start:
        pieces = [Piece("… "), *pieces]
    if end < len(text):
        pieces = [*pieces, Piece(" …")]
    return pieces


def _word_start(text: str, place: int) -> int:
    """`place`, or where the next word begins when it lies inside of one."""
    return place and text.rfind(" ", 0, place) + 1


def _word_end(text: str, place: int) -> int:
    """The end of the word in which `place` lies."""
    if place >= len(text):
        return len(text)
    found = text.find(" ", place)
    return len(text) if found < 0 else found
