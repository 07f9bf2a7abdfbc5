"""The newsletter on the office's desk: issues that do not get on, and copies that did not arrive."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import NewsletterIssue
from events.newsletter_rules import PAUSED
from notifications.models import OutboxMessage

from .desk_lists import WorkList

SLOW = timedelta(hours=1)
"""An issue under way whose copies have not gone out for so long is looked at by a person [D]."""
FAILED_SHOWN = timedelta(days=7)
"""So long after its end an issue tells of copies that could not be delivered [D]."""


def newsletter_list(now):
    """One row per issue that is paused, stuck, or has copies that could not be delivered. One query."""
    state = OutboxMessage.State
    counted = (
        NewsletterIssue.objects.public()
        .filter(Q(done_at=None) | Q(done_at__gte=now - FAILED_SHOWN))
        .annotate(
            failed=Count("deliveries", filter=Q(deliveries__message__state=state.FAILED)),
            left=Count(
                "deliveries",
                filter=Q(deliveries__message=None, deliveries__dropped_at=None)
                | Q(deliveries__message__state__in=[state.HELD, state.QUEUED, state.SENDING]),
            ),
        )
        .order_by("number")
    )
    rows = [row for row in (_row(issue, now) for issue in counted) if row]
    sentence = ngettext(
        "%(count)s Ausgabe des Newsletters braucht Sie.", "%(count)s Ausgaben des Newsletters brauchen Sie.", len(rows)
    )
    url = reverse("admin:events_newsletterissue_changelist")
    return WorkList("newsletter", _("Newsletter"), sentence % {"count": len(rows)}, rows, url=url)


def _row(issue, now):
    notes = []
    stuck = issue.done_at is None and now - (issue.last_batch_at or issue.released_at) >= SLOW
    if issue.left and (stuck or issue.state == PAUSED):
        notes.append(
            ngettext("%(count)s Exemplar ist noch nicht versandt.", "%(count)s Exemplare sind noch nicht versandt.",
                     issue.left) % {"count": issue.left}
        )  # fmt: skip
    if issue.failed:
        notes.append(
            ngettext("%(count)s Exemplar ist nicht zustellbar.", "%(count)s Exemplare sind nicht zustellbar.",
                     issue.failed) % {"count": issue.failed}
        )  # fmt: skip
    if not notes:
        return None
    return {
        "title": issue.title_de,
        "preline": _("Newsletter Nr. %(number)s") % {"number": issue.number},
        "url": reverse("admin:events_newsletterissue_change", args=[issue.pk]),
        "badge": issue.get_state_display(),
        "badge_kind": "warning" if issue.left else "danger",
        "note": " ".join(notes),
        "day": issue.released_at,
        "day_label": _("seit"),
    }
