"""Rows of a history file for tests, and everything that loading one writes."""

import datetime

from clusters.models import ActorFigures, Cluster, Membership
from labels.importing import import_history
from labels.models import Benchmarking, LabelAward, SilverDuty
from records.models import AuditEntry

DAY = datetime.date(2026, 3, 2)


def csv(*rows, header=None):
    """A file with the columns that its rows name."""
    names = list(dict.fromkeys([*("kind", "cluster"), *(name for row in rows for name in row)]))
    lines = [header or ",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    return "\n".join([*lines, ""]).encode()


def period(cluster="alpha", starts_on="", **cells):
    return {"kind": "membership", "cluster": cluster, "starts_on": starts_on, **cells}


def label(cluster="alpha", **cells):
    row = {"level": "silver", "assessed_on": "2019-05-06", "valid_from": "2019-05-06", "valid_until": "2021-05-31"}
    return {"kind": "label", "cluster": cluster, **row, **cells}


def run(*rows, **options):
    data = options.pop("data", None) or csv(*rows)
    return import_history(data, **{"file_name": "alt.csv", "actor": None, "day": DAY, **options})


def state():
    """Everything a history writes, to compare before and after."""
    models = (Cluster, Membership, LabelAward, SilverDuty, Benchmarking, ActorFigures)
    return (
        [list(model.objects.order_by("pk").values()) for model in models],
        [model.history.count() for model in (Cluster, Membership, LabelAward)],
        AuditEntry.objects.count(),
    )
