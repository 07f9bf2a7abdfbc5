"""The door of the history import: every row through the services in one transaction, kept only when all are sound."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clusters.importing import Problem
from clusters.permissions import may_keep_register
from programme.errors import ActRefused
from programme.models import Land, ProgrammeSettings, TechnologyField
from records.services import record

from .columns import Kind
from .comparing import RowFault
from .reading import read_table
from .register import Register
from .report import HistoryReport, Outcome
from .values import HistoryParser
from .writing import Writer


def import_history(data, *, file_name, actor, day, dry_run=False, progress=lambda done, total: None):
    """Load a history from the bytes of a CSV or XLSX file (COLUMNS); returns a HistoryReport.

    All or nothing. A dry run is the real run, taken back: what it reports is what would happen. The same file again
    changes nothing. Every row goes through the service of its kind, which leaves its own AuditEntry. `actor` None is
    the system; a person needs the rights of the office. `progress(done, total)` is called now and then.
    """
    if not may_keep_register(actor, day):
        raise ActRefused(_("Nur das Programmbüro darf eine Historie einlesen."))
    report = HistoryReport(dry_run=dry_run)
    rows, problems, names, fatal = read_table(data)
    report.problems += problems
    if fatal:
        return report
    report.rows = len(rows) + len({problem.line for problem in problems})
    entries = _parse(rows, names, day, report)
    with transaction.atomic():
        # Two imports at once would both miss what the other is about to add.
        ProgrammeSettings.objects.select_for_update().get(pk=ProgrammeSettings.load().pk)
        _write(
            entries,
            names,
            Writer(Register(), actor, day, _("Import %(file)s") % {"file": file_name[-80:]}),
            report,
            progress,
        )
        report.problems.sort(key=lambda problem: problem.line)
        if report.problems or dry_run:
            transaction.set_rollback(True)
            return report
        new, changed, unchanged = (report.outcomes[outcome] for outcome in Outcome)
        if new or changed:
            record(
                actor=actor,
                verb="import_history",
                subject_kind="import",
                subject_key=file_name[-80:],
                to_state=f"+{new} ~{changed} ={unchanged}",
            )
        report.written = True
    return report


def _parse(rows, names, day, report):
    parser = HistoryParser(laender=Land.objects.all(), fields=TechnologyField.objects.all(), year=day.year, names=names)
    entries = []
    for row in rows:
        entry, problems = parser.entry(row)
        report.problems += problems
        if entry:
            entries.append(entry)
    return sorted(entries, key=lambda entry: entry.order)


def _write(entries, names, writer, report, progress):
    """Each row in a savepoint of its own, so that all problems of a file are found at once."""
    line_of = {}
    for done, entry in enumerate(entries):
        progress(done, len(entries))
        try:
            _only_once(entry, writer.register, line_of)
            with transaction.atomic():
                outcome = writer.write(entry)
        except RowFault as fault:
            report.problems.append(Problem(entry.line, names.get(fault.column, fault.column), str(fault)))
        except ActRefused as refusal:
            report.problems.append(Problem(entry.line, "", refusal.message))
        except ValidationError as error:
            report.problems.append(Problem(entry.line, "", " ".join(error.messages)))
        except IntegrityError:
            message = _("Die Angaben passen nicht zu dem, was im Register steht.")
            report.problems.append(Problem(entry.line, "", message))
        else:
            report.outcomes[outcome] += 1
            report.by_kind[entry.kind, outcome] += 1
    progress(len(entries), len(entries))


def _only_once(entry, register, line_of):
    """Of two rows about the same fact the first counts; the second is a problem, also when both say the same."""
    names = {
        Kind.CLUSTER: (),
        Kind.MEMBERSHIP: ("starts_on", "recorded_on") if entry.values.get("starts_on") is None else ("starts_on",),
        Kind.LABEL: ("level", "valid_from"),
        Kind.BENCHMARKING: ("held_on",),
        Kind.FIGURES: ("key_date",),
    }[entry.kind]
    found = register.find(entry.cluster)
    cluster = found[0].slug if len(found) == 1 else entry.cluster
    key = (entry.kind, cluster, *(entry.values[name] for name in names))
    first = line_of.setdefault(key, entry.line)
    if first != entry.line:
        raise RowFault("cluster", _("Doppelt: Dasselbe steht schon in Zeile %(line)d.") % {"line": first})
