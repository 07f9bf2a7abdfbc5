"""/my/<slug>/: one of the person's clusters, what waits, and its life in the programme."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusters import lifecycle
from clusters.services.membership import period_of
from clusters.views.membership import current_membership
from clusters.views.own import own_cluster

from .my import clusters_of, duty_tasks
from .timeline import timeline_of


@own_cluster
@require_safe
def own(request, cluster, day):
    """GET /my/<slug>/"""
    membership = current_membership(cluster, day)
    status = ""
    if membership is not None:
        status = lifecycle.status_on(period_of(membership), day, membership.notice_given_on).label
    mine = [one for one in clusters_of(request.user, day) if one.cluster.pk == cluster.pk]
    context = {
        "cluster": cluster,
        "status": status,
        "tasks": [row | {"url": reverse("public:my") + "#clusters-title"} for row in duty_tasks(mine)],
        "entries": timeline_of(cluster, day),
        "trail": [{"label": _("Mein Bereich"), "url": reverse("public:my")}],
    }
    return render(request, "public/own.html", context)
