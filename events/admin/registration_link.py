"""From the page of an event to its registration; and the hint that people are to be told of a new day or place."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from ..models import RegistrationSettings
from ..registration_facts import is_dated, untold
from ..services.registration_news import registered_count


class RegistrationLinkMixin:
    """For the admin of events; put it before the others."""

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "registration_link"]

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        return [*fieldsets, (pgettext("event", "Anmeldung"), {"fields": ["registration_link"]})] if obj else fieldsets

    def registration_link(self, event):
        settings = RegistrationSettings.objects.filter(event=event).first()
        if settings is not None:
            url = reverse("admin:events_registrationsettings_change", args=[settings.pk])
            return format_html('<a href="{}">{}</a>', url, gettext("Anmeldung ansehen und ändern"))
        if not is_dated(event):
            return gettext("Anmelden kann man sich nur zu einem Termin, dessen Tag feststeht.")
        url = f"{reverse('admin:events_registrationsettings_add')}?event={event.pk}"
        return format_html('<a href="{}">{}</a>', url, gettext("Anmeldung einrichten"))

    registration_link.short_description = pgettext_lazy("event", "Anmeldung")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        settings = RegistrationSettings.objects.filter(event=obj, called_off_at=None).first()
        if settings is None or not untold(settings):
            return
        if count := registered_count(obj):
            url = reverse("admin:events_registrationsettings_act", args=[settings.pk, "tell"])
            words = ngettext(
                "Termin oder Ort haben sich geändert: %(count)s angemeldete Person weiß es noch nicht.",
                "Termin oder Ort haben sich geändert: %(count)s angemeldete Personen wissen es noch nicht.",
                count,
            )
            link = format_html('<a href="{}">{}</a>', url, gettext("Jetzt informieren"))
            messages.warning(request, format_html("{} {}", words % {"count": count}, link))
