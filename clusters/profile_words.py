"""What a proposal changes of a profile, in the reader's words: for the cluster's own page and the office's."""

from django.utils.translation import gettext_lazy as _

from programme.models import Land, TechnologyField
from programme.templatetags.portal import translated
from records.models import Picture
from records.word_changes import words_changed

from .models import Cluster
from .revisions import Kind
from .services.profile import TEXT_FIELDS
from .services.revisions import changes_of

NAMES = {"logo": _("Logo"), "laender": _("Länder"), "fields": _("Technologiefelder")}

TITLES = {
    "profile": _("Über das Cluster"),
    "origin": _("Entstehung und Organisation"),
    "aims": _("Ziele"),
    "activities": _("Handlungsfelder"),
    "successes": _("Erfolge des Clusters"),
}
"""The sections of the profile (services.profile.TEXTS), as people read them."""


def label_of(key):
    """How a value of the profile is called."""
    return NAMES.get(key) or Cluster._meta.get_field(key).verbose_name


def rows_of(revision, current=None):
    """One row per value that would change or collides: its `pieces` (records.word_changes), a logo before and after.

    A conflict has `meanwhile`: what the office made of the value since the work on the proposal began.
    """
    found = changes_of(revision, current)
    words, pictures = _names(found), _pictures(found)
    return [_row(one, words, pictures) for one in found]


def _row(change, words, pictures):
    is_conflict = change.kind == Kind.CONFLICT
    row = {"label": label_of(change.key), "language": _language(change.key), "is_conflict": is_conflict}
    if change.key == "logo":
        return row | {"before": pictures.get(change.current), "after": pictures.get(change.proposed), "is_logo": True}
    base, current, proposed = (_said(value, words) for value in (change.base, change.current, change.proposed))
    return row | {
        "pieces": words_changed(current, proposed),
        "meanwhile": words_changed(base, current) if is_conflict else (),
    }


def _language(key):
    """The language of a value that has one of its own; Länder, fields and the like are in the page's."""
    if key.endswith("_en"):
        return "en"
    return "de" if key in TEXT_FIELDS or key == "field_words" else None


def _said(value, words):
    return ", ".join(words.get(code, code) for code in value) if isinstance(value, list) else value


def _names(found):
    """Names of the Länder and fields in the page's language; asked for only when one of them changes."""
    words = {}
    if any(one.key == "laender" for one in found):
        words |= {land.iso: translated(land, "name") for land in Land.objects.all()}
    if any(one.key == "fields" for one in found):
        words |= {field.code: translated(field, "name") for field in TechnologyField.objects.all()}
    return words


def _pictures(found):
    tokens = {token for one in found if one.key == "logo" for token in (one.current, one.proposed) if token}
    return {picture.token: picture for picture in Picture.objects.filter(token__in=tokens)} if tokens else {}
