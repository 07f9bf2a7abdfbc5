"""The office's pages for events."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..event_checks import check_event
from ..models import Event
from ..wording import date_words
from .content import IMAGE_FIELDS, ContentAdmin, PicturesForm
from .content_filters import EnglishFilter, StageFilter


class EventForm(PicturesForm):
    """What the database would refuse is said beside the field that it is about."""

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            columns = {field.name for field in Event._meta.fields}
            event = Event(**{name: value for name, value in cleaned.items() if name in columns})
            check_event(self, event)
        return cleaned


@admin.register(Event)
class EventAdmin(ContentAdmin):
    form = EventForm
    list_display = ["title_de", "when", "kind", "city", "stage", "released_on"]
    list_filter = [StageFilter, EnglishFilter, "kind", "date_precision", "online"]
    readonly_fields = ["contribution"]
    text_name = "summary"
    preview_template = "events/office_event.html"
    fieldsets = [
        (None, {"fields": ["kind", "title_de", "title_en", "slug", "summary_de", "summary_en"]}),
        (_("Veröffentlichung"), {"fields": ["released_on", "contribution"]}),
        IMAGE_FIELDS,
        (
            _("Termin"),
            {
                "fields": ["date_precision", "starts_on", "ends_on", "starts_at", "ends_at"],
                "description": _("Ist nur Monat oder Jahr bekannt, tragen Sie den ersten Tag davon ein."),
            },
        ),
        (_("Ort"), {"fields": ["city", "country", "online", "website"]}),
        (_("Weiteres"), {"fields": ["participants_qualifier", "participants", "note_de", "note_en", "clusters"]}),
    ]

    def preview_context(self, row, day):
        return {"event": row}

    @admin.display(description=_("Termin"), ordering="starts_on")
    def when(self, event):
        return date_words(event)
