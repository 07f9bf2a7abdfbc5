"""Mergers: one cluster ends, another goes on (SPEC 2.2). Labels and duties pass only by a decision of their own.

Nothing is copied and nothing is deleted: the absorbed cluster keeps its rows, so the figures of earlier days stay.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from clusters import naming, permissions
from clusters.holdings import Holding, holdings_of
from clusters.models import Cluster, ClusterMerger, FormerName, FormerSlug, Function, Membership
from notifications.services import queue_mail
from programme import content
from programme.errors import ActRefused
from records.services import record

from .functions import appoint
from .membership import check_overlap, iso, save_membership, set_end

MERGED = Membership.EndReason.MERGED
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MergerPreview:
    """Everything that a merger will do, to be shown before it is recorded."""

    absorbed: Cluster
    continuing: Cluster
    last_day: date
    addresses: list[str]
    holdings: list[Holding]
    speakers: list[User]
    told: list[User]
    open_membership: Membership | None

    @property
    def first_day(self):
        """The day from which the continuing cluster stands for both."""
        return self.last_day + ONE_DAY

    @property
    def certificate(self):
        return getattr(self.open_membership, "certificate", None)


def preview_merger(*, absorbed, continuing, last_day, day):
    """What would happen, to whom. Asks nothing about rights and refuses nothing: see merger_refusal."""
    former = FormerSlug.objects.filter(cluster=absorbed).order_by("slug").values_list("slug", flat=True)
    return MergerPreview(
        absorbed=absorbed,
        continuing=continuing,
        last_day=last_day,
        addresses=[f"/clusters/{slug}/" for slug in (absorbed.slug, *former)],
        holdings=holdings_of(absorbed, day),
        speakers=new_speakers(absorbed, continuing, day),
        told=list(_told(absorbed, continuing, day)),
        open_membership=period_to_end(absorbed, last_day),
    )


def new_speakers(absorbed, continuing, day):
    """The people of the absorbed cluster who do not speak for the continuing one yet."""
    already = permissions.speakers_for(continuing, day)
    return list(permissions.speakers_for(absorbed, day).exclude(pk__in=already.values("pk")))


def period_to_end(cluster, last_day):
    """The period that has `last_day` as its last or a later day, or None."""
    return Membership.objects.counting_on(last_day).filter(cluster=cluster).select_related("certificate").first()


def merger_refusal(*, absorbed, continuing, last_day, day):
    """Why this merger cannot be recorded, as a translated sentence; None when it can. Who may is not asked here."""
    if absorbed.pk == continuing.pk:
        return _("Ein Cluster kann nicht in sich selbst aufgehen.")
    earlier = ClusterMerger.objects.standing().filter(absorbed=absorbed).select_related("continuing").first()
    if earlier:
        return _("%(absorbed)s ist schon in %(continuing)s aufgegangen.") % {
            "absorbed": absorbed,
            "continuing": earlier.continuing,
        }
    period = period_to_end(absorbed, last_day)
    if period is None:
        return _("%(absorbed)s ist am %(day)s kein Mitglied; ein Zusammenschluss beendet eine Mitgliedschaft.") % {
            "absorbed": absorbed,
            "day": date_format(last_day),
        }
    if period.end_reason == Membership.EndReason.EXCLUDED:
        return _("Das Ministerium hat den Ausschluss beschlossen; die Mitgliedschaft endet am %(day)s.") % {
            "day": date_format(period.ends_on)
        }
    if period.ends_on and period.ends_on < day and (period.ends_on, period.end_reason) != (last_day, MERGED):
        return _("Diese Mitgliedschaft ist am %(day)s zu Ende gegangen.") % {"day": date_format(period.ends_on)}
    first_day = last_day + ONE_DAY
    if not Membership.objects.counting_on(first_day).filter(cluster=continuing).exists():
        return _("Fortführen kann nur ein Mitglied: %(continuing)s ist am %(day)s keines.") % {
            "continuing": continuing,
            "day": date_format(first_day),
        }
    if _continues(absorbed, continuing):
        return _("%(continuing)s ist selbst in %(absorbed)s aufgegangen; ein Kreis ist nicht möglich.") % {
            "continuing": continuing,
            "absorbed": absorbed,
        }
    if ClusterMerger.objects.standing().filter(absorbed=continuing, last_day__lte=last_day).exists():
        return _("%(continuing)s geht bis zu diesem Tag selbst in einem anderen Cluster auf.") % {
            "continuing": continuing
        }
    return next((holding.words for holding in holdings_of(absorbed, day) if holding.blocks), None)


def record_merger(*, absorbed, continuing, last_day, source, actor, day, document=None, people=()):
    """The office records that `absorbed` goes on in `continuing`: it is a member up to and including `last_day`.

    `people` are those of the absorbed cluster who shall speak for the continuing one, as deputies from the day after
    (or from today, when that lies in the past). Everyone who speaks for one of the two is told. Raises ActRefused.
    """
    with transaction.atomic():
        absorbed, continuing = _locked_pair(absorbed, continuing)
        _only_the_office(actor, day)
        if not source.strip():
            raise ActRefused(_("Bitte geben Sie an, woher Sie von dem Zusammenschluss wissen."))
        refused = merger_refusal(absorbed=absorbed, continuing=continuing, last_day=last_day, day=day)
        if refused:
            raise ActRefused(refused)
        # Everyone is named before anything changes: afterwards nobody would speak for an ended cluster.
        told = list(_told(absorbed, continuing, day))
        may_come = {person.pk for person in new_speakers(absorbed, continuing, day)}
        if any(person.pk not in may_come for person in people):
            raise ActRefused(_("Übernommen werden kann nur, wer heute für das aufgehende Cluster spricht."))
        membership = Membership.objects.select_for_update().get(pk=period_to_end(absorbed, last_day).pk)
        membership.cluster = absorbed
        merger = ClusterMerger.objects.create(
            absorbed=absorbed,
            continuing=continuing,
            membership=membership,
            last_day=last_day,
            source=source,
            document=document,
            former_ends_on=membership.ends_on,
            former_end_reason=membership.end_reason,
            recorded_by=actor,
            recorded_on=day,
        )
        before = membership.ends_on
        if (before, membership.end_reason) != (last_day, MERGED):
            set_end(membership, last_day, MERGED)
            to_state = f"{last_day.isoformat()} {MERGED.value}"
            save_membership(membership, "end_membership", actor, from_state=iso(before), to_state=to_state)
        _keep_names(merger, day)
        for person in people:
            merger.appointed.add(
                appoint(
                    person,
                    kind=Function.Kind.DEPUTY,
                    cluster=continuing,
                    starts_on=max(last_day + ONE_DAY, day),
                    actor=actor,
                    day=day,
                )
            )
        _note(merger, "merge", actor, note=source)
        content.bump()
        _mail(merger, "cluster-merged", told)
        return merger


def withdraw_merger(merger, *, actor, day):
    """Take a merger back whose last day has not passed yet. The membership ends as it did before, or not at all."""
    with transaction.atomic():
        absorbed, continuing = _locked_pair(merger.absorbed, merger.continuing)
        merger = ClusterMerger.objects.select_for_update(of=("self",)).get(pk=merger.pk)
        merger.absorbed, merger.continuing = absorbed, continuing
        _only_the_office(actor, day)
        if merger.withdrawn_on:
            raise ActRefused(_("Dieser Zusammenschluss ist schon zurückgenommen."))
        if merger.last_day < day:
            raise ActRefused(_("Ein Zusammenschluss, der schon wirksam ist, lässt sich nicht zurücknehmen."))
        told = list(_told(absorbed, continuing, day))
        merger.withdrawn_on, merger.withdrawn_by = day, actor
        merger.save(update_fields=["withdrawn_on", "withdrawn_by"])
        membership = Membership.objects.select_for_update().get(pk=merger.membership_id)
        membership.cluster = absorbed
        membership.ends_on, membership.end_reason = merger.former_ends_on, merger.former_end_reason
        check_overlap(membership)
        save_membership(
            membership, "restore_end", actor, from_state=iso(merger.last_day), to_state=iso(membership.ends_on)
        )
        # They have not begun: nobody has acted under them. The history keeps them.
        for function in merger.appointed.filter(starts_on__gt=day):
            merger.appointed.remove(function)
            function._history_user = actor
            function.delete()
        _note(merger, "withdraw_merger", actor)
        content.bump()
        _mail(merger, "cluster-merger-withdrawn", told)
        return merger


def attach_document(merger, *, document, actor, day):
    """Keep the agreement, or whatever proves the merger, with it; one that is there already is replaced."""
    with transaction.atomic():
        _only_the_office(actor, day)
        merger = ClusterMerger.objects.select_for_update(of=("self",)).get(pk=merger.pk)
        merger.document = document
        merger.save(update_fields=["document"])
        record(
            actor=actor,
            verb="attach_merger_document",
            subject_kind="cluster",
            subject_key=merger.absorbed.slug,
            to_state=document.name[:80],
        )
        return merger


def continued_by(slug, day):
    """The cluster that stands on `day` for the one with this present or former address, along the chain of mergers.

    None when there is no such address or nothing has been merged yet.
    """
    cluster = Cluster.objects.filter(slug=slug).first()
    if cluster is None:
        former = FormerSlug.objects.filter(slug=slug).select_related("cluster").first()
        cluster = former.cluster if former else None
    if cluster is None:
        return None
    onward = {
        merger.absorbed_id: merger.continuing
        for merger in ClusterMerger.objects.public_on(day).select_related("continuing")
    }
    found, seen = None, {cluster.pk}
    while cluster.pk in onward and onward[cluster.pk].pk not in seen:
        found = cluster = onward[cluster.pk]
        seen.add(cluster.pk)
    return found


def predecessors_of(cluster, day):
    """The clusters that have gone on in this one by `day`, directly or along a chain, the latest merger first."""
    by_heir: dict[int, list[Cluster]] = {}
    for merger in ClusterMerger.objects.public_on(day).select_related("absorbed"):
        by_heir.setdefault(merger.continuing_id, []).append(merger.absorbed)
    found: list[Cluster] = []
    ahead = [cluster]
    while ahead:
        for absorbed in by_heir.pop(ahead.pop(0).pk, []):
            found.append(absorbed)
            ahead.append(absorbed)
    return found


def _continues(start, cluster):
    """Whether `cluster` goes on in `start`, directly or along a chain: the new merger would close a circle."""
    onward = dict(ClusterMerger.objects.standing().values_list("absorbed", "continuing"))
    here, seen = cluster.pk, set()
    while here in onward and here not in seen:
        seen.add(here)
        here = onward[here]
        if here == start.pk:
            return True
    return False


def _keep_names(merger, day):
    """The names under which people look for the absorbed cluster lead to the continuing one from the day after on."""
    if merger.membership.public_from is None:
        return
    absorbed = merger.absorbed
    names = [(absorbed.name, merger.last_day)]
    if absorbed.short_name:
        names.append((absorbed.short_name, merger.last_day))
    names += [(row.name, row.until) for row in FormerName.objects.known_on(merger.last_day).filter(cluster=absorbed)]
    FormerName.objects.bulk_create(
        FormerName(
            cluster=merger.continuing,
            name=name,
            # Nobody finds the continuing cluster by a name of the absorbed one while that one still stands for itself.
            until=max(until, merger.last_day),
            merger=merger,
            search_text=naming.search_text(name),
            recorded_on=day,
        )
        for name, until in names
    )


def _told(absorbed, continuing, day):
    speakers = permissions.speakers_for(absorbed, day).values("pk")
    others = permissions.speakers_for(continuing, day).values("pk")
    return User.objects.filter(Q(pk__in=speakers) | Q(pk__in=others)).order_by("email")


def _locked_pair(absorbed, continuing):
    """Both rows, locked in the order of their keys: two people who merge crosswise wait for each other."""
    keys = {absorbed.pk, continuing.pk}
    rows = {row.pk: row for row in Cluster.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return rows[absorbed.pk], rows[continuing.pk]


def _only_the_office(actor, day):
    if not permissions.may_keep_register(actor, day):
        raise ActRefused(_("Zusammenschlüsse erfasst das Programmbüro."))


def _note(merger, verb, actor, *, note=""):
    """One entry at each of the two clusters."""
    for cluster, other in ((merger.absorbed, merger.continuing), (merger.continuing, merger.absorbed)):
        record(
            actor=actor,
            verb=verb,
            subject_kind="cluster",
            subject_key=cluster.slug,
            from_state=other.slug,
            to_state=merger.last_day.isoformat(),
            note=note if cluster is merger.absorbed else "",
        )


def _mail(merger, name, people):
    joining = set(merger.appointed.values_list("user", flat=True))
    for person in people:
        queue_mail(
            name,
            key=f"{name}:{merger.pk}:{person.pk}",
            kind=name,
            to_user=person,
            context={
                "merger": merger,
                "first_day": merger.last_day + ONE_DAY,
                "joins": person.pk in joining,
            },
            subject_kind="cluster",
            subject_key=merger.absorbed.slug,
        )
