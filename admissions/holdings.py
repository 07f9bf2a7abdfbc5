"""What of a cluster's applications stands in the way of a merger. No number is told: the case may be closed to one."""

from django.utils.translation import gettext as _

from clusters.holdings import Holding

from .models import Application
from .workflow import OPEN_STATES, State

# A draft stays with its authors: the office does not even see it.
UNDER_WAY = [state for state in OPEN_STATES if state != State.DRAFT]


def holdings(cluster, day):
    """One sentence while an application of the cluster is under way."""
    if Application.objects.filter(cluster=cluster, state__in=UNDER_WAY).exists():
        words = _("Zu %(cluster)s ist noch ein Antrag offen. Er muss erst entschieden oder zurückgezogen sein.")
        return [Holding(words % {"cluster": cluster}, blocks=True)]
    return []
