"""Lists of content narrowed to one cluster: ?cluster=<slug>, with a chip that takes it away again."""

from dataclasses import dataclass

from django.core.validators import slug_re

from clusters.models import Cluster

PARAMETER = "cluster"


@dataclass(frozen=True, slots=True)
class OfCluster:
    """What was asked for: a cluster the public may see; or one that it may not, which filters nothing and is said."""

    cluster: Cluster | None
    is_unknown: bool
    # The address without it.
    without: str

    def narrowed(self, rows):
        """Those of the rows that are about the cluster."""
        return rows.filter(clusters=self.cluster) if self.cluster else rows

    @property
    def pairs(self):
        """For the addresses of the other filters, which keep it."""
        return [(PARAMETER, self.cluster.slug)] if self.cluster else []

    @property
    def query(self):
        """The same behind an address that asks for nothing else."""
        return f"?{PARAMETER}={self.cluster.slug}" if self.cluster else ""


def of_cluster(request, day):
    """The cluster that an address asks for; a query only when it does."""
    slug = request.GET.get(PARAMETER, "")
    known = Cluster.objects.public_on(day).filter(slug=slug).first() if slug_re.match(slug) else None
    rest = request.GET.copy()
    for name in (PARAMETER, "page"):
        rest.pop(name, None)
    without = f"{request.path}?{rest.urlencode()}" if rest else request.path
    return OfCluster(known, bool(slug) and known is None, without)
