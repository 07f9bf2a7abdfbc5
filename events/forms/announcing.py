"""What the office fills in when an announced event changes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, PortalModelForm

from ..models import Event
from ..services.announcing import PLACE_AND_TIME


class NoticeForm(PortalForm):
    notice_de = forms.CharField(label=_("Grund (deutsch)"), max_length=300, help_text=_("Steht auf der Seite."))
    notice_en = forms.CharField(label=_("Grund (englisch)"), max_length=300, required=False)


class MoveForm(PortalModelForm):
    """Day, hour and place as they will be, and a word about it."""

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

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Das Ende liegt vor dem Beginn."))
        return cleaned
