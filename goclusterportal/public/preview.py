"""The profile as the draft of its cluster's people would make it, seen exactly as the public would see it."""

from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from clusters.models import Cluster, Membership
from clusters.revisions import brought_up_to_date
from clusters.services.profile import PROFILE_FIELDS
from clusters.services.revisions import EDITABLE, changes_of, open_revision, profile_of
from clusters.views.own import own_cluster
from clusters.views.profile import logo_of
from labels.models import LabelAward
from programme.models import Land, TechnologyField

from .profile import profile_context


@own_cluster
@require_safe
def preview(request, cluster, day):
    """GET /my/<slug>/profile/preview/; without a draft there is nothing to look at."""
    revision = open_revision(cluster)
    if revision is None:
        return redirect("clusters:profile", cluster.slug)
    shown = proposed(cluster, revision, day)
    context = profile_context(shown, day) | {
        "preview": revision,
        "is_editable": revision.state in EDITABLE,
        "has_changes": bool(changes_of(revision)),
        "logo": logo_of(cluster, revision),
        "structured": None,
        "is_member": Membership.objects.public_on(day).filter(cluster=cluster).exists(),
    }
    return render(request, "public/profile.html", context)


def proposed(cluster, revision, day):
    """An instance that is never saved, with the draft's values in place of the profile's."""
    current = profile_of(cluster)
    _base, values = brought_up_to_date(revision.base, current, revision.values)
    valid = LabelAward.objects.valid_on(day).order_by("valid_until")
    shown = Cluster.objects.prefetch_related(Prefetch("label_awards", queryset=valid, to_attr="valid_awards"))
    shown = shown.get(pk=cluster.pk)
    for name in PROFILE_FIELDS:
        setattr(shown, name, values[name])
    shown._prefetched_objects_cache = {
        "laender": Land.objects.filter(iso__in=values["laender"]).order_by("name_de"),
        "fields": TechnologyField.objects.filter(code__in=values["fields"]).order_by("name_de"),
    }
    return shown
