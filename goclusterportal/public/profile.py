"""A cluster's public profile, and the check of a certificate."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.models import ActorFigures, Certificate, Cluster, FormerSlug, Membership
from clusters.services import continued_by, predecessors_of
from labels.models import Level
from programme.pagecache import public_page

from .directory import public_clusters

RANK = {level: rank for rank, level in enumerate(Level)}


@public_page
def profile(request, slug):
    """The profile of a cluster the public may see today; a former address redirects, everything else is a 404.

    An absorbed cluster leads to the one that continues it, for now: it may become a member of its own again.
    """
    day = timezone.localdate()
    cluster = public_clusters(day).filter(slug=slug).first()
    if cluster is None:
        former = FormerSlug.objects.filter(slug=slug).select_related("cluster").first()
        if former and Cluster.objects.public_on(day).filter(pk=former.cluster_id).exists():
            return redirect("public:cluster", slug=former.cluster.slug, permanent=True)
        heir = continued_by(slug, day)
        if heir and Cluster.objects.public_on(day).filter(pk=heir.pk).exists():
            return redirect("public:cluster", slug=heir.slug)
        raise Http404
    membership = Membership.objects.public_on(day).get(cluster=cluster)
    figures = ActorFigures.objects.filter(cluster=cluster, released=True, key_date__lte=day).first()
    context = {
        "cluster": cluster,
        "membership": membership,
        "awards": sorted(cluster.valid_awards, key=lambda award: -RANK[Level(award.level)]),
        "figures": figures,
        "predecessors": predecessors_of(cluster, day),
        "former_names": cluster.former_names.known_on(day).filter(merger=None),
        "news": cluster.news_items.released_on(day)[:5],
        "stories": cluster.story_items.released_on(day)[:5],
        "events": cluster.events.released_on(day).upcoming(day)[:5],
    }
    return render(request, "public/profile.html", context)


@require_safe
def verify(request, code):
    """Whether the certificate with this code is valid today, and nothing more. An unknown code is an answer, too."""
    day = timezone.localdate()
    is_valid = Certificate.objects.filter(code=code.upper(), membership__in=Membership.objects.public_on(day)).exists()
    return render(request, "public/verify.html", {"code": code, "is_valid": is_valid})


@require_safe
def verify_form(request):
    """The place to type a code; it leads to the code's own address."""
    code = "".join(request.GET.get("code", "").split()).upper()
    if code.isalnum():
        return redirect("public:verify", code=code[:16])
    return render(request, "public/verify.html", {"asked": bool(request.GET.get("code"))})
