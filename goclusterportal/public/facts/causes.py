"""Why a published number is counted differently now, as far as the history of the rows tells.

The rows that make the number are compared with what they were when it was counted (django-simple-history). Some kinds
of rows keep no history; of those only the difference itself is known.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clusters.models import ActorFigures, InternationalisationStatement, Membership, dated
from labels.models import LabelAward

CHANGED_LATER = _("nachträglich geändert")


@dataclass(frozen=True)
class Rows:
    """The rows behind some numbers: as they count for the key date, and the words for what happened to them."""

    codes: tuple[str, ...]
    counting: object
    recorded: object
    changed: object


def _memberships(rows, day, as_of):
    counting = rows.filter(public_from__lte=as_of).filter(dated(day)).exclude(starts_on=None, recorded_on__gt=day)
    return counting.values_list("id")


def _awards(rows, day, as_of):
    valid = rows.filter(confirmed_on__isnull=False, valid_from__lte=day, valid_until__gte=day)
    return valid.exclude(revoked_on__lte=day).values_list("id", "level")


def _actors(rows, day, as_of):
    counts = ("companies", "sme", "large_companies", "university_institutes", "research_institutions", "other")
    return rows.filter(released=True, key_date__lte=day).values_list("id", *counts)


def _statements(rows, day, as_of):
    return rows.filter(as_of__lte=day).values_list("id", "holds")


# In the order in which they are asked: a label may also count later because its holder does.
KINDS = {
    LabelAward: Rows(("label",), _awards, _("Label nachträglich erfasst"), _("Label nachträglich berichtigt")),
    ActorFigures: Rows(
        ("actor",), _actors, _("Zahlen eines Clusters nachträglich gemeldet"), _("Zahlen eines Clusters berichtigt")
    ),
    InternationalisationStatement: Rows(
        ("international",), _statements, _("Angabe eines Clusters nachgetragen"), _("Angabe eines Clusters berichtigt")
    ),
    Membership: Rows(
        ("members", "unknown_start", "land", "field", "label", "actor", "international", "certificate"),
        _memberships,
        _("Mitgliedschaft nachträglich erfasst"),
        _("Mitgliedschaft nachträglich berichtigt"),
    ),
}


def causes(snapshot, codes, today):
    """{code: words} for the corrected `codes` of a published snapshot. Three queries for each kind of rows at most."""
    told = {}
    for model, rows in KINDS.items():
        concerned = [code for code in codes if code not in told and code.startswith(rows.codes)]
        if concerned:
            words = _what_happened(model, rows, snapshot, today)
            if words:
                told |= dict.fromkeys(concerned, words)
    return {code: told.get(code, CHANGED_LATER) for code in codes}


def _what_happened(model, rows, snapshot, today):
    """The words for what happened to the rows since the count; None when they count as they did."""
    before = model.history.as_of(snapshot.counted_at)
    counted_on = snapshot.counted_at.date()
    then = set(rows.counting(before, snapshot.key_date, counted_on))
    now = set(rows.counting(model.objects.order_by(), snapshot.key_date, today))
    if then == now:
        return None
    known = set(before.values_list("id", flat=True))
    all_new = not then - now and not [row for row in now - then if row[0] in known]
    return rows.recorded if all_new else rows.changed
