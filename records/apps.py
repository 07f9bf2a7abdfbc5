from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = _("Protokoll und Ablage")

    def ready(self):
        from programme.markdown import pictures_from

        from .shown_pictures import find_pictures

        pictures_from(find_pictures)
