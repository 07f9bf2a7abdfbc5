"""The clusters that a file can name, and what already stands in the register about them."""

from collections import defaultdict

from django.utils.translation import gettext as _

from clusters.importing.values import CellFault
from clusters.models import Cluster, FormerSlug
from clusters.naming import normalised_name


class Register:
    """Clusters by external id, address or name; read once, in two queries."""

    def __init__(self):
        self.by_external_id, self.by_slug, self.by_name = {}, {}, defaultdict(list)
        for cluster in Cluster.objects.order_by("pk"):
            self.add(cluster)
        for former in FormerSlug.objects.select_related("cluster"):
            self.by_slug.setdefault(former.slug, former.cluster)

    def add(self, cluster):
        if cluster.external_id:
            self.by_external_id[cluster.external_id] = cluster
        self.by_slug[cluster.slug] = cluster
        self.by_name[cluster.normalised_name].append(cluster)

    def find(self, text):
        """The clusters that `text` can mean."""
        exact = self.by_external_id.get(text) or self.by_slug.get(text)
        return [exact] if exact else self.by_name.get(normalised_name(text)[:200], [])

    def get(self, text):
        """The one cluster that `text` means; CellFault when there is none, or several."""
        found = self.find(text)
        if not found:
            raise CellFault(
                _("„%(text)s“ steht nicht im Register: weder als externe Kennung noch als Adresse oder Name.")
                % {"text": text[:80]}
            )
        if len(found) > 1:
            raise CellFault(_("Mehrere Cluster heißen so. Bitte geben Sie die externe Kennung an."))
        return found[0]
