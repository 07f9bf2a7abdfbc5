"""From a row's facts to the register, through the services: what is new is entered, what is missing is filled in.

Nothing that stands in the register is ever changed into something else: a contradiction is a problem for a person.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from clusters.importing.values import CellFault
from clusters.models import Cluster
from clusters.services import (
    keep_cluster,
    record_actor_figures,
    release_actor_figures,
)
from programme.models import Land, TechnologyField

from ..models import Benchmarking, LabelAward
from ..services import awards, benchmarkings
from .columns import COUNTS, Kind
from .comparing import RowFault, agree, fills
from .periods import write_period
from .register import Register
from .report import Outcome

# Fields of an award that a row may fill in later -> their column.
COLUMN_OF = {"assessed_on": "assessed_on", "awarded_on": "awarded_on", "issuing_body": "body"}


@dataclass(slots=True)
class Writer:
    """Writes one entry after the other; the caller holds the transaction. `source` names the file in the records."""

    register: Register
    actor: User | None
    day: date
    source: str

    def write(self, entry):
        """The Outcome of one entry. Raises RowFault, or what the services raise; then the row left nothing."""
        if entry.kind == Kind.CLUSTER:
            return self._cluster(entry)
        try:
            cluster = self.register.get(entry.cluster)
        except CellFault as fault:
            raise RowFault("cluster", str(fault)) from fault
        if entry.kind == Kind.MEMBERSHIP:
            return write_period(cluster, entry, source=self.source, actor=self.actor, day=self.day)
        act = {
            Kind.LABEL: self._label,
            Kind.BENCHMARKING: self._benchmarking,
            Kind.FIGURES: self._figures,
        }[entry.kind]
        return act(cluster, entry)

    # --- Clusters -----------------------------------------------------------------

    def _cluster(self, entry):
        """A cluster that is no member any more has to stand in the register too. One that does is left as it is."""
        values = entry.values
        found = self.register.by_external_id.get(values["external_id"]) or next(
            iter(self.register.find(entry.cluster)), None
        )
        if found is not None:
            return Outcome.UNCHANGED
        cluster = Cluster(
            name=values["name"], city=values["city"], external_id=values["external_id"], source=self.source
        )
        keep_cluster(
            cluster,
            laender=Land.objects.filter(iso__in=values["laender"]),
            fields=TechnologyField.objects.filter(code__in=values["fields"]),
            changed=["name", "source"],
            actor=self.actor,
            day=self.day,
        )
        self.register.add(cluster)
        return Outcome.NEW

    # --- Labels -------------------------------------------------------------------

    def _label(self, cluster, entry):
        values = entry.values
        award = LabelAward.objects.filter(
            cluster=cluster, level=values["level"], valid_from=values["valid_from"]
        ).first()
        outcome = Outcome.UNCHANGED
        if award is None:
            award = LabelAward(
                cluster=cluster,
                issuing_body=values["body"] or "",
                dates_reason=self.source,
                confirmed_on=self._known_on(values),
                **{name: values[name] for name in ("level", "assessed_on", "awarded_on", "valid_from", "valid_until")},
            )
            outcome = Outcome.NEW
        else:
            agree("valid_until", award.valid_until, values["valid_until"])
            for name, column in COLUMN_OF.items():
                if fills(column, getattr(award, name), values[column]):
                    setattr(award, name, values[column])
                    outcome = Outcome.CHANGED
        if outcome != Outcome.UNCHANGED:
            refused = awards.refusal(award, self.day)
            if refused:
                raise RowFault(*refused)
            awards.record_award(award, actor=self.actor, day=self.day)
        if award.confirmed_on is None:
            awards.confirm_award(award, confirmed_on=self._known_on(values), actor=self.actor, day=self.day)
            outcome = Outcome.CHANGED
        if fills("revoked_on", award.revoked_on, values["revoked_on"]):
            awards.revoke_award(
                award,
                revoked_on=values["revoked_on"],
                reason=values["reason"] or self.source,
                actor=self.actor,
                day=self.day,
            )
            outcome = outcome if outcome == Outcome.NEW else Outcome.CHANGED
        return outcome

    def _known_on(self, values):
        """Since when the award counts as confirmed: its own day, so that past days are told as they were known."""
        return min(values["awarded_on"] or values["assessed_on"] or values["valid_from"], self.day)

    # --- Benchmarkings ------------------------------------------------------------

    def _benchmarking(self, cluster, entry):
        held_on, body = entry.values["held_on"], entry.values["body"]
        form = entry.values["form"]
        run = Benchmarking.objects.filter(cluster=cluster, held_on=held_on).order_by("pk").first()
        if run is None:
            run = Benchmarking(
                cluster=cluster, held_on=held_on, form=form or Benchmarking.Form.ON_SITE, assessor_body=body or ""
            )
            outcome = Outcome.NEW
        else:
            if form:
                agree("form", run.form, form)
            if not fills("body", run.assessor_body, body):
                return Outcome.UNCHANGED
            run.assessor_body, outcome = body, Outcome.CHANGED
        refused = benchmarkings.refusal(run, self.day)
        if refused:
            raise RowFault(*refused)
        benchmarkings.record_benchmarking(run, actor=self.actor, day=self.day)
        return outcome

    # --- Figures ------------------------------------------------------------------

    def _figures(self, cluster, entry):
        key_date = entry.values["key_date"]
        figures = cluster.actor_figures.filter(key_date=key_date).first()
        outcome = Outcome.NEW if figures is None else Outcome.UNCHANGED
        counts = {
            name: entry.values[name] for name in COUNTS if fills(name, getattr(figures, name, None), entry.values[name])
        }
        if counts:
            if key_date > self.day:
                raise RowFault("key_date", _("Der Stichtag liegt in der Zukunft."))
            figures = record_actor_figures(cluster, key_date=key_date, counts=counts, actor=self.actor, day=self.day)
            outcome = outcome if outcome == Outcome.NEW else Outcome.CHANGED
        if entry.values["released"] and not figures.released:
            release_actor_figures(figures, released=True, actor=self.actor, day=self.day)
            outcome = outcome if outcome == Outcome.NEW else Outcome.CHANGED
        return outcome
