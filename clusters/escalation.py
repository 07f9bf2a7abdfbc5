"""Who stands above a cluster's management: the board of its operator. For reminders that nobody answered."""

from django.db.models import Q
from django.urls import reverse

from notifications.sources import Recipient

from .models import Cluster, ClusterOperation, Function, dated


def board_of(cluster, day):
    """The confirmed board members of the cluster's operator on `day`, each led to what everyone may see.

    They read what the mail says, no more: a seat on the board opens no page of the cluster's management.
    """
    is_public = Cluster.objects.public_on(day).filter(pk=cluster.pk).exists()
    link = reverse("public:cluster", args=[cluster.slug]) if is_public else reverse("public:home")
    operated = ClusterOperation.objects.filter(dated(day), cluster=cluster).values("organisation")
    seats = (
        Function.objects.held_on(day)
        .filter(Q(cluster=cluster) | Q(organisation__in=operated), kind=Function.Kind.BOARD, user__is_active=True)
        .exclude(confirmed_on=None)
        .select_related("user")
        .order_by("user__email")
    )
    return [Recipient.of(seat.user, link=link) for seat in seats]
