"""By when the next step is expected."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm


class ExpectationForm(PortalForm):
    expected_on = forms.DateField(
        label=_("Voraussichtlich bis"),
        required=False,
        help_text=_("Leer heißt: Der Antragsteller liest „noch offen“."),
    )
    expected_note = forms.CharField(
        label=_("Satz an den Antragsteller"),
        max_length=300,
        required=False,
        help_text=_("Freiwillig. Bitte nichts über Gutachten, Empfehlung oder Entscheidung schreiben."),
    )

    def clean_expected_on(self):
        day = self.cleaned_data["expected_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError(gettext("Der Tag liegt in der Vergangenheit."))
        return day
