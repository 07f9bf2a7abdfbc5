"""Fill the database with invented clusters and applications: `manage.py seed --clusters 3000 --applications 1000`."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from goclusterportal.seeding import seed
from programme.models import ProgrammeSettings

MOST = 100_000


def number(text):
    """How many: a whole number from 0 to MOST."""
    value = int(text)
    if not 0 <= value <= MOST:
        raise ValueError
    return value


class Command(BaseCommand):
    help = (
        "Add so many invented clusters and applications in all states, for trying out and measuring. "
        "Each run adds more. Refused where the portal is no demonstration."
    )

    def add_arguments(self, parser):
        parser.add_argument("--clusters", type=number, default=0, metavar="N", help="members to add")
        parser.add_argument("--applications", type=number, default=0, metavar="N", help="applications to add")
        parser.add_argument("--force", action="store_true", help="write into a register that is no demonstration")

    def handle(self, *args, clusters, applications, force, **options):
        if not clusters + applications:
            raise CommandError("Say how many: --clusters N, --applications N, or both.")
        if not (force or ProgrammeSettings.load().is_demo):
            raise CommandError(
                "This portal is no demonstration. Invented clusters would stand in its register for good: memberships, "
                "decisions and numbers cannot be deleted. Nothing was written. Use a database of its own and run "
                "`manage.py demo` there first; --force writes here all the same."
            )
        with translation.override("de"):
            try:
                counts = seed(
                    clusters=clusters,
                    applications=applications,
                    day=timezone.localdate(),
                    progress=self.show_progress,
                )
            except LookupError as error:
                raise CommandError(f"Nothing was written: {error}.") from error
        self.stdout.write(
            f"Added {counts.clusters} clusters and {counts.applications} applications, each with a cluster of its own: "
            f"{counts.memberships} memberships, {counts.label_awards} label awards, {counts.duties} silver duties, "
            f"{counts.answers} answers, {counts.reviews} reviews."
        )

    def show_progress(self, what, done, total):
        """A line that is overwritten on a terminal, one line per part elsewhere."""
        watched = self.stderr.isatty()
        ending = "" if watched and done < total else "\n"
        self.stderr.write(("\r" if watched else "") + f"{what}: {done}/{total}", ending=ending)
