"""From a row of text to the facts of one kind. Every fault is named by column; one row may have several."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext as _

from clusters.importing import Problem
from clusters.importing.reading import Row
from clusters.importing.values import COLUMNS as CLUSTER_COLUMNS
from clusters.importing.values import FIRST_YEAR, CellFault, clean_text
from clusters.importing.values import Parser as ClusterParser
from clusters.models import Membership
from programme.calendar import end_of_month

from ..models import Benchmarking, Level
from .columns import COLUMNS_OF, COUNTS, KIND_WORDS, Kind, kind_of

LAST_YEAR = 2100
MAX_COUNT = 1_000_000
LENGTH = 200
REASON_LENGTH = 300

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?(?:[T ]00:00(?::00)?)?")
_GERMAN = re.compile(r"(?:(?:(?P<day>\d{1,2})\.\s?)?(?P<month>\d{1,2})\.\s?)?(?P<year>\d{4})")


class Edge(Enum):
    """Which day a month or a year stands for: what begins with its first, what ends with its last."""

    FIRST = "first"
    LAST = "last"


EDGES = {
    "starts_on": Edge.FIRST,
    "ends_on": Edge.LAST,
    "recorded_on": Edge.FIRST,
    "public_from": Edge.FIRST,
    "assessed_on": Edge.FIRST,
    "awarded_on": Edge.FIRST,
    "valid_from": Edge.FIRST,
    "valid_until": Edge.LAST,
    "revoked_on": Edge.FIRST,
    "held_on": Edge.FIRST,
    "key_date": Edge.LAST,
}
WORDS = {
    "reason": {
        "resigned": Membership.EndReason.RESIGNED,
        "ausgetreten": Membership.EndReason.RESIGNED,
        "excluded": Membership.EndReason.EXCLUDED,
        "ausgeschlossen": Membership.EndReason.EXCLUDED,
        "dissolved": Membership.EndReason.DISSOLVED,
        "aufgelöst": Membership.EndReason.DISSOLVED,
        "merged": Membership.EndReason.MERGED,
        "zusammengeschlossen": Membership.EndReason.MERGED,
    },
    "level": {
        "bronze": Level.BRONZE,
        "silver": Level.SILVER,
        "silber": Level.SILVER,
        "gold": Level.GOLD,
    },
    "form": {
        "on_site": Benchmarking.Form.ON_SITE,
        "vor ort": Benchmarking.Form.ON_SITE,
        "video": Benchmarking.Form.VIDEO,
    },
    "released": {"ja": True, "yes": True, "1": True, "nein": False, "no": False, "0": False},
}
REQUIRED_OF = {
    Kind.LABEL: ("level", "valid_from", "valid_until"),
    Kind.BENCHMARKING: ("held_on",),
    Kind.FIGURES: ("key_date",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says. `values` holds every column of its kind; None is not given. `precision`: of starts_on."""

    line: int
    kind: Kind
    cluster: str
    values: dict
    precision: str = Membership.Precision.DAY

    @property
    def order(self):
        """Kinds in their order, then by the day on which the fact begins, then by line."""
        days = [self.values[name] for name in ("starts_on", "valid_from", "held_on", "key_date") if name in self.values]
        begins = next((day for day in days if day), date.min)
        return list(Kind).index(self.kind), begins, self.line


def parse_day(text, edge):
    """(day, precision) for 2017, 2017-03, 2017-03-01, 03.2017 or 01.03.2017; CellFault when it is no such day."""
    match = _ISO.fullmatch(text) or _GERMAN.fullmatch(text)
    if match is None:
        raise CellFault(
            _("„%(text)s“ ist kein Datum. Möglich sind zum Beispiel 2017, 2017-03 und 2017-03-01.")
            % {"text": text[:40]}
        )
    year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise CellFault(_("„%(text)s“ gibt es im Kalender nicht.") % {"text": text[:40]}) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellFault(
            _("Das Jahr %(year)s liegt nicht zwischen %(first)s und %(last)s.")
            % {"year": str(year), "first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        )
    if day:
        return first, Membership.Precision.DAY
    precision = Membership.Precision.MONTH if month else Membership.Precision.YEAR
    if edge == Edge.FIRST:
        return first, precision
    return end_of_month(first if month else first.replace(month=12)), precision


def _of_period(values):
    if values["ends_on"] and not values["reason"]:
        yield "reason", _("Zu einem Ende gehört ein Grund.")
    if values["reason"] and not values["ends_on"]:
        yield "ends_on", _("Zu einem Grund gehört ein Ende.")
    if _is_before(values["ends_on"], values["starts_on"]):
        yield "ends_on", _("Das Ende liegt vor dem Beginn der Mitgliedschaft.")


def _of_label(values):
    if _is_before(values["valid_until"], values["valid_from"]):
        yield "valid_until", _("Das Ende der Gültigkeit liegt vor dem Beginn.")
    if values["reason"] and not values["revoked_on"]:
        yield "revoked_on", _("Ein Grund gehört nur zu einem Entzug.")


def _of_figures(values):
    if all(values[name] is None for name in COUNTS):
        yield COUNTS[0], _("Bitte geben Sie mindestens eine Zahl ein.")


def _is_before(end, start):
    return bool(start and end and end < start)


# What the columns of one row say against each other: pairs of column and message.
CONTRADICTIONS = {Kind.MEMBERSHIP: _of_period, Kind.LABEL: _of_label, Kind.FIGURES: _of_figures}


class HistoryParser:
    """Reads one row after the other; `names` are the columns as the file calls them."""

    def __init__(self, *, laender, fields, year, names):
        self.clusters = ClusterParser(laender=laender, fields=fields, year=year)
        self.names = names

    def entry(self, row):
        """(Entry or None, problems) of a row."""
        problems = []
        cells = {name: self._clean(row, name, problems) for name in row.cells}
        kind = kind_of(cells["kind"])
        if kind is None:
            words = ", ".join(f"„{word}“" for word in KIND_WORDS)
            self._say(problems, row, "kind", _("Bitte geben Sie eine dieser Arten an: %(words)s.") % {"words": words})
            return None, problems
        if not cells["cluster"]:
            self._say(problems, row, "cluster", _("Das Cluster fehlt."))
        own = COLUMNS_OF[kind]
        for name, text in cells.items():
            if text and name not in own and name not in ("kind", "cluster"):
                self._say(problems, row, name, _("Diese Spalte gehört nicht zu einer Zeile dieser Art."))
        values, precision = {}, Membership.Precision.DAY
        for name in own:
            text = cells.get(name, "")
            try:
                values[name] = self._value(kind, name, text) if text else None
            except CellFault as fault:
                self._say(problems, row, name, str(fault))
                continue
            if name == "starts_on" and text:
                precision = parse_day(text, Edge.FIRST)[1]
        if problems:
            return None, problems
        entry = Entry(row.line, kind, cells["cluster"], values, precision)
        self._check(entry, row, problems)
        return (None if problems else entry), problems

    def _clean(self, row, name, problems):
        try:
            return clean_text(row.cells[name], REASON_LENGTH if name == "reason" else LENGTH)
        except CellFault as fault:
            self._say(problems, row, name, str(fault))
            return ""

    def _say(self, problems, row, name, message):
        problems.append(Problem(row.line, self.names.get(name, name), message))

    def _value(self, kind, name, text):
        if name in EDGES:
            return parse_day(text, EDGES[name])[0]
        if name in COUNTS:
            return _count(text)
        # The reason of a revocation is free text.
        if name in WORDS and not (name == "reason" and kind == Kind.LABEL):
            found = WORDS[name].get(text.casefold())
            if found is None:
                words = ", ".join(f"„{word}“" for word in WORDS[name])
                raise CellFault(_("„%(text)s“ ist hier nicht möglich, nur %(words)s.") % {"text": text, "words": words})
            return found
        return text

    def _check(self, entry, row, problems):
        """What only several columns together show."""
        for name in REQUIRED_OF.get(entry.kind, ()):
            if entry.values[name] is None:
                self._say(problems, row, name, _("Diese Angabe fehlt."))
        if entry.kind == Kind.CLUSTER:
            self._describe(entry, row, problems)
        elif entry.kind in CONTRADICTIONS:
            for name, message in CONTRADICTIONS[entry.kind](entry.values):
                self._say(problems, row, name, message)

    def _describe(self, entry, row, problems):
        """Name, place, Länder and fields as `import_clusters` reads them; replaces the texts in entry.values."""
        cells = dict.fromkeys([*CLUSTER_COLUMNS, "external_id"], "")
        cells.update(name=entry.cluster, **{name: text for name, text in entry.values.items() if text})
        found, faults = self.clusters.entry(Row(row.line, cells))
        for fault in faults:
            self._say(problems, row, "cluster" if fault.column == "name" else fault.column, fault.message)
        if found:
            entry.values.update(found.values)


def _count(text):
    digits = text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text
    if not re.fullmatch(r"[0-9]{1,8}", digits) or int(digits) > MAX_COUNT:
        raise CellFault(_("„%(text)s“ ist keine Anzahl von 0 bis 1.000.000.") % {"text": text[:40]})
    return int(digits)
