from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from programme.apps import fill_defaults


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Erinnerungen und Postausgang")

    def ready(self):
        # The tasks are known in every process, not only in the worker, so that a call for one finds it.
        from . import tasks  # noqa: F401
        from .defaults import load_defaults

        self.load_defaults = load_defaults
        post_migrate.connect(fill_defaults, sender=self)
