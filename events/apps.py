from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from programme.apps import fill_defaults


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Veranstaltungen und Meldungen")

    def ready(self):
        # Known to every process, so that a release can wake the newsletter.
        from . import tasks  # noqa: F401
        from .defaults import load_defaults

        self.load_defaults = load_defaults
        post_migrate.connect(fill_defaults, sender=self)
