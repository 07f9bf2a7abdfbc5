"""What is asked of the directory: words, values of facets, an order. Read from an address and written into one."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import InternationalisationStatement
from labels.models import Level
from programme.forms import PortalForm, WordsField
from programme.models import Land, TechnologyField

from ...words import name_column
from .facets import FACETS
from .register import NONE

LONGEST_QUERY = 200
RELEVANCE, NAME, NEWEST, LAND = "relevance", "name", "newest", "land"
ORDERS = [
    (RELEVANCE, _("beste Treffer zuerst")),
    (NAME, _("Name von A bis Z")),
    (NEWEST, _("neueste Mitglieder zuerst")),
    (LAND, pgettext_lazy("order", "Land")),
]
LABELS = {
    "land": _("Land"),
    "field": _("Technologiefeld"),
    "label": _("Label, heute gültig"),
    "size": _("Größe"),
    "international": _("Internationalisierung"),
}
HINTS = {
    "size": _("Nach den zuletzt freigegebenen Zahlen des Clusters."),
    "international": _("Nach den zuletzt freigegebenen Angaben des Clusters."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the directory that makes sense: unknown values are not in it."""

    q: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict.fromkeys(FACETS, ()))
    sort: str = RELEVANCE

    @property
    def is_filtered(self):
        return bool(self.q or any(self.chosen.values()))

    def without(self, facet, code=None):
        """The same without one value of a facet, or without the facet; `facet` "q": without the words."""
        if facet == "q":
            return replace(self, q="")
        codes = () if code is None else tuple(one for one in self.chosen[facet] if one != code)
        return replace(self, chosen={**self.chosen, facet: codes})

    def alone(self, part):
        """Only the words ("q"), or only the chosen values of one facet."""
        nothing = dict.fromkeys(FACETS, ())
        if part == "q":
            return replace(self, chosen=nothing)
        return replace(self, q="", chosen={**nothing, part: self.chosen[part]})

    def only(self, facet, code):
        return replace(self, chosen={**self.chosen, facet: (code,)})

    def query(self, **more):
        """As the part of an address after the path, "" for nothing: the shortest that asks the same."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(facet, code) for facet in FACETS for code in self.chosen[facet]]
        pairs += [("sort", self.sort)] if self.sort != RELEVANCE else []
        pairs += [(name, value) for name, value in more.items() if value]
        return f"?{urlencode(pairs)}" if pairs else ""


class ManyValues(forms.CheckboxSelectMultiple):
    """An empty value, as a list to choose from sends it for "all", is none."""

    def value_from_datadict(self, data, files, name):
        return [value for value in super().value_from_datadict(data, files, name) or [] if value]


class FacetField(forms.MultipleChoiceField):
    widget = ManyValues
    default_error_messages = {"invalid_choice": _("Diesen Wert gibt es hier nicht; er filtert nichts.")}


class DirectoryForm(PortalForm):
    """q, land (ISO code), field (code), label, size, international: each facet any number of times; sort."""

    q = WordsField(label=_("Suche"), max_length=LONGEST_QUERY, required=False)
    sort = forms.ChoiceField(
        label=_("Reihenfolge"),
        choices=ORDERS,
        required=False,
        error_messages={"invalid_choice": _("Diese Reihenfolge gibt es nicht.")},
    )

    def __init__(self, data, *, options):
        super().__init__(data)
        for facet in FACETS:
            choices = list(options[facet].items())
            self.fields[facet] = FacetField(
                label=LABELS[facet], help_text=HINTS.get(facet, ""), choices=choices, required=False
            )
        self.fields["q"].widget.input_type = "search"

    def asked(self):
        """What can be understood of it; the rest stands in the errors and filters nothing."""
        self.is_valid()
        chosen = {}
        for facet in FACETS:
            known = dict(self.fields[facet].choices)
            chosen[facet] = tuple(dict.fromkeys(code for code in self[facet].data if code in known))
        return Asked(self.cleaned_data.get("q", ""), chosen, self.cleaned_data.get("sort") or RELEVANCE)


def options(sizes):
    """The values of each facet with their words, in the order in which they are shown; two queries."""
    return {
        "land": _named(Land, "iso"),
        "field": _named(TechnologyField, "code"),
        "label": {**dict(reversed(Level.choices)), NONE: _("ohne gültiges Label")},
        "size": {size.code: size.label for size in sizes},
        "international": dict(InternationalisationStatement.Kind.choices),
    }


def _named(model, code):
    column = name_column()
    rows = model.objects.order_by(column, code).values_list(code, column, "name_de")
    return {key: name or german for key, name, german in rows}
