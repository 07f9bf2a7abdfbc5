"""The desk's list of what clusters have contributed and nobody has answered."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.services.contributions import KINDS, waiting

from .desk_lists import MOST, WorkList


def contributions_list():
    """News, stories and events that wait, the oldest first; two queries per kind."""
    rows, count = [], 0
    for model in KINDS.values():
        found = waiting(model)
        count += found.count()
        rows += found.select_related("contributed_for")[:MOST]
    rows.sort(key=lambda row: row.submitted_at)
    sentence = ngettext("%(count)s Beitrag wartet auf Sie.", "%(count)s Beiträge warten auf Sie.", count)
    shown = [_row(content) for content in rows[:MOST]]
    return WorkList("contributions", _("Beiträge der Cluster"), sentence % {"count": count}, shown, count=count)


def _row(content):
    url = reverse(f"admin:events_{content._meta.model_name}_change", args=[content.pk])
    return {
        "title": content.title_de,
        "url": url,
        "preline": content._meta.verbose_name,
        "note": content.contributed_for.name,
        "day": content.submitted_at,
        "day_label": _("seit"),
        "act": {"label": _("Prüfen"), "url": url},
    }
