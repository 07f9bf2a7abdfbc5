"""One list of hits over all kinds: a fixed number of queries, the best hits first."""

from dataclasses import dataclass

from django.utils.translation import get_language

from clusters.naming import close_words
from programme.folding import fold, search_terms
from programme.markdown import plain_words
from programme.templatetags.portal import translate

from .kinds import BY_CODE, KINDS, Kind
from .snippets import Piece, marked, snippet

MOST_OFFERED = 5
"""So many titles are offered for a mistyped query."""


@dataclass(frozen=True, order=True)
class Hit:
    """Where a row stands in the list: words in the title first, then by kind, then as its kind is ordered."""

    outside_title: bool
    kind: int
    place: int
    pk: int


@dataclass(frozen=True)
class Result:
    """A hit as it is shown. A language other than the page's is named, so that screen readers speak it."""

    kind: Kind
    name: str
    address: str
    title: list[Piece]
    title_language: str | None
    text: list[Piece]
    text_language: str | None
    note: str


def hits(query: str, day) -> dict[str, list[Hit]]:
    """The hits by kind: one query per kind."""
    terms = search_terms(query)
    return {
        kind.code: [
            Hit(not _in_title(terms, titles), position, place, pk)
            for place, (pk, *titles) in enumerate(kind.found(query, day).values_list("pk", *kind.titles))
        ]
        for position, kind in enumerate(KINDS)
    }


def _in_title(terms, titles):
    text = " ".join(f"{fold(title)} {fold(title, two_letters=False)}" for title in titles if title)
    return all(term in text for term in terms)


def shown(page: list[Hit], query: str, day) -> list[Result]:
    """The results of one page of hits: a fixed number of queries. What has just vanished is left out."""
    rows = {}
    for position in {hit.kind for hit in page}:
        keys = [hit.pk for hit in page if hit.kind == position]
        rows[position] = KINDS[position].fetched(keys, query, day)
    terms = search_terms(query)
    return [_result(KINDS[hit.kind], rows[hit.kind][hit.pk], terms) for hit in page if hit.pk in rows[hit.kind]]


def _result(kind, row, terms):
    title, title_language = (row.name, _language()) if kind.code == "clusters" else translate(row, kind.title)
    text, text_language = _text(kind, row, terms)
    return Result(
        kind=kind,
        name=kind.name_of(row),
        address=kind.address(row),
        title=marked(title, terms),
        title_language=_named(title_language),
        text=text,
        text_language=_named(text_language),
        note=kind.note(row),
    )


def _text(kind, row, terms):
    """The first text with a word of the query, in the page's language if there is one; else the first text."""
    own = _language()
    other = "en" if own == "de" else "de"
    texts = [
        (plain_words(getattr(row, f"{name}_{language}", "")), language)
        for language in (own, other)
        for name in kind.texts
    ]
    taken = [(snippet(text, terms), language) for text, language in texts if text]
    for pieces, language in taken:
        if any(piece.found for piece in pieces):
            return pieces, language
    return taken[0] if taken else ([], own)


def _language():
    return (get_language() or "de").split("-")[0]


def _named(language):
    return None if language == _language() else language


def near_misses(query: str, day) -> list[str]:
    """Titles like a mistyped query, for when nothing was found: one query per kind.

    A title is like it when each word of the query is close to one of its words.
    """
    titles = []
    for kind in BY_CODE.values():
        for row in kind.public(day).values_list(*kind.titles):
            titles += filter(None, row)
    words_of = {title: set(fold(title).split()) for title in dict.fromkeys(titles)}
    vocabulary = set().union(*words_of.values())
    meant = [{*close_words(term, vocabulary), term} & vocabulary for term in search_terms(query)]
    if not meant:
        return []
    like = [title for title, words in words_of.items() if all(words & near for near in meant)]
    return sorted(like, key=fold)[:MOST_OFFERED]
