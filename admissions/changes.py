"""Two versions of an application side by side, in the reader's words: for the applicant's page and the office's."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from programme.models import Land, TechnologyField
from programme.templatetags.portal import translated
from records.word_changes import REMOVED, SAME

from .differences import compare
from .pdf.receipt import figure_words
from .workflow import State

LABELS = {
    "cluster": {
        "name": gettext_lazy("Name des Clusters"),
        "short_name": gettext_lazy("Kurzname"),
        "city": gettext_lazy("Sitz des Clusters"),
        "laender": gettext_lazy("Länder"),
        "fields": gettext_lazy("Technologiefelder"),
        "field_words": gettext_lazy("Technologiefeld in eigenen Worten"),
        "website": gettext_lazy("Internetseite"),
        "mailbox": gettext_lazy("E-Mail-Adresse"),
    },
    "organisation": {
        "name": gettext_lazy("Organisation"),
        "legal_name": gettext_lazy("Rechtlicher Name"),
        "legal_form": gettext_lazy("Rechtsform"),
        "street": gettext_lazy("Straße und Hausnummer"),
        "postal_code": gettext_lazy("Postleitzahl"),
        "city": gettext_lazy("Ort"),
        "signatory": gettext_lazy("Zeichnungsberechtigte Person"),
        "signatory_function": gettext_lazy("Funktion der zeichnungsberechtigten Person"),
    },
}
"""How the master data of a snapshot are called. A key that stands not here is shown as it is."""


def changes_between(before, after, *, everything=False):
    """What templates/admissions/changes.html shows of two snapshots: only what changed, or everything."""
    found = compare(before, after)
    groups = [
        {
            "code": group.code,
            "name": in_language(group.named),
            "criteria": [_criterion(one) for one in (group.criteria if everything else group.changed)],
        }
        for group in found.groups
    ]
    return {
        "is_empty": found.is_empty,
        "master": _master(found),
        "groups": [group for group in groups if group["criteria"]],
        "changed": len(found.codes),
        "total": sum(len(group.criteria) for group in found.groups),
    }


def changed_since_return(application):
    """(codes, sequence) of what the newest submission changed against the one before; None without two of them."""
    submissions = list(application.submissions.order_by("-sequence")[:2])
    if application.state != State.SUBMITTED or len(submissions) < 2:
        return None
    last, before = submissions
    return frozenset(compare(before.snapshot, last.snapshot).codes), last.sequence


def in_language(named, name="name"):
    """The name of something frozen in JSON, in the page's language, else in German."""
    return (get_language() == "en" and named.get(f"{name}_en")) or named[f"{name}_de"]


def _criterion(change):
    return {
        "code": change.code,
        "name": in_language(change.named),
        "is_changed": change.is_changed,
        "text": change.text,
        "as_it_is": "" if change.text else change.named["text"],
        "points": change.points,
        "figures": [_figure(one) for one in change.figures],
        "evidence": [_piece(one) for one in change.evidence],
    }


def _figure(change):
    named = change.after or change.before
    language = get_language() or "de"
    return {
        "name": in_language(named),
        "before": figure_words(change.before, language) if change.before else "",
        "after": figure_words(change.after, language) if change.after else "",
    }


def _piece(change):
    piece = change.piece
    name = piece.get("file") or piece["link"]
    title = piece["title"]
    shown = f"{title} ({name})" if title and title != name else name
    if change.kind == SAME:
        said = _("neu bezeichnet, vorher: %(before)s") % {"before": change.before or _("ohne Bezeichnung")}
    else:
        said = _("entfernt") if change.kind == REMOVED else _("hinzugefügt")
    return {"kind": change.kind, "said": said, "name": shown}


def _master(found):
    rows = [
        (LABELS[part].get(change.key, change.key), change)
        for part in ("cluster", "organisation")
        for change in getattr(found, part)
    ]
    if not rows:
        return []
    names = {land.iso: translated(land, "name") for land in Land.objects.all()}
    names |= {field.code: translated(field, "name") for field in TechnologyField.objects.all()}
    return [
        {"label": label, "before": _words(change.before, names), "after": _words(change.after, names)}
        for label, change in rows
    ]


def _words(value, names):
    return ", ".join(names.get(one, one) for one in value) if isinstance(value, list) else value
