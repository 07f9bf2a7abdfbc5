"""What loading a history found, did, or would do."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.importing import Problem

from .columns import Kind

KIND_NAMES = {
    Kind.CLUSTER: gettext_lazy("Cluster"),
    Kind.MEMBERSHIP: gettext_lazy("Mitgliedschaften"),
    Kind.LABEL: gettext_lazy("Labels"),
    Kind.BENCHMARKING: gettext_lazy("Benchmarkings"),
    Kind.FIGURES: gettext_lazy("Clusterakteure"),
}


class Outcome(Enum):
    """What became of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class HistoryReport:
    """The outcome. `written` is False after a dry run and after problems: then nothing was written."""

    dry_run: bool = False
    written: bool = False
    rows: int = 0
    outcomes: Counter = field(default_factory=Counter)
    by_kind: Counter = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def failed(self):
        """Whether problems stand against the file."""
        return bool(self.problems)

    def lines(self):
        """Per kind of row what was entered, filled in, or found as it is; kinds without a row are left out."""
        found = []
        for kind in Kind:
            new, changed, unchanged = (self.by_kind[kind, outcome] for outcome in Outcome)
            if new or changed or unchanged:
                found.append(
                    _("%(kind)s: %(new)d neu, %(changed)d ergänzt, %(unchanged)d unverändert")
                    % {"kind": KIND_NAMES[kind], "new": new, "changed": changed, "unchanged": unchanged}
                )
        return found

    def counts(self):
        """The outcome in one line of words."""
        new, changed, unchanged = (self.outcomes[outcome] for outcome in Outcome)
        parts = [
            ngettext("%(n)d Zeile gelesen", "%(n)d Zeilen gelesen", self.rows) % {"n": self.rows},
            ngettext("%(n)d Eintrag neu", "%(n)d Einträge neu", new) % {"n": new},
            ngettext("%(n)d ergänzt", "%(n)d ergänzt", changed) % {"n": changed},
            ngettext("%(n)d unverändert", "%(n)d unverändert", unchanged) % {"n": unchanged},
        ]
        if self.problems:
            broken = len({problem.line for problem in self.problems})
            parts.append(ngettext("%(n)d fehlerhafte Zeile", "%(n)d fehlerhafte Zeilen", broken) % {"n": broken})
        return ", ".join(parts)

    def conclusion(self):
        """What became of it, in one sentence."""
        if self.failed:
            return _("Es wurde nichts geschrieben.")
        if self.dry_run:
            return _("Probelauf: Es wurde nichts geschrieben.")
        if not (self.outcomes[Outcome.NEW] or self.outcomes[Outcome.CHANGED]):
            return _("Alles ist auf dem Stand der Datei, nichts war zu ändern.")
        return _("Alles geschrieben.")
