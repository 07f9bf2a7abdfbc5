"""The desk's lists about what the public reads: what others have submitted for it, what is to be looked at again."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clusters.models import ProfileRevision
from events.models import EditionSubmission
from programme.models import AccessibilityStatement
from programme.review import review_due

from .desk_lists import MOST, WorkList


def content_lists(day):
    """All lists of this module; a fixed number of queries."""
    return [_profiles(), _edition_submissions(), _texts(day)]


def _profiles():
    """Profiles that clusters have handed in, the oldest first."""
    waiting = ProfileRevision.objects.filter(state=ProfileRevision.State.SUBMITTED).select_related("cluster")
    rows = [
        {
            "title": one.cluster.name,
            "url": reverse("admin:clusters_profilerevision_change", args=[one.pk]),
            "day": one.submitted_at,
            "day_label": _("seit"),
            "act": {"label": _("Prüfen"), "url": reverse("admin:clusters_profilerevision_change", args=[one.pk])},
        }
        for one in waiting.order_by("submitted_at", "pk")
    ]
    sentence = ngettext("%(count)s Profil wartet auf Freigabe.", "%(count)s Profile warten auf Freigabe.", len(rows))
    url = reverse("admin:clusters_profilerevision_changelist") + "?state__exact=submitted"
    return WorkList("profiles", _("Profile"), sentence % {"count": len(rows)}, rows, url)


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


def _texts(day):
    """What the law wants looked at again; empty while nothing is due."""
    statement = AccessibilityStatement.load()
    rows = []
    if review_due(statement.reviewed_on, day):
        url = reverse("admin:programme_accessibilitystatement_change", args=[statement.pk])
        rows.append(
            {
                "title": _("Erklärung zur Barrierefreiheit"),
                "url": url,
                "note": _("Sie ist mindestens einmal im Jahr zu überprüfen."),
                "day": statement.reviewed_on,
                "day_label": _("zuletzt überprüft am"),
                "act": {"label": _("Überprüfen"), "url": url},
            }
        )
    sentence = ngettext("%(count)s Text ist zu überprüfen.", "%(count)s Texte sind zu überprüfen.", len(rows))
    return WorkList("content", _("Texte des Portals"), sentence % {"count": len(rows)}, rows)
