"""The office's list of registered people, and the mails it writes to them."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import Act, PortalModelAdmin
from programme.exports import TableExportMixin

from ..exports import RegistrationResource
from ..forms.registration_settings import ReleaseForm
from ..models import Registration, RegistrationMessage, RegistrationSettings
from ..registration_page import answers_of
from ..services import registration_news
from .refusals import SaidRefusalsMixin
from .registration_acts import REGISTRATION_ACTS

EVENT_FILTER = "settings__id__exact"


class EventFilter(admin.RelatedFieldListFilter):
    """The events with registration by their titles, the latest first; one query."""

    def field_choices(self, field, request, model_admin):
        rows = RegistrationSettings.objects.filter(registrations__isnull=False).distinct()
        return list(rows.order_by("-event__starts_on", "pk").values_list("pk", "event__title_de"))


class OfAnEvent:
    """For rows that belong to the registration for an event: its choices are named by the event, in one query."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "settings":
            kwargs["queryset"] = RegistrationSettings.objects.select_related("event")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Registration)
class RegistrationAdmin(TableExportMixin, PortalModelAdmin):
    """Nobody writes the rows by hand: everything goes through acts, which tell the person."""

    read_only = True
    resource_classes = [RegistrationResource]
    list_display = ["name", "organisation", "settings", "state", "registered_at", "attended"]
    list_filter = ["state", ("settings", EventFilter)]
    search_fields = ["name", "email", "organisation"]
    list_select_related = ["settings__event"]
    acts = REGISTRATION_ACTS
    fields = [
        "settings",
        "state",
        "name",
        "email",
        "organisation",
        "cluster",
        "language",
        "answer_words",
        "registered_at",
        "seated_at",
        "cancelled_at",
        "attended",
        "entered_by",
        "consent_text",
        "emptied_at",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("settings__event", "cluster", "entered_by")

    def get_export_resource_kwargs(self, request, **kwargs):
        """Filtered to one event, its questions are columns."""
        chosen = request.GET.get(EVENT_FILTER, "")
        return {"settings": int(chosen) if chosen.isdecimal() else None}

    @admin.display(description=_("Antworten"))
    def answer_words(self, registration):
        return "\n".join(f"{one['term']}: {one['value']}" for one in answers_of(registration)) or "–"


def _number_of(message):
    return registration_news.recipients_of(message).count()


def _release(message, form, user):
    expected = form.cleaned_data["expected"]
    count = registration_news.release_message(message, expected=expected, actor=user, now=timezone.now())
    text = ngettext("%(count)s Person erhält die Nachricht.", "%(count)s Personen erhalten die Nachricht.", count)
    return text % {"count": count}


def _test(message, form, user):
    registration_news.send_test(message, actor=user, now=timezone.now())
    return gettext("Der Test geht an %(email)s.") % {"email": user.email}


def _is_draft(message, user=None):
    return message.released_at is None


@admin.register(RegistrationMessage)
class RegistrationMessageAdmin(SaidRefusalsMixin, OfAnEvent, PortalModelAdmin):
    """Written, tested, released once; after that it stays as it went out."""

    list_display = ["subject_de", "settings", "recipients", "number", "released_at"]
    list_select_related = ["settings__event"]
    fields = [
        "settings",
        "recipients",
        "subject_de",
        "body_de",
        "subject_en",
        "body_en",
        "number",
        "tested_at",
        "released_at",
    ]
    readonly_fields = ["number", "tested_at", "released_at"]
    acts = [
        Act(
            name="release",
            label=_("Nachricht freigeben"),
            form_class=ReleaseForm,
            form_kwargs=lambda message, user: {"initial": {"expected": _number_of(message)}},
            template="admin/events/registrationmessage/release.html",
            allowed=_is_draft,
            run=_release,
            description=lambda message: (
                ngettext(
                    "Die Nachricht geht an %(count)s Person. Zurückholen lässt sie sich nicht.",
                    "Die Nachricht geht an %(count)s Personen. Zurückholen lässt sie sich nicht.",
                    _number_of(message),
                )
                % {"count": _number_of(message)}
            ),
            danger=True,
        ),
        Act(
            name="test",
            label=_("Test an mich senden"),
            allowed=_is_draft,
            run=_test,
            description=_("Nur Sie erhalten die Nachricht, in jeder Sprache, in der sie geschrieben ist."),
            primary=True,
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("settings__event")

    def save_model(self, request, obj, form, change):
        changed = form.changed_data if change else None
        registration_news.save_message(obj, changed=changed, actor=request.user, now=timezone.now())

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or _is_draft(obj))

    def has_delete_permission(self, request, obj=None):
        return obj is not None and _is_draft(obj) and self.has_change_permission(request, obj)
