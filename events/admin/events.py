"""The office's pages for events."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import Act
from programme.templatetags.portal import german_datetime

from ..event_checks import check_event
from ..forms.announcing import MoveForm, NoticeForm
from ..listing import event_context
from ..models import Event
from ..registration_facts import has_registration
from ..services.announcing import (
    PLACE_AND_TIME,
    cancel_event,
    may_change,
    may_set_again,
    move_event,
    set_again,
)
from ..services.publishing import keep_others_changes
from ..services.registration_news import registered_count
from ..wording import date_words
from .content import IMAGE_FIELDS, ContentAdmin, PicturesForm
from .content_acts import CONTENT_ACTS
from .content_filters import EnglishFilter, StageFilter
from .refusals import SaidRefusalsMixin
from .registration_link import RegistrationLinkMixin


class EventForm(PicturesForm):
    """What the database would refuse is said beside the field that it is about."""

    def clean(self):
        cleaned = super().clean()
        self._check_precision(cleaned)
        if not self.errors:
            columns = {field.name for field in Event._meta.fields}
            event = Event(**{name: value for name, value in cleaned.items() if name in columns})
            check_event(self, event)
        return cleaned

    def _check_precision(self, cleaned):
        """A date that is known to the month or year only belongs to what is over; people register for a day."""
        precision, starts_on = cleaned.get("date_precision"), cleaned.get("starts_on")
        if precision and precision != Event.Precision.DAY and has_registration(self.instance):
            self.add_error(
                "date_precision",
                _("Zu dieser Veranstaltung kann man sich anmelden. Sie braucht deshalb den genauen Tag."),
            )
            return
        is_rough = precision in {Event.Precision.MONTH, Event.Precision.YEAR}
        if is_rough and starts_on and (cleaned.get("ends_on") or starts_on) > timezone.localdate():
            self.add_error(
                "date_precision",
                _("Eine Ankündigung braucht den genauen Tag. Nur im Archiv darf das Datum ungenau sein."),
            )


def _may_change(event, user):
    # A form that was refused may have taken the day from the event that its page is drawn for.
    return event.last_day is not None and may_change(event, user, timezone.localdate())


def _now():
    return {"day": timezone.localdate(), "now": timezone.now()}


def _cancel(event, form, user):
    told = cancel_event(event, **form.cleaned_data, actor=user, **_now())
    return gettext("Die Veranstaltung ist abgesagt. Informiert: %(count)s Angemeldete.") % {"count": told}


def _set_again(event, form, user):
    told = set_again(event, actor=user, **_now())
    return gettext("Die Veranstaltung ist wieder angesetzt. Informiert: %(count)s Angemeldete.") % {"count": told}


def _move(event, form, user):
    values = {name: form.cleaned_data[name] for name in PLACE_AND_TIME}
    notice = {name: form.cleaned_data[name] for name in ("notice_de", "notice_en")}
    closes_at = form.cleaned_data.get("closes_at")
    told = move_event(event, values=values, **notice, closes_at=closes_at, actor=user, **_now())
    words = [gettext("Termin und Ort sind geändert. Informiert: %(count)s Angemeldete.") % {"count": told}]
    if closes_at:
        words.append(gettext("Anmeldeschluss ist jetzt %(at)s.") % {"at": german_datetime(closes_at)})
    edition, last = event.edition, values["ends_on"] or values["starts_on"]
    if edition and not (edition.starts_on <= values["starts_on"] and last <= edition.ends_on):
        words.append(gettext("Achtung: Der neue Termin liegt nicht in der Clusterwoche."))
    return " ".join(words)


def _who_is_told(event):
    count = registered_count(event)
    return ngettext(
        "%(count)s angemeldete Person bekommt eine E-Mail.",
        "%(count)s angemeldete Personen bekommen eine E-Mail.",
        count,
    ) % {"count": count}


@admin.register(Event)
class EventAdmin(SaidRefusalsMixin, RegistrationLinkMixin, ContentAdmin):
    form = EventForm
    list_display = ["title_de", "when", "kind", "city", "stage", "released_on"]
    list_filter = [StageFilter, EnglishFilter, "kind", "date_precision", "online"]
    readonly_fields = ["contribution"]
    text_name = "summary"
    preview_template = "events/office_event.html"
    fieldsets = [
        (None, {"fields": ["kind", "title_de", "title_en", "slug", "summary_de", "summary_en"]}),
        (_("Freigabe"), {"fields": ["released_on", "contribution"]}),
        IMAGE_FIELDS,
        (
            _("Termin"),
            {
                "fields": ["date_precision", "starts_on", "ends_on", "starts_at", "ends_at"],
                "description": _("Ist nur Monat oder Jahr bekannt, tragen Sie den ersten Tag davon ein."),
            },
        ),
        (_("Ort"), {"fields": ["address", "city", "land", "country", "partner_country", "online", "website"]}),
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

    acts = [
        *CONTENT_ACTS,
        Act(
            name="move",
            label=_("Termin oder Ort ändern"),
            form_class=MoveForm,
            form_kwargs=lambda event, user: {"event": event},
            allowed=_may_change,
            run=_move,
            description=_who_is_told,
        ),
        Act(
            name="set-again",
            label=_("Wieder ansetzen"),
            allowed=lambda event, user: may_set_again(event, user, timezone.localdate()),
            run=_set_again,
            description=lambda event: (
                gettext("Die Veranstaltung findet doch statt; ihre Seite nennt keine Absage mehr.")
                + " "
                + _who_is_told(event)
            ),
        ),
        Act(
            name="cancel",
            label=_("Veranstaltung absagen"),
            form_class=NoticeForm,
            allowed=_may_change,
            run=_cancel,
            description=lambda event: gettext("Die Seite bleibt und nennt den Grund.") + " " + _who_is_told(event),
            danger=True,
        ),
    ]

    def save_model(self, request, obj, form, change):
        if change:
            keep_others_changes(obj, form.changed_data)
        if change and obj.released_on and set(PLACE_AND_TIME) & set(form.changed_data):
            obj.sequence += 1
        super().save_model(request, obj, form, change)

    def preview_context(self, row, day):
        return event_context(row, day)

    @admin.display(description=_("Termin"), ordering="starts_on")
    def when(self, event):
        return date_words(event)
