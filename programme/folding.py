"""Text as people type it, folded: search without umlaut trouble.

Pure text, for both databases alike: SQLite's LIKE does not fold umlauts, so the folding is done here and stored in
one column (SPEC 6, search). "Mönchengladbach", "moenchengladbach" and "monchengladbach" all find the same row.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

MAX_TERMS = 8
"""So many words of a query are looked for; a page of text in the search box must not become a page of SQL."""
MAX_TERM_LENGTH = 60

LONGEST_KEPT = 100
"""Characters: names are kept folded, whole texts are not."""

_AS_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# Letters that Unicode does not take apart into a base and a mark.
_AS_ONE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_DROPPED = re.compile(r"[.'’`´]")
_SEPARATORS = re.compile(r"[\W_]+")
_ASSOCIATION = re.compile(r"\be\.?\s*v\.?(?=\s|$|[,;)])", re.IGNORECASE)


def fold(text: str, *, two_letters: bool = True) -> str:
    """The text in lower case, without diacritics and punctuation, words separated by one space.

    An umlaut becomes two letters (ä→ae) or one (ä→a); ß always becomes ss. Dots and apostrophes vanish ("MoWiN.net"
    is "mowinnet"; "e.V." and "e. V." are both "ev"), every other mark separates words.
    """
    return _kept(text, two_letters) if len(text) <= LONGEST_KEPT else _folded(text, two_letters)


def _folded(text: str, two_letters: bool) -> str:
    text = _ASSOCIATION.sub("ev", unicodedata.normalize("NFC", text)).casefold()
    if two_letters:
        text = text.translate(_AS_TWO)
    text = unicodedata.normalize("NFKD", text.translate(_AS_ONE))
    text = "".join(character for character in text if not unicodedata.combining(character))
    return _SEPARATORS.sub(" ", _DROPPED.sub("", text.casefold())).strip()


# The names of Länder and fields recur in every row of an import.
_kept = lru_cache(maxsize=4096)(_folded)


def search_text(*parts: str | None) -> str:
    """What is stored to be searched: all parts folded both ways, the second way only where it differs."""
    lines = []
    for part in parts:
        if part:
            lines += [fold(part), fold(part, two_letters=False)]
    return "\n".join(dict.fromkeys(line for line in lines if line))


def search_terms(query: str) -> list[str]:
    """The needles of a query: a row is found when its search text contains every one of them, anywhere.

    Empty for a query without letters or digits.
    """
    words = fold(query[: MAX_TERMS * MAX_TERM_LENGTH]).split()
    return list(dict.fromkeys(word[:MAX_TERM_LENGTH] for word in words))[:MAX_TERMS]


def found_spans(text: str, terms: Collection[str]) -> list[tuple[int, int]]:
    """Where the `terms` of a query stand in `text`, as it is written: sorted, disjoint, (start, end) by character.

    `terms` come from `search_terms`. A text in NFC is wanted: a letter and its mark are one character there.
    """
    spans = []
    for two_letters in (True, False):
        folded, places = _folded_with_places(text, two_letters)
        for term in terms:
            start = folded.find(term)
            while start >= 0:
                end = start + len(term)
                spans.append((places[start], places[end - 1] + 1))
                start = folded.find(term, end)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _folded_with_places(text: str, two_letters: bool) -> tuple[str, list[int]]:
    """The text folded letter by letter, and for each folded letter the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        # One letter alone is no word: a dot vanishes, another mark becomes the space between words.
        folded = fold(character, two_letters=two_letters)
        if not folded and not _DROPPED.match(character) and not unicodedata.combining(character):
            folded = " "
        letters += folded
        places += [place] * len(folded)
    return "".join(letters), places
