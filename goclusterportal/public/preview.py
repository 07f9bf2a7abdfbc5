"""The profile as the draft of its cluster's people would make it, seen exactly as the public would see it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from clusters.models import Cluster, Membership
from clusters.services.profile import PROFILE_FIELDS
from clusters.services.revisions import EDITABLE, changes_of, draft_of, logo_of, open_revision
from clusters.views.own import own_cluster
from programme.models import Land, TechnologyField

from .directory.rows import with_facts
from .profile import profile_context


@own_cluster
@require_safe
def preview(request, cluster, day):
    """GET /my/<slug>/profile/preview/; without a draft the profile as it stands."""
    revision = open_revision(cluster)
    shown = proposed(cluster, revision, day)
    context = profile_context(shown, day) | {
        "is_draft": True,
        "version": revision.version if revision else 0,
        "is_editable": revision is None or revision.state in EDITABLE,
        "has_changes": revision is not None and bool(changes_of(revision)),
        "logo": logo_of(cluster, revision),
        "structured": None,
        "is_member": Membership.objects.public_on(day).filter(cluster=cluster).exists(),
    }
    return render(request, "public/profile.html", context)


def proposed(cluster, revision, day):
    """An instance that is never saved, with the draft's values in place of the profile's."""
    values = draft_of(cluster, revision)
    shown = with_facts(Cluster.objects.all(), day).get(pk=cluster.pk)
    for name in PROFILE_FIELDS:
        setattr(shown, name, values[name])
    shown._prefetched_objects_cache = {
        "laender": Land.objects.filter(iso__in=values["laender"]).order_by("name_de"),
        "fields": TechnologyField.objects.filter(code__in=values["fields"]).order_by("name_de"),
    }
    return shown
