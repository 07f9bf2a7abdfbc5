"""What clusters have released of their figures: the public may know this much of each, and no more (SPEC 2.2).

What a cluster says of its internationalisation comes with the figures of the same key date, in one report that its
manager releases or not: such a statement is public where those figures are [D].
"""

from django.db.models import Exists, OuterRef, Subquery

from .figures import ACTOR_PARTS
from .models import ActorFigures, InternationalisationStatement


def _released(day):
    return ActorFigures.objects.filter(released=True, key_date__lte=day)


def released_actors(day):
    """(cluster key, key date, number of actors or None) by the latest released figures of each cluster; one query.

    None: the latest figures hold none of the counts that add up to all actors.
    """
    newest = _released(day).filter(cluster=OuterRef("cluster")).order_by("-key_date").values("key_date")[:1]
    rows = _released(day).filter(key_date=Subquery(newest)).order_by()
    for cluster, key_date, *counts in rows.values_list("cluster", "key_date", *ACTOR_PARTS):
        known = [count for count in counts if count is not None]
        yield cluster, key_date, sum(known) if known else None


def released_statements(day):
    """(cluster key, kind) of what a cluster said yes to in the latest statement that it released; one query."""
    return _statements(day).filter(~Exists(_later(day)), holds=True).order_by().values_list("cluster", "kind")


def _statements(day):
    figures = _released(day).filter(cluster=OuterRef("cluster"), key_date=OuterRef("as_of"))
    return InternationalisationStatement.objects.filter(Exists(figures), as_of__lte=day)


def _later(day):
    return _statements(day).filter(cluster=OuterRef("cluster"), kind=OuterRef("kind"), as_of__gt=OuterRef("as_of"))
