"""What an import found, did, or would do."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the file: the line as an editor counts them, the column as the header names it."""

    line: int
    column: str
    message: str

    def __str__(self):
        if not self.line:
            return self.message
        if not self.column:
            return _("Zeile %(line)d: %(message)s") % {"line": self.line, "message": self.message}
        return _("Zeile %(line)d, Spalte „%(column)s“: %(message)s") % {
            "line": self.line,
            "column": self.column,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that was changed by hand since the last import and differs from the file."""

    line: int
    column: str
    cluster: str
    ours: str
    theirs: str
    overwritten: bool

    def __str__(self):
        if self.overwritten:
            words = _("%(cluster)s: von Hand geändert in „%(ours)s“, überschrieben mit „%(theirs)s“")
        else:
            words = _("%(cluster)s: von Hand geändert, „%(ours)s“ bleibt; in der Datei steht „%(theirs)s“")
        message = words % {"cluster": self.cluster, "ours": self.ours, "theirs": self.theirs}
        return str(Problem(self.line, self.column, message))


@dataclass(slots=True)
class Report:
    """The outcome. `written` is False after a dry run, and when problems stopped the whole."""

    dry_run: bool = False
    written: bool = False
    rows: int = 0
    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    unchanged: int = 0
    memberships: int = 0
    kept: list[Kept] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0

    @property
    def failed(self):
        """Whether problems kept the import from being done as asked."""
        return bool(self.problems) and not self.written and not (self.dry_run and self.skipped)

    def counts(self):
        """The outcome in one line of words."""
        parts = [
            ngettext("%(n)d Zeile gelesen", "%(n)d Zeilen gelesen", self.rows) % {"n": self.rows},
            ngettext("%(n)d Cluster neu", "%(n)d Cluster neu", len(self.created)) % {"n": len(self.created)},
            ngettext("%(n)d geändert", "%(n)d geändert", len(self.updated)) % {"n": len(self.updated)},
            ngettext("%(n)d unverändert", "%(n)d unverändert", self.unchanged) % {"n": self.unchanged},
            ngettext("%(n)d Mitgliedschaft angelegt", "%(n)d Mitgliedschaften angelegt", self.memberships)
            % {"n": self.memberships},
        ]
        by_hand = len(self.kept)
        if by_hand:
            parts.append(ngettext("%(n)d Änderung von Hand", "%(n)d Änderungen von Hand", by_hand) % {"n": by_hand})
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
        if self.skipped:
            return ngettext(
                "Geschrieben, %(n)d fehlerhafte Zeile ausgelassen.",
                "Geschrieben, %(n)d fehlerhafte Zeilen ausgelassen.",
                self.skipped,
            ) % {"n": self.skipped}
        if not (self.created or self.updated or self.memberships):
            return _("Alles ist auf dem Stand der Datei, nichts war zu ändern.")
        return _("Alles geschrieben.")
