"""The demo's mails: one planned reminder that the office skipped, and a person who does not want a courtesy."""

from clusters.models import Cluster
from notifications.models import SkippedRung
from notifications.services import plan
from notifications.services.choices import switch_mails
from notifications.services.skipping import skip

from .register import OWN_MEMBER

DAYS_AHEAD = 90


def load(cast, day):
    """Once: when something was skipped or chosen before, it stays as the visitors of the demo left it."""
    if SkippedRung.objects.exists():
        return
    slugs = set(Cluster.objects.filter(external_id=OWN_MEMBER).values_list("slug", flat=True))
    planned = [entry for entry in plan(day, DAYS_AHEAD, clusters=slugs) if entry.recipients]
    if planned:
        last = planned[-1]
        skip(
            kind=last.kind,
            subject_key=last.subject_key,
            rung=last.rung,
            reason="Der Termin ist mit dem Clustermanagement schon besprochen.",
            actor=cast["office@demo.example"],
            day=day,
        )
    switch_mails(cast["applicant@demo.example"], "idle-draft", wanted=False)
