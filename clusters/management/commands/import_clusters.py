"""Read clusters from a CSV file, as an operator does it: `manage.py import_clusters members.csv`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.importing import COLUMNS, import_clusters

# From so many rows on, progress is shown even when nobody watches a terminal.
MANY = 1000


class Command(BaseCommand):
    help = "Read clusters from a CSV file. All or nothing, unless told otherwise. Columns: " + ", ".join(
        [*COLUMNS, "external_id (optional)"]
    )

    tenth = None

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8 with a header line")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument("--skip-broken", action="store_true", help="write all sound rows, leave out broken ones")
        parser.add_argument(
            "--overwrite", action="store_true", help="replace values that were changed by hand since the last import"
        )

    def handle(self, *args, file, dry_run, skip_broken, overwrite, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        report = import_clusters(
            data,
            file_name=file.name,
            actor=None,
            day=timezone.localdate(),
            dry_run=dry_run,
            skip_broken=skip_broken,
            overwrite=overwrite,
            progress=self.show_progress,
        )
        for problem in report.problems:
            self.stderr.write(str(problem))
        for kept in report.kept:
            self.stderr.write(str(kept))
        if dry_run:
            self.say_what_would_be_done(report)
        if report.failed:
            raise CommandError(f"{report.counts()}. {report.conclusion()}")
        self.stdout.write(f"{report.counts()}. {report.conclusion()}")

    def say_what_would_be_done(self, report):
        for name in report.created:
            self.stdout.write(_("neu: %(name)s") % {"name": name})
        for name in report.updated:
            self.stdout.write(_("geändert: %(name)s") % {"name": name})

    def show_progress(self, done, total):
        """A bar that moves on a terminal; in a log one line per tenth."""
        watched = self.stderr.isatty()
        if not total or not (watched or total >= MANY):
            return
        tenth = 10 * done // total
        if not watched and tenth == self.tenth:
            return
        self.tenth = tenth
        bar = "#" * (3 * tenth) + "." * (30 - 3 * tenth)
        self.stderr.write(
            ("\r" if watched else "") + f"[{bar}] {done}/{total}", ending="" if watched and done < total else "\n"
        )
