"""The configurable words of letters, with or without instruction on legal remedies (SPEC 2.1)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from programme.admin_base import PortalModelAdmin
from programme.forms import PortalModelForm

from ..models import LetterText
from ..wording import PLACEHOLDERS, unknown_placeholders
from .letter_preview import LETTERS, sample_letter

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
    change_form_template = "admin/admissions/lettertext/change_form.html"
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

    def get_urls(self):
        preview = path(
            "<path:object_id>/preview/<slug:language>/",
            self.admin_site.admin_view(require_safe(self.preview)),
            name="admissions_lettertext_preview",
        )
        return [preview, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["has_preview"] = obj is not None and obj.kind in LETTERS
        return super().render_change_form(request, context, add, change, form_url, obj)

    def preview(self, request, object_id, language):
        """The text as it is saved, as the PDF that would go out, with invented values."""
        text = self.get_object(request, object_id)
        if text is None or text.kind not in LETTERS or language not in ("de", "en"):
            raise Http404
        if not self.has_view_permission(request, text):
            raise PermissionDenied
        data = sample_letter(text, language, timezone.localdate())
        if data is None:
            messages.warning(request, gettext("Ohne Kriterienkatalog lässt sich kein Muster erstellen."))
            return redirect(self.change_url(text))
        answer = HttpResponse(data, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="muster-{text.kind}-{language}.pdf"'
        return answer
