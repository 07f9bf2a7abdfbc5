"""The deadline of this floor: the yearly figures of each member."""

from django.urls import reverse
from django.utils import timezone

from notifications.sources import Due, Recipient

from .escalation import board_of
from .models import Cluster
from .permissions import speakers_for
from .reportstates import standings
from .yearly import ReportState

OPEN_STATES = {ReportState.OPEN, ReportState.OVERDUE, ReportState.QUESTION}


class YearlyFiguresSource:
    """The day by which a member reports the figures of the last key date; a report that waits needs no reminder."""

    kind = "yearly-figures"

    def _open(self, day, **members):
        return [one for one in standings(day, **members) if one.state in OPEN_STATES]

    def _key(self, standing):
        return f"Y{standing.cluster.pk}/{standing.key_date:%Y%m%d}"

    def _found(self, key, day):
        pk = key.removeprefix("Y").split("/")[0]
        found = self._open(day, cluster=int(pk)) if pk.isdecimal() else []
        return next((one for one in found if self._key(one) == key), None)

    def _link(self, cluster):
        return reverse("clusters:figures", args=[cluster.slug])

    def due(self, day):
        return [
            Due(self._key(one), one.due_on, one.cluster.slug, title=one.cluster.name, link=self._link(one.cluster))
            for one in self._open(day)
        ]

    def due_on(self, key):
        found = self._found(key, timezone.localdate())
        return found.due_on if found else None

    def still_stands(self, key, day):
        return self._found(key, day) is not None

    def recipients(self, key):
        day = timezone.localdate()
        found = self._found(key, day)
        return [Recipient.of(person) for person in speakers_for(found.cluster, day)] if found else []

    def escalation(self, key):
        day = timezone.localdate()
        found = self._found(key, day)
        return board_of(found.cluster, day) if found else []

    def ministry_link(self):
        return reverse("public:facts")

    def context(self, key, language):
        pk, _slash, day = key.removeprefix("Y").partition("/")
        cluster = Cluster.objects.get(pk=int(pk))
        return {
            "title": cluster.name,
            "cluster": cluster.name,
            "year": day[:4],
            "link": self._link(cluster),
            "office_link": reverse("admin:clusters_figuresreport_coverage"),
        }
