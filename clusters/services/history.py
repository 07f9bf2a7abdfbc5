"""One history row per change of a cluster, its Länder and fields included.

django-simple-history writes a row for the save and one more for each change of a many-to-many; readers of the history
want one row per change. The single save and the import both write theirs here. The database copies the rows itself:
an import of 20,000 clusters would otherwise spend half its time on carrying them back and forth.
"""

from django.db import connection
from django.utils import timezone

from clusters.models import Cluster

# SQLite takes only so many values in one query.
PART = 500


def keep_history(clusters, *, created, actor, reason=None):
    """A history row for each of `clusters` as it stands in the database now, Länder and fields included."""
    copy_to_history(Cluster, clusters, created=created, actor=actor, reason=reason)
    for ids in _parts(clusters):
        for name in ("laender", "fields"):
            _copy_links(name, ids)


def copy_to_history(model, rows, *, created, actor, reason=None):
    """What simple-history's bulk_history_create does, as one INSERT … SELECT per part; `rows` are saved instances."""
    history = model.history.model
    fields = [field.column for field in history.tracked_fields]
    about = {
        "history_date": connection.ops.adapt_datetimefield_value(timezone.now()),
        "history_type": "+" if created else "~",
        "history_user_id": actor.pk if actor else None,
        "history_change_reason": reason,
    }
    for ids in _parts(rows):
        _execute(
            f"INSERT INTO {_q(history._meta.db_table)} ({_q(*fields, *about)}) "
            f"SELECT {_q(*fields)}, {_marks(about)} FROM {_q(model._meta.db_table)} WHERE id IN ({_marks(ids)})",
            [*about.values(), *ids],
        )


def _copy_links(name, ids):
    """Ties the newest history row of each cluster to the Länder or fields (`name`) it has now."""
    history, through = Cluster.history.model, getattr(Cluster, name).through
    columns = [field.column for field in through._meta.fields]
    table = _q(history._meta.db_table)
    _execute(
        f"INSERT INTO {_q(getattr(history, name).model._meta.db_table)} (history_id, {_q(*columns)}) "
        f"SELECT past.history_id, {', '.join(f'link.{_q(column)}' for column in columns)} "
        f"FROM {_q(through._meta.db_table)} link JOIN {table} past ON past.id = link.cluster_id "
        f"WHERE past.history_id IN (SELECT max(history_id) FROM {table} WHERE id IN ({_marks(ids)}) GROUP BY id)",
        ids,
    )


def _parts(rows):
    ids = [row.pk for row in rows]
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]


def _q(*names):
    return ", ".join(map(connection.ops.quote_name, names))


def _marks(values):
    return ", ".join(["%s"] * len(values))


def _execute(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
