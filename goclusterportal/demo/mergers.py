"""Two invented members that have merged: the old address leads on, and the ministry finds what is proposed to pass."""

import datetime

from clusters.models import ClusterMerger
from clusters.services import record_merger
from labels.holdings import passable_awards
from labels.services.successions import propose_succession

LAST_DAY = datetime.date(2025, 12, 31)


def load(absorbed, continuing, cast, day):
    """Once; the merger lies in the past, and nothing has passed yet."""
    if ClusterMerger.objects.filter(absorbed=absorbed).exists():
        return
    merger = record_merger(
        absorbed=absorbed,
        continuing=continuing,
        last_day=LAST_DAY,
        source="Schreiben beider Träger. Dieser Zusammenschluss ist erfunden.",
        actor=cast["office@demo.example"],
        day=day,
    )
    propose_succession(
        merger,
        awards=list(passable_awards(absorbed, LAST_DAY)),
        duty_due_on=None,
        reason="Die Geschäftsstelle arbeitet unverändert weiter. Dieser Zusammenschluss ist erfunden.",
        actor=cast["office@demo.example"],
        day=day,
    )
