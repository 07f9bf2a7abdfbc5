"""The applicant's answer to the proposed dates."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.templatetags.portal import german_datetime

from ..interview_dates import is_ahead

NONE_FITS = "none"


class PickForm(PortalForm):
    """One of the dates that may still be chosen, or a sentence why none fits."""

    date = forms.ChoiceField(
        label=_("Welcher Termin passt Ihnen?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wählen Sie einen Termin, oder sagen Sie, dass keiner passt."),
            "invalid_choice": _("Dieser Termin wird nicht mehr angeboten."),
        },
    )
    answer = forms.CharField(
        label=_("Wenn kein Termin passt: Wann würde es Ihnen passen?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, plan, now, **kwargs):
        super().__init__(*args, **kwargs)
        dates = [date for date in plan.offered if is_ahead(date.starts_at, now)]
        self.fields["date"].choices = [
            *[(str(date.pk), in_words(date)) for date in dates],
            (NONE_FITS, gettext("Keiner dieser Termine passt")),
        ]

    def clean(self):
        cleaned = super().clean()
        if self.refuses and not cleaned.get("answer", "").strip():
            self.add_error("answer", gettext("Bitte schreiben Sie, wann es Ihnen passen würde."))
        return cleaned

    @property
    def refuses(self):
        return self.cleaned_data.get("date") == NONE_FITS


def in_words(date):
    """A date as a choice: when, how long, where."""
    return gettext("%(start)s, %(minutes)s Minuten, %(where)s") % {
        "start": german_datetime(date.starts_at),
        "minutes": date.minutes,
        "where": date.place or gettext("Videogespräch"),
    }
