from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from programme.apps import fill_defaults


class LabelsConfig(AppConfig):
    name = "labels"
    verbose_name = _("Labels und Verpflichtungen")

    def ready(self):
        from .defaults import load_defaults

        self.load_defaults = load_defaults
        post_migrate.connect(fill_defaults, sender=self)
