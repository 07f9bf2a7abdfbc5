"""Finding clusters by words: names, place, fields, profile, and the names they or their predecessors had before."""

import re

from django.db.models import Q

from programme.models import Land, TechnologyField

from .models import FormerName
from .naming import close_words, fold, search_terms

MOST_MISTYPED = 3
"""Of so many words in one query a correction is looked for."""
MOST_OFFERED = 5


def matching(clusters, query, day):
    """Those of the queryset `clusters` in which every word of `query` stands, umlauts and transcriptions alike.

    A former name counts from the day after its end on; that of an absorbed cluster while the merger stands.
    """
    former = FormerName.objects.known_on(day)
    for term in search_terms(query):
        by_former_name = former.filter(search_text__contains=term).values("cluster")
        clusters = clusters.filter(Q(search_text__contains=term) | Q(pk__in=by_former_name))
    return clusters


def former_names_found(query, day):
    """Former names in which a word of `query` stands: the reason why a cluster was found, by cluster key."""
    found: dict[int, list[FormerName]] = {}
    terms = search_terms(query)
    if not terms:
        return found
    any_term = Q()
    for term in terms:
        any_term |= Q(search_text__contains=term)
    for row in FormerName.objects.known_on(day).filter(any_term):
        found.setdefault(row.cluster_id, []).append(row)
    return found


def corrections(clusters, query, day):
    """What may have been meant by a query that finds none of `clusters`: queries that do find one, the likest first.

    A word that stands nowhere is replaced by one of the clusters' own: from their names, former names, places, fields
    and Länder. Alike on both databases, four queries. Nothing of a cluster that is not among `clusters` is offered.
    """
    rows = {row[0]: row[1:] for row in clusters.order_by().values_list("pk", "search_text", *_SPOKEN)}
    former = FormerName.objects.known_on(day).filter(cluster__in=clusters.order_by().values("pk"))
    former_names = list(former.order_by().values_list("cluster", "name", "search_text"))
    texts = {key: text for key, (text, *_names) in rows.items()}
    for key, _name, text in former_names:
        texts[key] = f"{texts.get(key, '')}\n{text}"
    terms = search_terms(query)
    mistyped = [term for term in terms if not any(term in text for text in texts.values())]
    if not mistyped or len(mistyped) > MOST_MISTYPED:
        return []
    vocabulary = _vocabulary(
        [name for _text, *names in rows.values() for name in names],
        [name for _key, name, _text in former_names],
        [name for model in (Land, TechnologyField) for pair in model.objects.values_list(*_NAMES) for name in pair],
    )
    meant = {term: close_words(term, vocabulary, MOST_OFFERED) for term in mistyped}
    if not all(meant.values()):
        return []
    found = []
    for replaced in _combinations(meant):
        words = [replaced.get(term, term) for term in terms]
        if any(all(word in text for word in words) for text in texts.values()):
            found.append(_as_spoken(words, {**_vocabulary([query]), **vocabulary}))
    return found[:MOST_OFFERED]


_SPOKEN = ("name", "short_name", "city", "field_words")
_NAMES = ("name_de", "name_en")


def _vocabulary(*lists):
    """The words of all texts as people write them, by their folded spellings."""
    words = {word for texts in lists for text in set(texts) for word in re.findall(r"\w+", text)}
    found = {}
    # Sorted, or one day's answer would differ from the next.
    for word in sorted(words):
        for folded in (fold(word), fold(word, two_letters=False)):
            # "e.V." and the like fall apart here; one letter is like nothing.
            if len(folded) > 1 and " " not in folded:
                found.setdefault(folded, word)
    return found


def _combinations(meant):
    """The likest word for each mistyped one, then the next likest of one at a time."""
    best = {term: words[0] for term, words in meant.items()}
    yield best
    for term, words in meant.items():
        for word in words[1:]:
            yield {**best, term: word}


def _as_spoken(words, vocabulary):
    return " ".join(vocabulary.get(word, word) for word in words)
