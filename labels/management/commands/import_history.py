"""Load the history of past years from a table: `manage.py import_history history.xlsx`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from labels.importing import COLUMNS, import_history

# From so many rows on, progress is shown even when nobody watches a terminal.
MANY = 1000


class Command(BaseCommand):
    help = (
        "Load memberships, labels, benchmarkings and figures of past years from a CSV or XLSX file, all or nothing. "
        "Columns: " + ", ".join(COLUMNS)
    )

    tenth = None

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8 or XLSX, with a header line")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")

    def handle(self, *args, file, dry_run, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        report = import_history(
            data,
            file_name=file.name,
            actor=None,
            day=timezone.localdate(),
            dry_run=dry_run,
            progress=self.show_progress,
        )
        for problem in report.problems:
            self.stderr.write(str(problem))
        for words in report.lines():
            self.stdout.write(words)
        if report.failed:
            raise CommandError(f"{report.counts()}. {report.conclusion()}")
        self.stdout.write(f"{report.counts()}. {report.conclusion()}")

    def show_progress(self, done, total):
        """One line per tenth, on a terminal and in a log of many rows."""
        if not total or not (self.stderr.isatty() or total >= MANY):
            return
        tenth = 10 * done // total
        if tenth != self.tenth:
            self.tenth = tenth
            self.stderr.write(f"{done}/{total}")
