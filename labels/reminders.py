"""Deadlines of this floor: the silver duty, the end of a label, and the next benchmarking."""

from django.urls import reverse
from django.utils import timezone

from clusters.escalation import board_of
from clusters.models import Cluster, Membership
from clusters.permissions import speakers_for
from notifications.sources import Due, Recipient
from programme.models import ProgrammeSettings

from .facts import benchmarking_status_of, duties_with_facts, run_facts, status_of
from .models import LabelAward
from .validity import (
    BenchmarkingState,
    DutyReason,
    DutyState,
    Level,
    explain_benchmarking,
    explain_duty,
    last_run,
)

# A running assessment is no case for a reminder, nor is what a valid label still covers: its end has its own ladder.
OPEN_STATES = {DutyState.ON_TRACK, DutyState.AT_RISK, DutyState.OVERDUE, DutyState.EXTENDED}
RANK = {level: rank for rank, level in enumerate(Level)}


def people_of(cluster, day):
    """Whoever may speak for a cluster on `day`: its own people and those of the organisation that runs it."""
    return [Recipient.of(user) for user in speakers_for(cluster, day)]


class SilverDutySource:
    """The day by which a member has to meet the silver criteria, for the first time or again after a gap."""

    kind = "silver-duty"

    def _open_status(self, duty, day, settings=None):
        status = status_of(duty, day, settings)
        if status.state not in OPEN_STATES or status.reason == DutyReason.COVER_ENDS_SOON:
            return None
        return status

    def _key(self, duty, status):
        """A deadline after a gap is a new one; an extension moves the present one and keeps the key."""
        ends = [
            award.valid_until
            for award in duty.membership.cluster.label_awards.all()
            if award.level != Level.BRONZE and award.confirmed_on and award.valid_until <= status.due_on
        ]
        return f"{duty.key}/{max(ends):%Y%m%d}" if ends else duty.key

    def _duty(self, key):
        return duties_with_facts().filter(key=key.split("/")[0]).first()

    def due(self, day):
        settings = ProgrammeSettings.load()
        for duty in duties_with_facts().filter(membership__in=Membership.objects.told().counting_on(day)):
            status = self._open_status(duty, day, settings)
            if status:
                cluster = duty.membership.cluster
                yield Due(
                    self._key(duty, status),
                    status.due_on,
                    cluster.slug,
                    title=cluster.name,
                    link=reverse("public:my"),
                )

    def due_on(self, key):
        duty = self._duty(key)
        return status_of(duty, timezone.localdate()).due_on if duty else None

    def still_stands(self, key, day):
        duty = self._duty(key)
        if duty is None or not Membership.objects.told().counting_on(day).filter(pk=duty.membership_id).exists():
            return False
        status = self._open_status(duty, day)
        return status is not None and self._key(duty, status) == key

    def recipients(self, key):
        duty = self._duty(key)
        return people_of(duty.membership.cluster, timezone.localdate()) if duty else []

    def escalation(self, key):
        duty = self._duty(key)
        return board_of(duty.membership.cluster, timezone.localdate()) if duty else []

    def ministry_link(self):
        return reverse("labels:decide-duties")

    def context(self, key, language):
        duty = self._duty(key)
        status = status_of(duty, timezone.localdate())
        return {
            "title": duty.membership.cluster.name,
            "cluster": duty.membership.cluster.name,
            "reason": explain_duty(status, language),
            "link": reverse("public:my"),
        }


class LabelExpirySource:
    """The last day of a confirmed label that no later label of the same or a higher level continues."""

    kind = "label-expiry"

    def _continued(self, award, awards):
        return any(
            other.pk != award.pk
            and other.confirmed_on
            and other.revoked_on is None
            and RANK[Level(other.level)] >= RANK[Level(award.level)]
            and other.valid_until > award.valid_until
            for other in awards
        )

    def _stands(self, award, day):
        if award.confirmed_on is None or award.revoked_on is not None:
            return False
        if not Membership.objects.told().counting_on(day).filter(cluster=award.cluster).exists():
            return False
        return not self._continued(award, award.cluster.label_awards.all())

    def _award(self, key):
        return (
            LabelAward.objects.select_related("cluster")
            .prefetch_related("cluster__label_awards")
            .filter(pk=int(key.removeprefix("L")))
            .first()
        )

    def due(self, day):
        clusters = Cluster.objects.filter(pk__in=Membership.objects.told().counting_on(day).values("cluster"))
        for cluster in (
            clusters.filter(label_awards__confirmed_on__isnull=False).distinct().prefetch_related("label_awards")
        ):
            awards = list(cluster.label_awards.all())
            for award in awards:
                if award.confirmed_on and award.revoked_on is None and not self._continued(award, awards):
                    yield Due(
                        f"L{award.pk}",
                        award.valid_until,
                        cluster.slug,
                        title=f"{cluster.name}: {award.get_level_display()}",
                        link=reverse("public:my"),
                    )

    def due_on(self, key):
        award = self._award(key)
        return award.valid_until if award else None

    def still_stands(self, key, day):
        award = self._award(key)
        return award is not None and self._stands(award, day)

    def recipients(self, key):
        award = self._award(key)
        return people_of(award.cluster, timezone.localdate()) if award else []

    def escalation(self, key):
        award = self._award(key)
        return board_of(award.cluster, timezone.localdate()) if award else []

    def ministry_link(self):
        return reverse("labels:decide-labels")

    def context(self, key, language):
        award = self._award(key)
        return {
            "title": f"{award.cluster.name}: {award.get_level_display()}",
            "cluster": award.cluster.name,
            "label": str(award.get_level_display()),
            "link": reverse("public:my"),
        }


class BenchmarkingSource:
    """The day by which a member takes part in the next benchmarking. A date that is arranged needs no reminder."""

    kind = "benchmarking"

    def _members(self, day):
        return (
            Membership.objects.told()
            .counting_on(day)
            .select_related("cluster")
            .prefetch_related("cluster__benchmarkings")
        )

    def _key(self, membership, day):
        """After each run a new deadline begins."""
        last = last_run([run_facts(run) for run in membership.cluster.benchmarkings.all()], day)
        return f"B{membership.pk}/{last:%Y%m%d}" if last else f"B{membership.pk}"

    def _membership(self, key, day):
        return self._members(day).filter(pk=int(key.removeprefix("B").split("/")[0])).first()

    def _open(self, membership, day, settings):
        status = benchmarking_status_of(membership, day, settings)
        return None if status.state in {BenchmarkingState.UNKNOWN, BenchmarkingState.PLANNED} else status

    def due(self, day):
        settings = ProgrammeSettings.load()
        for membership in self._members(day):
            status = self._open(membership, day, settings)
            if status:
                yield Due(
                    self._key(membership, day),
                    status.due_on,
                    membership.cluster.slug,
                    title=membership.cluster.name,
                    link=reverse("public:my"),
                )

    def due_on(self, key):
        day = timezone.localdate()
        membership = self._membership(key, day)
        return benchmarking_status_of(membership, day, ProgrammeSettings.load()).due_on if membership else None

    def still_stands(self, key, day):
        membership = self._membership(key, day)
        if membership is None or self._key(membership, day) != key:
            return False
        return self._open(membership, day, ProgrammeSettings.load()) is not None

    def recipients(self, key):
        day = timezone.localdate()
        membership = self._membership(key, day)
        return people_of(membership.cluster, day) if membership else []

    def escalation(self, key):
        day = timezone.localdate()
        membership = self._membership(key, day)
        return board_of(membership.cluster, day) if membership else []

    def ministry_link(self):
        return reverse("labels:decide-labels")

    def context(self, key, language):
        day = timezone.localdate()
        membership = self._membership(key, day)
        return {
            "title": membership.cluster.name,
            "cluster": membership.cluster.name,
            "reason": explain_benchmarking(benchmarking_status_of(membership, day, ProgrammeSettings.load()), language),
            "link": reverse("public:my"),
        }
