"""Send what is due by a day and not yet sent. The daily task does the same for the present day."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from notifications.services import send_reminders
from programme.models import ProgrammeSettings


def iso_day(value):
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"{value!r} is not a day. Write it as YYYY-MM-DD.")
    return day


class Command(BaseCommand):
    help = "Queue every reminder that is due by a day and not yet sent; the worker sends them."

    def add_arguments(self, parser):
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day; default: today")
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")
        parser.add_argument("--force", action="store_true", help="allow a future day outside of the demonstration")

    def handle(self, *args, on=None, dry_run=False, force=False, **options):
        today = timezone.localdate()
        day = today if on is None else iso_day(on)
        if day > today and not (dry_run or force or ProgrammeSettings.load().is_demo):
            raise CommandError(f"{day} lies in the future. Add --dry-run to look, or --force to send.")
        counts = send_reminders(day, today=today, dry_run=dry_run)
        verb = "would be queued" if dry_run else "queued"
        self.stdout.write(
            f"Reminders due by {day}: {counts.queued} {verb}, {counts.known} sent before, "
            f"{counts.overtaken} no longer needed, {counts.tasks} tasks for the office, "
            f"{counts.skipped} skipped by the office, {counts.unwanted} not wanted."
        )
        if counts.broken:
            raise CommandError(f"{counts.broken} kind(s) of reminders could not be worked out; see the log.")
