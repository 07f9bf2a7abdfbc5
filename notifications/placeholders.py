"""The texts of reminders: names in braces that are filled in when a reminder is written.

Pure: no query, no clock. A text knows plain names only: no attributes, indexes or formats, so that nobody who edits a
text can reach into the portal's objects.
"""

from collections.abc import Iterable, Mapping
from string import Formatter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Name -> what it stands for. The first four are there for every kind.
PLACEHOLDERS: Mapping[str, str | Promise] = {
    "name": _("Name der angeschriebenen Person"),
    "title": _("worum es geht, in wenigen Worten"),
    "due_on": _("Fälligkeitstag"),
    "link": _("Adresse der Seite im Portal"),
    "cluster": _("Name des Innovationsclusters"),
    "number": _("Nummer des Antrags"),
    "label": _("Stufe des Labels"),
    "year": _("Jahr"),
    "event": _("Name der Veranstaltung"),
    "begins": _("Beginn der Veranstaltung: Tag und, wo bekannt, Uhrzeit"),
    "place": _("Ort"),
    "access": _("wie man teilnimmt, zum Beispiel die Einwahl; leer, wo nichts eingetragen ist"),
}
EVERYWHERE = ("name", "title", "due_on", "link")
# What a kind offers beside these; a kind that is not listed may use all.
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "silver-duty": ("cluster",),
    "label-expiry": ("cluster", "label"),
    "benchmarking": ("cluster",),
    "yearly-figures": ("cluster", "year"),
    "review": ("cluster", "number"),
    "completion": ("cluster", "number"),
    "idle-draft": ("cluster", "number"),
    "interview": ("cluster", "number", "place"),
    "event": ("event", "begins", "place", "access"),
}
# For the preview: the wording of a sample, German and English.
SAMPLES: Mapping[str, Mapping[str, str]] = {
    "de": {
        "name": "Kim Beispiel",
        "title": "Musterregion Photonik",
        "cluster": "Musterregion Photonik",
        "number": "A-2026-0001",
        "label": "Bronze",
        "year": "2026",
        "event": "Clustertreffen",
        "begins": "4. Dezember 2026 um 10:00 Uhr",
        "access": "So nehmen Sie teil:\nhttps://konferenz.example/treffen",
        "place": "Berlin",
    },
    "en": {
        "name": "Kim Beispiel",
        "title": "Musterregion Photonik",
        "cluster": "Musterregion Photonik",
        "number": "A-2026-0001",
        "label": "Bronze",
        "year": "2026",
        "event": "Cluster meeting",
        "begins": "4 December 2026 at 10:00",
        "access": "How to take part:\nhttps://conference.example/meeting",
        "place": "Berlin",
    },
}


class BadText(ValueError):
    """A text that cannot be filled in. `names` are the placeholders at fault; empty when the braces do not match."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = sorted(set(names))
        super().__init__(", ".join(self.names) or "unbalanced braces")


def known_for(kind: str) -> tuple[str, ...]:
    """The names that texts of this kind may use."""
    return EVERYWHERE + OF_KIND[kind] if kind in OF_KIND else tuple(PLACEHOLDERS)


def names_in(text: str) -> set[str]:
    """The names in braces. BadText when a brace stands alone or a name wants more than its value."""
    try:
        fields = [(name, spec, conversion) for _text, name, spec, conversion in Formatter().parse(text)]
    except ValueError as error:
        raise BadText from error
    used = [(name, spec, conversion) for name, spec, conversion in fields if name is not None]
    odd = [name for name, spec, conversion in used if spec or conversion or not name.isidentifier()]
    if odd:
        raise BadText(odd)
    return {name for name, _spec, _conversion in used}


def check(text: str, kind: str) -> None:
    """BadText unless every name in `text` is known for `kind`."""
    unknown = names_in(text) - set(known_for(kind))
    if unknown:
        raise BadText(unknown)


def fill(text: str, values: Mapping[str, object]) -> str:
    """`text` with its names replaced. BadText when a value is missing: a reminder with a hole is not sent."""
    missing = names_in(text) - set(values)
    if missing:
        raise BadText(missing)
    return "".join(
        literal + (str(values[name]) if name is not None else "")
        for literal, name, _spec, _conversion in Formatter().parse(text)
    )
