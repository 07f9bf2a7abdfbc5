"""The programme's own work of the year, a published snapshot of the figures, and a correction that came after it."""

import datetime

from clusters.models import Cluster
from clusters.services import publish_snapshot, state_internationalisation, take_snapshot
from labels.models import OtherCertificate
from programme.models import ActivityRecord, LineRecording

from ..public.facts.counting import facts_for
from .register import MEMBERS, OWN_MEMBER

SOURCE = "Erfunden für die Demonstration"
KINDS = ActivityRecord.Kind
# kind, month, German title, English title, how many
RECORDS = [
    (KINDS.FUNDED_PROJECT, 1, "Internationalisierung im Holzbau", "Timber construction abroad", 1),
    (KINDS.FUNDED_PROJECT, 1, "Datenräume für Sensorik", "Data spaces for sensors", 2),
    (KINDS.CONSULTATION, 1, "Beratungen zum Silber-Label", "Consultations on the silver label", 6),
    (KINDS.NEWSLETTER_ISSUE, 1, "Newsletter vor dem Start des Portals", "Newsletter from before this portal", 1),
]
# What the office does not record in the demo, so that "not recorded" can be seen.
NOT_RECORDED = ("publications",)


def load(cast, day):
    """Whatever is not there yet."""
    if ActivityRecord.objects.exists():
        return
    office = cast["office@demo.example"]
    year = day.replace(month=1, day=1)
    LineRecording.objects.exclude(line__in=NOT_RECORDED).filter(recorded_since=None).update(recorded_since=year)
    for kind, month, title_de, title_en, number in RECORDS:
        ActivityRecord.objects.create(
            kind=kind,
            on=datetime.date(day.year, month, 1),
            title_de=title_de,
            title_en=title_en,
            number=number,
            source=SOURCE,
            recorded_by=office,
        )
    for place, values in enumerate(MEMBERS):
        cluster = Cluster.objects.get(external_id=values["external_id"])
        state_internationalisation(cluster, kind="strategy", holds=place % 2 == 0, as_of=year, actor=office, day=day)
    _publish(office, day)


def _publish(office, day):
    """The figures of the first counted day as published; a certificate recorded after it shows as a correction."""
    snapshot = take_snapshot(
        day,
        numbers=facts_for(day, today=day).computed,
        actor=office,
        day=day,
        note_de="Erfunden für die Demonstration.",
        note_en="Invented for the demonstration.",
    )
    publish_snapshot(snapshot, actor=office, day=day)
    OtherCertificate.objects.create(
        cluster=Cluster.objects.get(external_id=OWN_MEMBER), name="ISO 9001", valid_from=day, source=SOURCE
    )
