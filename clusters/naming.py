"""Names as people type them: matching in imports, addresses, near misses. How they are folded: programme/folding.py."""

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from programme.folding import fold, search_terms, search_text

__all__ = [
    "CLOSE",
    "MAX_SLUG_LENGTH",
    "close_words",
    "fold",
    "likely_duplicates",
    "normalised_name",
    "search_terms",
    "search_text",
    "slug_for",
]

MAX_SLUG_LENGTH = 60
CLOSE = 0.75
"""From this likeness on (difflib's ratio, 0 to 1) a word is offered for a mistyped one [D]."""
SHORTEST_MISTYPED = 4
"""A shorter word is like too many others."""
MOST_COMPARED = 200

_LEGAL_FORMS = re.compile(r"(\s+(ev|eg|gmbh|ggmbh|mbh|ug|haftungsbeschraenkt|ag|kg|co|gbr|ohg|stiftung|kdoer))+$")


def normalised_name(name: str) -> str:
    """The name by which an import recognises a row that bears no external id.

    Case, umlaut spelling, punctuation and spaces do not matter, and "e. V." equals "e.V.". The legal form stays: the
    association and the company of the same name are two bodies [D]. For a looser likeness see `likely_duplicates`.
    """
    return fold(name)


def slug_for(name: str, taken: Collection[str] = (), fallback: str = "cluster") -> str:
    """An ASCII address for a name: ä→ae, ß→ss, at most MAX_SLUG_LENGTH characters, cut between words.

    When the address is taken, "-2", "-3" and so on are added; a name without Latin letters gets the fallback.
    """
    words = re.sub(r"[^a-z0-9]+", "-", normalised_name(name)).strip("-")
    if len(words) > MAX_SLUG_LENGTH:
        cut = words[: MAX_SLUG_LENGTH + 1]
        words = cut.rpartition("-")[0] or cut[:MAX_SLUG_LENGTH]
    slug = base = words or fallback
    number = 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def close_words(term: str, words: Iterable[str], limit: int = 5) -> list[str]:
    """Folded words like a mistyped folded term, the likest first. A long word may be like it in its beginning only.

    Only the words that share most pairs of letters are compared letter by letter: thousands of words cost little.
    """
    if len(term) < SHORTEST_MISTYPED:
        return []
    pairs, shared = _pairs(term), []
    for word in words:
        if abs(len(word) - len(term)) <= 2 or len(word) > len(term):
            common = len(pairs & _pairs(word))
            if common * 3 >= len(pairs):
                shared.append((-common, abs(len(word) - len(term)), word))
    matcher = SequenceMatcher(b=term, autojunk=False)
    found = []
    for _common, _longer, word in sorted(shared)[:MOST_COMPARED]:
        whole = _likeness(matcher, word)
        # "Potonik" in "Photonikcluster": a little less like than the word alone would be.
        begin = 0.97 * max(_likeness(matcher, word[: len(term) + more]) for more in (0, 1))
        likeness = max(whole, begin if len(word) > len(term) + 1 else 0.0)
        if likeness >= CLOSE:
            found.append((-likeness, word))
    return [word for _, word in sorted(found)[:limit]]


def _pairs(word: str) -> set[str]:
    """The pairs of neighbouring letters, the beginning counted as a letter."""
    marked = f" {word}"
    return {marked[place : place + 2] for place in range(len(marked) - 1)}


def likely_duplicates(name: str, names: Iterable[str], limit: int = 5) -> list[str]:
    """Existing names that may mean the same body: equal but for the legal form, or nearly equal as a whole.

    Shown to the office, which decides; nothing is merged by likeness (SPEC 2.1, self-registration).
    """
    own = _without_legal_form(name)
    if not own:
        return []
    matcher = SequenceMatcher(b=own, autojunk=False)
    found = []
    for other in dict.fromkeys(names):
        likeness = _likeness(matcher, _without_legal_form(other))
        if likeness >= 0.85:
            found.append((-likeness, other))
    return [other for _, other in sorted(found)[:limit]]


def _without_legal_form(name: str) -> str:
    folded = normalised_name(name)
    return _LEGAL_FORMS.sub("", folded) or folded


def _likeness(matcher: SequenceMatcher[str], text: str) -> float:
    """The ratio of two texts, or 0 as soon as it is clear that they are not close."""
    matcher.set_seq1(text)
    if matcher.real_quick_ratio() < CLOSE or matcher.quick_ratio() < CLOSE:
        return 0.0
    return matcher.ratio()
