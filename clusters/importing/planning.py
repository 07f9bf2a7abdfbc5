"""What an import would do: compares the file, the register, and what the last import said (Cluster.imported)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from clusters.models import Cluster, Membership

from .report import Kept, Problem
from .values import COLUMN_OF, Entry

_BLANK = {"laender": [], "fields": [], "reported_label_year": None, "external_id": None}


@dataclass(slots=True)
class Change:
    """One cluster and what the file changes about it. `cluster` None: a new one.

    `laender` and `fields` are what it will have afterwards, kept by hand or taken from the file.
    """

    entry: Entry
    cluster: Cluster | None = None
    values: dict = field(default_factory=dict)
    laender: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    needs_membership: bool = True
    imported_differs: bool = True

    @property
    def is_idle(self):
        return self.cluster is not None and not self.values and not self.needs_membership


class Register:
    """The clusters as they stand now, found by external id or normalised name; a fixed number of queries."""

    def __init__(self):
        self.by_external_id, self.by_name = {}, defaultdict(list)
        for cluster in Cluster.objects.order_by("pk"):
            if cluster.external_id:
                self.by_external_id[cluster.external_id] = cluster
            self.by_name[cluster.normalised_name].append(cluster)
        self.laender = _links(Cluster.laender.through, "land__iso")
        self.fields = _links(Cluster.fields.through, "technologyfield__code")
        self.with_membership = set(Membership.objects.values_list("cluster_id", flat=True))

    def find(self, entry):
        """The clusters an entry can mean: by its external id, else by name where no other id stands against it."""
        external_id = entry.values.get("external_id")
        if external_id in self.by_external_id:
            return [self.by_external_id[external_id]]
        found = self.by_name.get(entry.key, [])
        if external_id:
            found = [cluster for cluster in found if not cluster.external_id]
        return found

    def value(self, cluster, name):
        if name == "laender":
            return sorted(self.laender.get(cluster.pk, []))
        if name == "fields":
            return sorted(self.fields.get(cluster.pk, []))
        return getattr(cluster, name)


def _links(through, target):
    found = defaultdict(list)
    for cluster, key in through.objects.values_list("cluster_id", target):
        found[cluster].append(key)
    return found


def plan(entries, *, overwrite):
    """(changes, problems) for the entries of a file, in the file's order."""
    entries, problems = _without_duplicates(entries)
    register = Register()
    changes, line_of = [], {}
    for entry in entries:
        found = register.find(entry)
        fault = _fault(found, line_of)
        if fault:
            problems.append(Problem(entry.line, "name", fault))
            continue
        cluster = found[0] if found else None
        if cluster is None:
            values = entry.values
            changes.append(Change(entry, values=values, laender=values["laender"], fields=values["fields"]))
        else:
            line_of[cluster.pk] = entry.line
            changes.append(_compare(entry, cluster, register, overwrite))
    return changes, problems


def _fault(found, line_of):
    if len(found) > 1:
        return _("Mehrere Cluster heißen so. Bitte geben Sie die externe Kennung in der Spalte „external_id“ an.")
    if found and found[0].pk in line_of:
        return _("Zeile %(line)d meint dasselbe Cluster.") % {"line": line_of[found[0].pk]}
    if found and found[0].is_invented:
        return _("So heißt ein erfundenes Cluster der Demonstration.")
    return ""


def _without_duplicates(entries):
    """Of two rows for one cluster the first stays. Equal names are two clusters only when both bear an external id."""
    kept, problems = [], []
    by_external_id, by_name = {}, {}
    for entry in entries:
        external_id = entry.values.get("external_id")
        column, first = "external_id", by_external_id.get(external_id) if external_id else None
        if first is None:
            namesake = by_name.get(entry.key)
            if namesake and not (external_id and namesake.values.get("external_id")):
                column, first = "name", namesake
        if first:
            message = _("Doppelt: Dasselbe Cluster steht schon in Zeile %(line)d.") % {"line": first.line}
            problems.append(Problem(entry.line, column, message))
            continue
        kept.append(entry)
        by_name.setdefault(entry.key, entry)
        if external_id:
            by_external_id[external_id] = entry
    return kept, problems


def _compare(entry, cluster, register, overwrite):
    """Takes over what changed in the file; what was changed by hand since the last import stays unless `overwrite`."""
    change = Change(entry, cluster, needs_membership=cluster.pk not in register.with_membership)
    for name, theirs in entry.values.items():
        ours = register.value(cluster, name)
        if ours == theirs or (name == "external_id" and theirs is None):
            continue
        last = cluster.imported.get(name, _BLANK.get(name, ""))
        by_hand = ours != last
        if by_hand:
            change.kept.append(
                Kept(entry.line, COLUMN_OF[name], cluster.name, _in_words(ours), _in_words(theirs), overwrite)
            )
        if not by_hand or overwrite:
            change.values[name] = theirs
    change.laender = change.values.get("laender", register.value(cluster, "laender"))
    change.fields = change.values.get("fields", register.value(cluster, "fields"))
    change.imported_differs = cluster.imported != entry.values
    return change


def _in_words(value):
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)[:80]
