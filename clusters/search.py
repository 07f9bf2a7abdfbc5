"""Finding clusters by words: names, place, fields, profile, and the names they or their predecessors had before."""

from django.db.models import Q

from .models import FormerName
from .naming import search_terms


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
