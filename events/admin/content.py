"""What the admin pages of events and articles have in common."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.naming import slug_for
from programme.admin import PublicContentAdmin
from programme.forms import PortalModelForm

# Addresses that lead elsewhere: /news/feed/, /events/calendar.ics.
RESERVED_SLUGS = {"feed", "calendar", "archive"}


class ContentForm(PortalModelForm):
    """The address may stay empty: it is then made from the German title. Later it stays as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leer: Die Adresse wird aus dem deutschen Titel gebildet.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(_("Diese Adresse ist vergeben. Bitte wählen Sie eine andere."), code="reserved")
        return slug

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and not cleaned.get("slug") and cleaned.get("title_de"):
            model = self._meta.model
            taken = RESERVED_SLUGS.union(model.objects.values_list("slug", flat=True))
            cleaned["slug"] = slug_for(cleaned["title_de"], taken, fallback=model._meta.model_name)
        return cleaned


class ContentAdmin(PublicContentAdmin):
    """What the office writes. Visible from `released_on` on; only what is not visible yet can be deleted."""

    form = ContentForm
    search_fields = ["title_de", "title_en", "slug"]
    autocomplete_fields = ["clusters"]

    def get_readonly_fields(self, request, obj=None):
        """An address that was given once stands in other people's pages and calendars."""
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        deletable = obj is not None and not _is_released(obj)
        return deletable and self.has_change_permission(request, obj)

    @admin.display(description=_("öffentlich"), boolean=True)
    def is_public(self, obj):
        return _is_released(obj)


def _is_released(obj):
    return obj.released_on is not None and obj.released_on <= timezone.localdate()
