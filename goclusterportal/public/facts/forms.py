"""The key date, and another one to compare it with."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.calendar import add_years
from programme.forms import PortalForm

FUTURE = _("Bitte wählen Sie einen Tag, der nicht in der Zukunft liegt.")


class KeyDateForm(PortalForm):
    """Empty means today, and no comparison. Nothing is known about the future.

    In addresses the second day is called "with", which Python keeps for itself.
    """

    on = forms.DateField(label=_("Stichtag"), required=False)
    other = forms.DateField(label=_("Vergleichen mit"), required=False)

    def add_prefix(self, field_name):
        return super().add_prefix("with" if field_name == "other" else field_name)

    def clean_on(self):
        return _not_in_future(self.cleaned_data["on"] or timezone.localdate())

    def clean_other(self):
        day = self.cleaned_data["other"]
        return _not_in_future(day) if day else None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("other") and cleaned["other"] == cleaned.get("on"):
            self.add_error("other", _("Bitte wählen Sie zwei verschiedene Tage."))
        return cleaned

    def days(self):
        """(key date, other day or None). A key date that cannot be becomes today, and is compared with nothing."""
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        if "on" not in cleaned:
            return timezone.localdate(), None
        return cleaned["on"], cleaned.get("other")


def _not_in_future(day):
    if day > timezone.localdate():
        raise forms.ValidationError(FUTURE, code="future")
    return day


def presets(today):
    """[(words, key date, other day or None)]: what people ask for most."""
    last_year = today.replace(year=today.year - 1, month=12, day=31)
    return [
        (_("heute"), today, None),
        (_("Ende letzten Jahres"), last_year, None),
        (_("heute vor einem Jahr"), add_years(today, -1), None),
        (_("heute verglichen mit Ende letzten Jahres"), today, last_year),
        (_("heute verglichen mit heute vor einem Jahr"), today, add_years(today, -1)),
    ]
