"""A cluster's public profile."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clusters.models import ActorFigures, Cluster, FormerSlug, Membership
from clusters.profile_words import TITLES
from clusters.services import continued_by, predecessors_of
from clusters.services.profile import TEXTS
from labels.models import Level
from programme.markdown import plain_words
from programme.pagecache import public_page
from programme.templatetags.portal import german_date, number, translate, translated

from ..context import SITE_NAME
from .directory import public_clusters
from .facts import charts
from .neighbours import neighbours_of

RANK = {level: rank for rank, level in enumerate(Level)}
MOST = 5
"""So many events, news and stories; the lists of the portal, narrowed to the cluster, hold the others."""
KEY_DATES = 5
"""So many key dates stand beside each other in the table."""
ACTORS = {
    "companies": lambda: gettext("Unternehmen"),
    "sme": lambda: gettext("davon kleine und mittlere Unternehmen"),
    "large_companies": lambda: gettext("davon große Unternehmen"),
    "university_institutes": lambda: gettext("Hochschulinstitute"),
    "research_institutions": lambda: gettext("Forschungseinrichtungen"),
    "other": lambda: gettext("weitere Akteure"),
}
PARTS_OF_OTHERS = {"sme", "large_companies"}


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
    return render(request, "public/profile.html", profile_context(cluster, day))


def profile_context(cluster, day):
    """What the page shows of a cluster of public_clusters(day); a fixed number of queries."""
    figures = list(ActorFigures.objects.filter(cluster=cluster, released=True, key_date__lte=day)[:KEY_DATES])
    awards = sorted(cluster.valid_awards, key=lambda award: -RANK[Level(award.level)])
    return {
        "cluster": cluster,
        "membership": Membership.objects.public_on(day).filter(cluster=cluster).first(),
        "sections": sections_of(cluster),
        "awards": awards,
        "figures": figures_table(figures),
        "chart": _chart(figures[0]) if figures else None,
        "predecessors": predecessors_of(cluster, day),
        "former_names": cluster.former_names.known_on(day).filter(merger=None),
        "news": cluster.news_items.released_on(day)[:MOST],
        "stories": cluster.story_items.released_on(day)[:MOST],
        "events": cluster.events.released_on(day).upcoming(day)[:MOST],
        "has_past_events": cluster.events.released_on(day).archived(day).exists(),
        "neighbours": neighbours_of(cluster, day),
        "structured": structured(cluster),
        "is_member": True,
    }


def sections_of(cluster):
    """The texts that the page has in its language or in German: key and title."""
    return [{"key": name, "title": TITLES[name]} for name in TEXTS if translate(cluster, name)[0]]


def figures_table(figures):
    """Key dates, the latest first, and a row per kind of actor with what changed since the key date before."""
    if not figures:
        return None
    rows = []
    for name, label in ACTORS.items():
        values = [getattr(one, name) for one in figures]
        changes = [_change(new, old) for new, old in zip(values, [*values[1:], None], strict=True)]
        cells = [{"value": value, "change": change} for value, change in zip(values, changes, strict=True)]
        rows.append({"label": label(), "is_part": name in PARTS_OF_OTHERS, "cells": cells})
    return {"days": [one.key_date for one in figures], "rows": rows}


def _change(new, old):
    if new is None or old is None or new == old:
        return ""
    return f"+{number(new - old)}" if new > old else number(new - old)


def _chart(figures):
    """Bars of the latest key date; what was not recorded has none, and parts of companies are in the companies."""
    values = [
        (label(), getattr(figures, name))
        for name, label in ACTORS.items()
        if name not in PARTS_OF_OTHERS and getattr(figures, name) is not None
    ]
    title = gettext("Clusterakteure am %(day)s") % {"day": german_date(figures.key_date)}
    return charts.bars(title, values) if values else None


def structured(cluster):
    """What search engines read of a cluster (schema.org/Organization), in the language that is active."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": cluster.name,
        "url": settings.SITE_URL + reverse("public:cluster", args=[cluster.slug]),
        "memberOf": {"@type": "Organization", "name": SITE_NAME, "url": settings.SITE_URL},
    }
    if cluster.short_name:
        data["alternateName"] = cluster.short_name
    if text := plain_words(translate(cluster, "profile")[0]):
        data["description"] = text[:500]
    if cluster.logo_id and cluster.logo.published_at:
        data["logo"] = settings.SITE_URL + reverse("picture", args=[cluster.logo.token])
    if elsewhere := [url for url in (cluster.website, cluster.eccp_url, cluster.platform_url) if url]:
        data["sameAs"] = elsewhere
    if cluster.mailbox:
        data["email"] = cluster.mailbox
    place = {"@type": "PostalAddress", "addressCountry": "DE"}
    if cluster.city:
        place["addressLocality"] = cluster.city
    if regions := [translated(land, "name") for land in cluster.laender.all()]:
        place["addressRegion"] = ", ".join(regions)
    return data | {"address": place}
