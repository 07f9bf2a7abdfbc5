"""Fill the portal with its demonstration. May be run again: what is there stays as it is."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from goclusterportal.demo import (
    articles,
    calendars,
    cases,
    catalogue,
    content,
    editions,
    figures,
    mails,
    newsletter,
    people,
    profiles,
    register,
    registrations,
)
from programme.content import bump
from programme.models import ProgrammeSettings


class Command(BaseCommand):
    help = "Fill the portal with the demonstration: real directory entries, invented people, members and applications."

    def handle(self, *args, **options):
        if not settings.DEMO_PASSWORD:
            raise CommandError("DEMO_PASSWORD is not set: the demo's log-ins need a password.")
        day = timezone.localdate()
        with translation.override("de"):
            self._mark(day)
            cast = people.load(settings.DEMO_PASSWORD, day)
            clusters = register.load(cast, day)
            applications = cases.load(cast, day)
            catalogue.load(cast, day)
            texts = content.load(day) + articles.load(day)
            texts += editions.load(cast, day)
            registrations.load(cast, day)
            profiles.load(cast, day)
            newsletter.load(cast, day)
            figures.load(cast, day)
            mails.load(cast, day)
            calendars.load(cast)
            bump()
        self.stdout.write(
            f"Neu angelegt: {clusters} Cluster, {applications} Anträge, {texts} Veranstaltungen und Beiträge."
        )
        self._print_log_ins()

    def _mark(self, day):
        row = ProgrammeSettings.load()
        row.is_demo = True
        row.register_complete_since = row.register_complete_since or day
        row.save()

    def _print_log_ins(self):
        self.stdout.write(f"\nPortal: {settings.SITE_URL}\nAnmeldungen der Demonstration:")
        for email, _name, what in people.LOGINS:
            self.stdout.write(f"  {email:<24} {what}")
        folder = getattr(settings, "EMAIL_FILE_PATH", None)
        self.stdout.write(f"E-Mails: {folder or settings.EMAIL_BACKEND}")
        self.stdout.write(f"Passwort: {settings.DEMO_PASSWORD}")
