"""From a row of text to the values of a cluster. Every fault is named by column; one row may have several."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from clusters.models import Cluster
from clusters.naming import normalised_name
from programme.exports import FORMULA_STARTS

from .reading import UNDECODED
from .report import Problem

# Column of the file -> what it fills. The order is the file's.
COLUMNS = {
    "name": "name",
    "short_name": "short_name",
    "city": "city",
    "federal_state": "laender",
    "technology_field": "field_words",
    "field_codes": "fields",
    "website": "website",
    "label": "reported_label",
    "label_year": "reported_label_year",
    "source": "source",
}
OPTIONAL_COLUMNS = {"external_id": "external_id"}
ALL_COLUMNS = {**COLUMNS, **OPTIONAL_COLUMNS}
COLUMN_OF = {target: column for column, target in ALL_COLUMNS.items()}

MAX_SOURCE = 4000
FIRST_YEAR = 1990
_LENGTHS = {"federal_state": 200, "field_codes": 400, "label": 20, "label_year": 10, "source": MAX_SOURCE}
_SPACES = re.compile(r"[ \t\u00a0]+")
# All control characters but tab and line feed, which only a source may contain by now.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_is_url = URLValidator(schemes=["http", "https"])
_LABELS = {
    "bronze": "bronze",
    "silver": "silver",
    "silber": "silver",
    "gold": "gold",
}


class CellFault(Exception):
    """What is wrong with one cell."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file says of one cluster. `values` are plain JSON: Länder by ISO code, fields by code, both sorted."""

    line: int
    key: str
    values: dict


class Parser:
    """Knows the Länder and fields of the day; reads one row after the other."""

    def __init__(self, *, laender, fields, year):
        self.land_of = {}
        for land in laender:
            for name in (land.iso, land.name_de, land.name_en):
                self.land_of[normalised_name(name)] = land.iso
        self.codes = {field.code for field in fields}
        self.year = year

    def entry(self, row):
        """(Entry or None, problems) of a row."""
        values, problems = {}, []
        for column, text in row.cells.items():
            try:
                values[ALL_COLUMNS[column]] = self._value(column, text)
            except CellFault as fault:
                problems.append(Problem(row.line, column, str(fault)))
        if not problems and values["reported_label_year"] and not values["reported_label"]:
            problems.append(Problem(row.line, "label_year", _("Zu einem Jahr gehört auch ein Label.")))
        if problems:
            return None, problems
        return Entry(row.line, normalised_name(values["name"])[:200], values), []

    def _value(self, column, text):
        text = _clean(column, text)
        read = getattr(self, f"_read_{column}", None)
        return read(text) if read else text

    def _read_name(self, text):
        if not text:
            raise CellFault(_("Der Name fehlt."))
        if not normalised_name(text):
            raise CellFault(_("Der Name enthält weder Buchstaben noch Ziffern."))
        return text

    def _read_federal_state(self, text):
        isos = set()
        for part in filter(None, map(str.strip, re.split(r"[/;]", text))):
            iso = self.land_of.get(normalised_name(part))
            if iso is None:
                raise CellFault(_("Das Land „%(name)s“ ist nicht bekannt.") % {"name": part})
            isos.add(iso)
        return sorted(isos)

    def _read_field_codes(self, text):
        codes = {code for code in map(str.strip, text.split(";")) if code}
        unknown = sorted(codes - self.codes)
        if unknown:
            raise CellFault(_("Der Feldcode „%(code)s“ ist nicht bekannt.") % {"code": unknown[0]})
        return sorted(codes)

    def _read_website(self, text):
        if not text:
            return ""
        address = text if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) else f"https://{text}"
        try:
            _is_url(address)
        except ValidationError:
            raise CellFault(_("„%(text)s“ ist keine gültige Internetadresse.") % {"text": text[:60]}) from None
        if len(address) > Cluster._meta.get_field("website").max_length:
            raise CellFault(_("Die Internetadresse ist zu lang."))
        return address

    def _read_label(self, text):
        if not text:
            return ""
        label = _LABELS.get(text.casefold())
        if label is None:
            raise CellFault(_("„%(text)s“ ist kein Label; möglich sind bronze, silver und gold.") % {"text": text})
        return label

    def _read_label_year(self, text):
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= self.year:
            raise CellFault(
                _("„%(text)s“ ist kein Jahr von %(first)s bis %(last)s.")
                % {"text": text, "first": str(FIRST_YEAR), "last": str(self.year)}
            )
        return int(text)

    def _read_external_id(self, text):
        return text or None


def _clean(column, text):
    return clean_text(text, _max_length(column), lines=column == "source")


def clean_text(text, length, *, lines=False):
    """A cell without needless white space; CellFault when it is longer than `length` or not clean text.

    Line feeds are allowed only with `lines`.
    """
    if UNDECODED.search(text):
        raise CellFault(_("Die Zelle ist nicht in UTF-8 gespeichert."))
    if len(text) > length:
        raise CellFault(
            _("Höchstens %(allowed)d Zeichen sind möglich, die Zelle hat %(found)d.")
            % {"allowed": length, "found": len(text)}
        )
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    else:
        text = _SPACES.sub(" ", text).strip(" ")
        if "\n" in text or "\r" in text:
            raise CellFault(_("Die Zelle enthält einen Zeilenumbruch."))
    if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS):
        # Our own export puts the apostrophe there.
        text = text[1:]
    if _CONTROL.search(text):
        raise CellFault(_("Die Zelle enthält ein Steuerzeichen."))
    return text


def _max_length(column):
    if column in _LENGTHS:
        return _LENGTHS[column]
    return Cluster._meta.get_field(ALL_COLUMNS[column]).max_length
