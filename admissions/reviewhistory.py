"""The versions of the reviews of a case, with what changed from one to the next, in words."""

from django.utils.translation import gettext as _

from .models import Review
from .versions import Part, changes


def histories_of(application, *, only=None):
    """One entry per review that was ever handed in, oldest version first; `only` leaves the others' out.

    A review that was taken back to a draft shows what was handed in before, never the draft. Two queries.
    """
    reviews = Review.objects.filter(application=application).select_related("reviewer").prefetch_related("versions")
    if only is not None:
        reviews = reviews.filter(reviewer=only)
    found = []
    for review in reviews:
        versions = list(review.versions.all())
        if versions:
            found.append({"reviewer": review.reviewer, "versions": _with_changes(versions)})
    return found


def _with_changes(versions):
    rows, before = [], None
    for version in versions:
        found = changes(before.snapshot, version.snapshot) if before else []
        rows.append({"version": version, "is_first": before is None, "changes": [_in_words(one) for one in found]})
        before = version
    return rows


def _in_words(change):
    """One difference as label, before and after."""
    if change.part == Part.WHOLE:
        words = {True: _("enthalten"), False: _("bewertet")}
        return {"label": _("Ganzes Gutachten"), "before": words[change.before], "after": words[change.after]}
    labels = {
        Part.POINTS: _("%(code)s, Punkte"),
        Part.COMMENT: _("%(code)s, Anmerkung"),
        Part.GROUP: _("Gruppe %(code)s, Kommentar"),
        Part.SUMMARY: _("Zusammenfassung"),
    }
    label = labels[change.part]
    return {
        "label": label % {"code": change.code} if change.code else label,
        "before": _value(change.before),
        "after": _value(change.after),
    }


def _value(value):
    if value is None:
        return _("offen")
    if value == "abstained":
        return _("Enthaltung")
    return str(value) or _("leer")
