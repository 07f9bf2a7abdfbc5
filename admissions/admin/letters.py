"""The configurable words of letters, with or without instruction on legal remedies (SPEC 2.1)."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin
from programme.forms import PortalModelForm

from ..models import LetterText
from ..wording import PLACEHOLDERS, unknown_placeholders

TEXTS = ("subject_de", "subject_en", "body_de", "body_en", "remedy_de", "remedy_en")


class LetterTextForm(PortalModelForm):
    def clean(self):
        """A placeholder that the letter does not know would appear in it as typed."""
        cleaned = super().clean()
        for name in TEXTS:
            unknown = unknown_placeholders(cleaned.get(name) or "")
            if unknown:
                self.add_error(
                    name,
                    ValidationError(
                        gettext("Diesen Platzhalter gibt es nicht: %(names)s."),
                        params={"names": ", ".join(f"{{{one}}}" for one in unknown)},
                    ),
                )
        return cleaned


@admin.register(LetterText)
class LetterTextAdmin(PortalModelAdmin):
    """One text per kind of letter; the kinds are the programme's, their words the office's."""

    form = LetterTextForm
    list_display = ["kind", "version", "subject_de"]
    readonly_fields = ["kind"]

    def get_fieldsets(self, request, obj=None):
        names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        hint = gettext("Platzhalter: %(names)s. Maßgeblich ist der deutsche Text.") % {"names": names}
        return [
            (None, {"fields": ["kind", "version"], "description": hint}),
            (_("Deutsch"), {"fields": ["subject_de", "body_de", "remedy_de"]}),
            (_("Englisch"), {"fields": ["subject_en", "body_en", "remedy_en"]}),
        ]

    def has_add_permission(self, request):
        return False
