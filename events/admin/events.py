"""The office's pages for events."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Event
from ..wording import date_words
from .content import ContentAdmin, ContentForm
from .registration_link import RegistrationLinkMixin


class EventForm(ContentForm):
    """What the database would refuse is said beside the field that it is about."""

    field_of = {
        "event_undated_has_no_day": "starts_on",
        "event_ends_after_start": "ends_on",
        "event_time_needs_day": "starts_at",
        "event_ends_after_start_time": "ends_at",
        "event_qualifier_needs_number": "participants",
    }

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            event = Event(**{name: value for name, value in cleaned.items() if name != "clusters"})
            for constraint in Event._meta.constraints:
                try:
                    constraint.validate(Event, event)
                except forms.ValidationError as error:
                    self.add_error(self.field_of[constraint.name], error)
        return cleaned


@admin.register(Event)
class EventAdmin(RegistrationLinkMixin, ContentAdmin):
    form = EventForm
    list_display = ["title_de", "when", "kind", "city", "is_public", "released_on"]
    list_filter = ["kind", "date_precision", "online"]
    fieldsets = [
        (None, {"fields": ["kind", "title_de", "title_en", "slug", "summary_de", "summary_en", "released_on"]}),
        (
            _("Termin"),
            {
                "fields": ["date_precision", "starts_on", "ends_on", "starts_at", "ends_at"],
                "description": _("Ist nur Monat oder Jahr bekannt, tragen Sie den ersten Tag davon ein."),
            },
        ),
        (_("Ort"), {"fields": ["city", "land", "country", "online", "website"]}),
        (
            _("Weiteres"),
            {
                "fields": [
                    "participants_qualifier",
                    "participants",
                    "note_de",
                    "note_en",
                    "organiser",
                    "edition",
                    "clusters",
                ]
            },
        ),
    ]

    @admin.display(description=_("Termin"), ordering="starts_on")
    def when(self, event):
        return date_words(event)
