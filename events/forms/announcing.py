"""What the office fills in when an announced event changes."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, PortalModelForm
from programme.templatetags.portal import german_date, german_datetime

from ..event_checks import check_event
from ..models import Event, RegistrationSettings
from ..seats import moved_by
from ..services.announcing import PLACE_AND_TIME


class NoticeForm(PortalForm):
    notice_de = forms.CharField(label=_("Grund (deutsch)"), max_length=300, help_text=_("Steht auf der Seite."))
    notice_en = forms.CharField(label=_("Grund (englisch)"), max_length=300, required=False)


class MoveForm(PortalModelForm):
    """Day, hour and place as they will be, when the registration closes then, and a word about it."""

    closes_at = forms.DateTimeField(label=_("Neuer Anmeldeschluss"), required=False)
    notice_de = forms.CharField(label=_("Grund (deutsch)"), max_length=300, help_text=_("Steht auf der Seite."))
    notice_en = forms.CharField(label=_("Grund (englisch)"), max_length=300, required=False)

    class Meta:
        model = Event
        fields = PLACE_AND_TIME

    def __init__(self, *args, event, **kwargs):
        # A copy: what stands in the database stays until the service writes.
        copy = Event.objects.get(pk=event.pk)
        super().__init__(*args, instance=copy, **kwargs)
        self.fields["starts_on"].required = True
        if event.edition:
            self.fields["starts_on"].help_text = _("Die Clusterwoche dauert vom %(first)s bis zum %(last)s.") % {
                "first": german_date(event.edition.starts_on),
                "last": german_date(event.edition.ends_on),
            }
        self.settings = RegistrationSettings.objects.filter(event=event).first()
        if self.settings is None:
            del self.fields["closes_at"]
        else:
            self.order_fields([*PLACE_AND_TIME, "closes_at"])
            self.fields["closes_at"].help_text = _(
                "Bisher: %(at)s. Leer: Er verschiebt sich um so viele Tage wie die Veranstaltung. „Änderungen möglich "
                "bis“ verschiebt sich immer so."
            ) % {"at": german_datetime(self.settings.closes_at)}

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            check_event(self, Event(**{name: cleaned[name] for name in PLACE_AND_TIME}))
        if not self.errors:
            self._check_days(cleaned["starts_on"], cleaned["ends_on"] or cleaned["starts_on"])
        if not self.errors and self.settings:
            self._check_closing(cleaned)
        return cleaned

    def _check_days(self, first, last):
        today = timezone.localdate()
        if first < today and first != self.instance.starts_on:
            self.add_error("starts_on", _("Dieser Tag ist schon vorbei."))
        elif last < today:
            self.add_error("ends_on", _("Dieser Tag ist schon vorbei."))

    def _check_closing(self, cleaned):
        first, opens_on = cleaned["starts_on"], self.settings.opens_on
        days = (first - self.instance.starts_on).days
        cleaned["closes_at"] = cleaned["closes_at"] or moved_by(self.settings.closes_at, days)
        closes_on = timezone.localdate(cleaned["closes_at"])
        if closes_on > (cleaned["ends_on"] or first):
            self.add_error("closes_at", _("Der Anmeldeschluss liegt nach der Veranstaltung."))
        elif opens_on and closes_on < opens_on:
            self.add_error("closes_at", _("Der Anmeldeschluss liegt vor dem ersten Tag der Anmeldung."))
