"""The personal talk with the cluster management."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm

from .fields import long_text, not_in_future


class InterviewForm(PortalForm):
    held_on = forms.DateField(label=_("Geführt am"))
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    participants = long_text(_("Teilnehmende"), rows=4, help_text=_("Eine Person je Zeile."))
    minutes = long_text(_("Protokoll"), rows=12)

    def clean_held_on(self):
        return not_in_future(self.cleaned_data["held_on"])
