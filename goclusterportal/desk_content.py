"""The desk's lists about what the public reads: what others have submitted for it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import EditionSubmission

from .desk_lists import MOST, WorkList


def content_lists():
    """All lists of this module; a fixed number of queries."""
    return [_edition_submissions()]


def _edition_submissions():
    """Events for a cluster week that wait for the office, the oldest first."""
    waiting = EditionSubmission.objects.before_the_office().select_related("edition").order_by("submitted_at", "pk")
    count = waiting.count()
    rows = [
        {
            "title": one.title_de,
            "preline": one.edition.name_de,
            "note": one.organisation,
            "url": reverse("admin:events_editionsubmission_change", args=[one.pk]),
            "day": one.submitted_at,
            "day_label": _("seit"),
            "act": {"label": _("Prüfen"), "url": reverse("admin:events_editionsubmission_change", args=[one.pk])},
        }
        for one in waiting[:MOST]
    ]
    sentence = ngettext(
        "%(count)s Veranstaltung zur Clusterwoche ist zu prüfen.",
        "%(count)s Veranstaltungen zur Clusterwoche sind zu prüfen.",
        count,
    )
    url = reverse("admin:events_editionsubmission_changelist") + "?state=waiting"
    return WorkList("edition-submissions", _("Clusterwochen"), sentence % {"count": count}, rows, url, count)
