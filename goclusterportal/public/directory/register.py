"""The register of a day as the facets need it: a fixed number of queries, whatever it holds."""

from collections import defaultdict
from functools import reduce
from operator import or_

from clusters.models import Cluster, InternationalisationStatement, Membership
from clusters.naming import fold
from clusters.released import released_actors, released_statements
from labels.models import LabelAward, Level

from .facets import Register, as_places

NONE = "none"
"""A filter only: it says no number (decision 0047)."""


def register_on(day, sizes):
    """Every public cluster with its values. `sizes`: the size classes of the programme."""
    rows = Membership.objects.public_on(day).filter(cluster__profile_released=True)
    clusters = {
        key: (name, start.year if start else None)
        for key, name, start in rows.order_by().values_list("cluster", "cluster__name", "starts_on")
    }
    keys = sorted(clusters, key=lambda key: (fold(clusters[key][0], two_letters=False), clusters[key][0], key))
    place = {key: number for number, key in enumerate(keys)}
    everyone = (1 << len(keys)) - 1
    return Register(
        keys=tuple(keys),
        names=tuple(clusters[key][0] for key in keys),
        years=tuple(clusters[key][1] for key in keys),
        values={
            "land": _places(place, Cluster.laender.through.objects.values_list("land__iso", "cluster")),
            "field": _places(place, Cluster.fields.through.objects.values_list("technologyfield__code", "cluster")),
            "label": _labels(place, everyone, day),
            "size": _sizes(place, day, sizes),
            "international": _statements(place, day),
        },
    )


def _places(place, rows):
    """From (code, cluster) rows; those of clusters that the public does not see have no place."""
    found = defaultdict(list)
    for code, cluster in rows:
        if cluster in place:
            found[code].append(place[cluster])
    return {code: as_places(places) for code, places in found.items()}


def _labels(place, everyone, day):
    valid = LabelAward.objects.valid_on(day).order_by().values_list("level", "cluster")
    levels = dict.fromkeys(Level.values, 0) | _places(place, valid)
    some = reduce(or_, levels.values())
    return {**levels, NONE: everyone & ~some}


def _sizes(place, day, sizes):
    """Only of those whose figures are released: nobody is named for having none (decision 0047)."""
    rows = [
        (size.code, cluster)
        for cluster, _key_date, actors in released_actors(day)
        if actors is not None
        for size in sizes
        if size.holds(actors)
    ]
    return {size.code: 0 for size in sizes} | _places(place, rows)


def _statements(place, day):
    rows = [(kind, cluster) for cluster, kind in released_statements(day)]
    return dict.fromkeys(InternationalisationStatement.Kind.values, 0) | _places(place, rows)
