"""The rows of the directory with all that their cards, downloads and the API show."""

from django.db.models import Prefetch

from clusters.models import Cluster
from labels.models import LabelAward


def public_clusters(day):
    """The public clusters of `day` with Länder, fields and valid awards at hand: four queries for any number."""
    return with_facts(Cluster.objects.public_on(day), day).select_related("logo").order_by("name", "pk")


def with_facts(clusters, day):
    """The queryset with Länder, fields and the awards valid on `day` at hand."""
    valid = LabelAward.objects.valid_on(day).order_by("valid_until")
    return clusters.prefetch_related(
        "laender", "fields", Prefetch("label_awards", queryset=valid, to_attr="valid_awards")
    )


class Rows:
    """The clusters of these keys in this order, fetched by the slice: what a paginator needs and no more."""

    def __init__(self, keys, day):
        self.keys, self.day = keys, day

    def __len__(self):
        return len(self.keys)

    def __getitem__(self, part):
        keys = self.keys[part]
        if not isinstance(part, slice):
            return self[part : part + 1][0]
        found = {}
        # SQLite takes only so many values at once.
        for start in range(0, len(keys), AT_ONCE):
            found |= {row.pk: row for row in public_clusters(self.day).filter(pk__in=keys[start : start + AT_ONCE])}
        return [found[key] for key in keys if key in found]


AT_ONCE = 20_000
