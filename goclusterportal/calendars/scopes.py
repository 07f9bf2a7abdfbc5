"""Which calendars a person may have on a day. Asked when an address is given, and anew at every fetch."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from admissions.permissions import is_board_member
from clusters.models import Cluster
from clusters.permissions import is_office
from records.models import CalendarFeed

Scope = CalendarFeed.Scope


@dataclass(frozen=True, slots=True)
class Offer:
    """One calendar that a person may have, in words. `cluster` is there for a cluster's only."""

    scope: str
    title: str
    holds: str
    cluster: Cluster | None = None

    @property
    def subject(self):
        return self.cluster.slug if self.cluster else ""

    @property
    def subjects(self):
        """Every subject under which an address may have been given: a cluster's present and earlier slugs."""
        if self.cluster is None:
            return [""]
        return [self.cluster.slug, *(former.slug for former in self.cluster.former_slugs.all())]


def offers_for(user, day):
    """All calendars the person may have now, the own one first."""
    offers = [Offer(Scope.MY, _("Meine Termine und Fristen"), _holds_mine(user, day))]
    for cluster in Cluster.objects.run_by(user, day).order_by("name").prefetch_related("former_slugs"):
        offers.append(_cluster_offer(cluster))
    if is_office(user, day):
        offers.append(_office_offer())
    return offers


def offer_of(user, scope, subject, day):
    """The one calendar, or None where the person may not have it (any more). A cluster's earlier address counts too."""
    if scope == Scope.MY and not subject:
        return Offer(Scope.MY, _("Meine Termine und Fristen"), "")
    if scope == Scope.CLUSTER:
        named = Q(slug=subject) | Q(former_slugs__slug=subject)
        cluster = Cluster.objects.run_by(user, day).filter(named).distinct().order_by("pk").first()
        return _cluster_offer(cluster) if cluster else None
    if scope == Scope.OFFICE and not subject and is_office(user, day):
        return _office_offer()
    return None


def _cluster_offer(cluster):
    holds = _(
        "Alle Fristen dieses Clusters und die Gespräche zu seinen Aufnahmeanträgen: das Richtige für einen "
        "Kalender, in den Ihr Team schaut."
    )
    return Offer(Scope.CLUSTER, cluster.name, holds, cluster)


def _office_offer():
    holds = _(
        "Die Fristen aller Mitglieder und Verfahren, Gespräche und Sitzungen. Verfahren, in denen Sie befangen "
        "sind, fehlen."
    )
    return Offer(Scope.OFFICE, _("Termine und Fristen des Programmbüros"), holds)


def _holds_mine(user, day):
    if is_board_member(user, day):
        return _(
            "Ihre Gutachten, Sitzungen und Gespräche, dazu die Fristen der Cluster, für die Sie sprechen. "
            "Verfahren, in denen Sie befangen sind, fehlen."
        )
    return _(
        "Die Fristen aller Cluster, für die Sie sprechen, und der Aufnahmeanträge, an denen Sie mitarbeiten; dazu "
        "die Gespräche, zu denen Sie eingeladen sind."
    )
