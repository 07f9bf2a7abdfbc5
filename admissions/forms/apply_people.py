"""Forms of the page on who works on an application and who speaks for its cluster."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm

from ..models import Collaboration

RIGHT_HELP = {
    Collaboration.Right.READ: _("Lesen: sieht alle Angaben und den Stand, ändert nichts."),
    Collaboration.Right.EDIT: _("Bearbeiten: ändert auch Antworten und Nachweise, solange der Antrag offen ist."),
    Collaboration.Right.SUBMIT: _(
        "Bearbeiten und einreichen: darf auch einreichen, zurückziehen, einen Gesprächstermin wählen und nach einer "
        "Ablehnung erneut beantragen."
    ),
}
"""What each right allows, for the page and the form."""


class RightField(forms.ChoiceField):
    def __init__(self, **options):
        super().__init__(
            label=_("Was darf die Person?"),
            choices=list(RIGHT_HELP.items()),
            widget=forms.RadioSelect,
            error_messages={"required": _("Bitte wählen Sie, was die Person darf.")},
            **options,
        )


def address_field(**options):
    options.setdefault("label", _("E-Mail-Adresse"))
    return forms.EmailField(
        error_messages={"invalid": _("Bitte geben Sie eine vollständige E-Mail-Adresse an.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        **options,
    )


class ColleagueForm(PortalForm):
    email = address_field()
    right = RightField(initial=Collaboration.Right.EDIT)
    ends_on = forms.DateField(
        label=_("Letzter Tag der Mitarbeit"),
        required=False,
        help_text=_("Leer: bis Sie die Mitarbeit beenden."),
    )

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(gettext("Der letzte Tag der Mitarbeit liegt in der Vergangenheit."))
        return day


class RightForm(PortalForm):
    right = RightField()


class DeputyForm(PortalForm):
    email = address_field()


class HandOverForm(PortalForm):
    """To a deputy at once, or to a new person by invitation."""

    NEW = "new"

    successor = forms.ChoiceField(
        label=_("An wen übergeben Sie?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, wer übernimmt.")},
    )
    email = address_field(
        label=_("E-Mail-Adresse der neuen Person"),
        required=False,
        help_text=_("Nur nötig, wenn Sie an eine neue Person übergeben."),
    )

    def __init__(self, *args, deputies, **kwargs):
        super().__init__(*args, **kwargs)
        self.deputies = {str(person.pk): person for person in deputies}
        at_once = [
            (key, gettext("An die Stellvertretung %(person)s, ab heute") % {"person": person})
            for key, person in self.deputies.items()
        ]
        self.fields["successor"].choices = [*at_once, (self.NEW, gettext("An eine neue Person, per Einladung"))]
        if not at_once:
            self.initial.setdefault("successor", self.NEW)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("successor") == self.NEW and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", gettext("Bitte geben Sie die Adresse der neuen Person an."))
        return cleaned

    @property
    def person(self):
        """The deputy who takes over at once; None for a new person."""
        return self.deputies.get(self.cleaned_data["successor"])


class AcceptForm(PortalForm):
    """Asked only of an account with another address than the invited one."""

    is_meant = forms.BooleanField(
        label=_("Ich bin persönlich gemeint. Wer mich eingeladen hat, erfährt meinen Namen und diese Adresse."),
        required=True,
        error_messages={"required": _("Bitte bestätigen Sie, dass Sie gemeint sind.")},
    )
