"""One history row per change of a cluster, its Länder and fields included.

django-simple-history writes a row for the save and one more for each change of a many-to-many; readers of the history
want one row per change. Both the single save and the import write theirs here.
"""

from clusters.models import Cluster


def links(name, clusters):
    """The rows that tie `clusters` to their Länder or fields (`name`), one query."""
    through = getattr(Cluster, name).through
    return through.objects.filter(cluster__in=clusters)


def keep_history(clusters, *, created, actor):
    """A history row for each of `clusters` as it stands in the database now, Länder and fields included."""
    history = Cluster.history.model
    rows = Cluster.history.bulk_history_create(clusters, update=not created, default_user=actor, batch_size=500)
    row_of = {row.id: row for row in rows}
    for name, target in (("laender", "land_id"), ("fields", "technologyfield_id")):
        model = getattr(history, name).model
        kept = [
            model(
                history=row_of[link.cluster_id],
                id=link.pk,
                cluster_id=link.cluster_id,
                **{target: getattr(link, target)},
            )
            for part in _parts(clusters)
            for link in links(name, part)
        ]
        model.objects.bulk_create(kept, batch_size=500)


def _parts(clusters, size=500):
    """SQLite takes only so many values in one query."""
    for start in range(0, len(clusters), size):
        yield clusters[start : start + size]
