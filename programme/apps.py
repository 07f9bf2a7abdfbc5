from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def fill_defaults(app_config, using="default", **kwargs):
    """Load an app's reference data once its tables stand (they do not when it was just migrated to zero)."""
    tables = set(connections[using].introspection.table_names())
    if {model._meta.db_table for model in app_config.get_models()} <= tables:
        app_config.load_defaults()


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programm")

    def ready(self):
        from .defaults import load_defaults

        self.load_defaults = load_defaults
        post_migrate.connect(fill_defaults, sender=self)
