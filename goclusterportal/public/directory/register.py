"""The register of a day as the facets need it: a fixed number of queries, whatever it holds."""

from collections import defaultdict

from clusters.models import Cluster, InternationalisationStatement, Membership
from clusters.naming import fold
from clusters.released import released_actors, released_statements
from labels.models import LabelAward, Level

from .facets import Register, as_places

NONE = "none"


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
            "size": _sizes(place, everyone, day, sizes),
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
    return _with_none(dict.fromkeys(Level.values, 0) | _places(place, valid), everyone)


def _sizes(place, everyone, day, sizes):
    rows = [
        (size.code, cluster)
        for cluster, _key_date, actors in released_actors(day)
        if actors is not None
        for size in sizes
        if size.holds(actors)
    ]
    return _with_none({size.code: 0 for size in sizes} | _places(place, rows), everyone)


def _statements(place, day):
    rows = [(kind, cluster) for cluster, kind in released_statements(day)]
    return dict.fromkeys(InternationalisationStatement.Kind.values, 0) | _places(place, rows)


def _with_none(values, everyone):
    some = 0
    for places in values.values():
        some |= places
    return {**values, NONE: everyone & ~some}
