"""The office's pages for registration: its settings and questions, who comes, and what is written to them."""

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin, PortalStackedInline

from ..forms.registration_settings import QuestionForm, QuestionFormSet, RegistrationSettingsForm
from ..models import Registration, RegistrationQuestion, RegistrationSettings
from ..registration_facts import standing_from
from ..services import registrations
from ..wording import date_words
from .refusals import SaidRefusalsMixin
from .registration_acts import SETTINGS_ACTS
from .registration_pages import RegistrationPagesMixin

PHASES = {
    "not_yet": _("noch nicht offen"),
    "open": _("offen"),
    "waiting": _("ausgebucht, Warteliste"),
    "full": _("ausgebucht"),
    "closed": _("geschlossen"),
    "called_off": _("abgesagt"),
    "over": _("vorbei"),
}


class QuestionInline(PortalStackedInline):
    model = RegistrationQuestion
    form = QuestionForm
    formset = QuestionFormSet
    extra = 1
    fields = [
        ("position", "kind"),
        "label_de",
        "label_en",
        "options_de",
        "options_en",
        ("required", "asked"),
    ]


@admin.register(RegistrationSettings)
class RegistrationSettingsAdmin(SaidRefusalsMixin, RegistrationPagesMixin, PortalModelAdmin):
    form = RegistrationSettingsForm
    list_display = ["event_title", "when", "phase", "seats", "waiting"]
    search_fields = ["event__title_de", "event__slug"]
    list_select_related = ["event"]
    inlines = [QuestionInline]
    acts = SETTINGS_ACTS
    readonly_fields = ["standing"]
    fieldsets = [
        (None, {"fields": ["event", "standing", "opens_on", "closes_at", "changes_until"]}),
        (_("Plätze"), {"fields": ["capacity", "waiting_list", "audience"]}),
        (_("Teilnahme"), {"fields": ["access_note_de", "access_note_en"]}),
        (_("Datenschutz"), {"fields": ["purpose_de", "purpose_en", "retention_days"]}),
    ]

    def get_queryset(self, request):
        state = Registration.State
        return (
            super()
            .get_queryset(request)
            .select_related("event")
            .annotate(
                seated_count=Count("registrations", filter=Q(registrations__state=state.SEATED)),
                waiting_count=Count("registrations", filter=Q(registrations__state=state.WAITING)),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(["event"] if obj else [])]

    def has_delete_permission(self, request, obj=None):
        """What people have used stays; a registration that was set up in error can go."""
        unused = obj is not None and not obj.registrations.exists() and not obj.messages.exists()
        return unused and self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if not change:
            registrations.open_registration(obj, actor=request.user, now=now)
            return
        moved = registrations.save_settings(obj, changed=form.changed_data, actor=request.user, now=now)
        if moved:
            text = ngettext("%(count)s Person ist nachgerückt.", "%(count)s Personen sind nachgerückt.", moved)
            messages.info(request, text % {"count": moved})

    def delete_model(self, request, obj):
        registrations.delete_settings(obj, actor=request.user, now=timezone.now())

    @admin.display(description=_("Veranstaltung"), ordering="event__title_de")
    def event_title(self, settings):
        return settings.event.title_de

    @admin.display(description=_("Termin"), ordering="event__starts_on")
    def when(self, settings):
        return date_words(settings.event)

    @admin.display(description=_("Stand"))
    def phase(self, settings):
        return PHASES[self._standing(settings).phase]

    @admin.display(description=_("Plätze"))
    def seats(self, settings):
        if settings.capacity is None:
            return gettext("%(seated)s, unbegrenzt") % {"seated": settings.seated_count}
        return gettext("%(seated)s von %(capacity)s") % {
            "seated": settings.seated_count,
            "capacity": settings.capacity,
        }

    @admin.display(description=_("Warteliste"))
    def waiting(self, settings):
        return settings.waiting_count

    @admin.display(description=_("Stand"))
    def standing(self, settings):
        if not settings.pk:
            return "–"
        people = f"{reverse('admin:events_registration_changelist')}?settings__id__exact={settings.pk}"
        words = gettext("%(phase)s; Plätze: %(seats)s; Warteliste: %(waiting)s") % {
            "phase": self.phase(settings),
            "seats": self.seats(settings),
            "waiting": settings.waiting_count,
        }
        return format_html('{}. <a href="{}">{}</a>', words, people, gettext("Angemeldete ansehen"))

    def _standing(self, settings):
        return standing_from(settings, settings.seated_count, settings.waiting_count, timezone.now())
