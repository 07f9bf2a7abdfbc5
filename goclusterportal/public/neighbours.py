"""Clusters related to a cluster: of the same field, and of the same Land."""

from itertools import islice

from django.utils.translation import gettext

from clusters.models import Cluster
from programme.templatetags.portal import translated

MOST = 4


def neighbours_of(cluster, day):
    """Pairs of reason and clusters, the same field first; nobody stands in both. Four queries at most.

    Which of many are named depends on the cluster, so that not everywhere the first of the alphabet stand.
    """
    shared = [
        ("fields", gettext("Im selben Technologiefeld: %(name)s")),
        ("laender", gettext("Im selben Land: %(name)s")),
    ]
    named = {cluster.pk}
    groups = []
    for relation, words in shared:
        own = list(getattr(cluster, relation).all())
        if not own:
            continue
        others = Cluster.objects.public_on(day).filter(**{f"{relation}__in": own}).distinct().order_by("name", "pk")
        after = others.filter(name__gt=cluster.name).exclude(pk__in=named)[:MOST]
        before = others.filter(name__lte=cluster.name).exclude(pk__in=named)[:MOST]
        found = list(islice([*after, *before], MOST))
        named |= {one.pk for one in found}
        if found:
            reason = words % {"name": ", ".join(translated(one, "name") for one in own)}
            groups.append({"reason": reason, "clusters": found})
    return groups
