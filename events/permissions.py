"""Who may register where. `day` is the day on which the person acts."""

from django.db.models import Q

from clusters.models import Cluster, ClusterOperation, Function, Membership
from clusters.models.register import dated

from .models import RegistrationSettings


def member_clusters_of(user, day):
    """The member clusters for which, or for whose organisation, the person has a confirmed function on `day`."""
    held = Function.objects.held_on(day).filter(user=user, confirmed_on__isnull=False)
    operated = ClusterOperation.objects.filter(
        dated(day), organisation__in=held.exclude(organisation=None).values("organisation")
    )
    return Cluster.objects.filter(
        Q(pk__in=held.exclude(cluster=None).values("cluster")) | Q(pk__in=operated.values("cluster")),
        pk__in=Membership.objects.public_on(day).values("cluster"),
    )


def may_register(user, settings, day):
    """Whether the event is meant for this person (None: a visitor)."""
    if settings.audience == RegistrationSettings.Audience.EVERYONE:
        return True
    return user is not None and member_clusters_of(user, day).exists()
