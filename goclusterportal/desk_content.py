"""The desk's list about the portal's own texts: what the law wants looked at again."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import AccessibilityStatement
from programme.review import review_due

from .desk_lists import WorkList


def content_lists(day):
    """One list; empty while nothing is due."""
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
    return [WorkList("content", _("Texte des Portals"), sentence % {"count": len(rows)}, rows)]
