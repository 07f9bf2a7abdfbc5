"""What a cluster initiative fills in for a cluster week, and what the office answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, PortalModelForm
from programme.models import Land
from programme.templatetags.portal import german_date, translated

from ..models import EditionSubmission
from ..services.editions import FIELDS
from .plain_line import plain_line


class SubmissionForm(PortalModelForm):
    """One event within the days of the edition. Without `ask_address` the address stays as it is."""

    class Meta:
        model = EditionSubmission
        fields = FIELDS

    def __init__(self, *args, edition, ask_address=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition
        if not ask_address:
            del self.fields["contact_email"]
        else:
            self.fields["contact_email"].required = True
            self.fields["contact_email"].widget.attrs["autocomplete"] = "email"
            self.fields["contact_email"].help_text = _("An diese Adresse schicken wir den Link zum Bestätigen.")
        for name in ("title_de", "title_en"):
            self.fields[name].validators.append(plain_line)
        self.fields["contact_name"].required = True
        self.fields["contact_name"].widget.attrs["autocomplete"] = "name"
        self.fields["organisation"].widget.attrs["autocomplete"] = "organization"
        self.fields["summary_de"].help_text = _("Was erwartet die Besucherinnen und Besucher? Höchstens 3000 Zeichen.")
        for name in ("summary_de", "summary_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 6, "maxlength": 3000})
        self.fields["held_on"].help_text = _("Zwischen %(first)s und %(last)s.") % {
            "first": german_date(edition.starts_on),
            "last": german_date(edition.ends_on),
        }
        self.fields["held_on"].widget.attrs.update(
            {"min": edition.starts_on.isoformat(), "max": edition.ends_on.isoformat()}
        )
        self.fields["online"].label = _("Die Veranstaltung findet online statt")
        self.fields["land"].queryset = Land.objects.order_by("name_de")
        self.fields["land"].label_from_instance = lambda land: translated(land, "name")
        self.fields["land"].help_text = _("Damit Ihre Veranstaltung auf der Karte erscheint.")

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if not self.edition.starts_on <= day <= self.edition.ends_on:
            raise forms.ValidationError(_("Dieser Tag liegt nicht in der Clusterwoche."), code="outside")
        return day

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if ends_at and not starts_at and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Bitte nennen Sie auch den Beginn."))
        elif starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Das Ende liegt nicht nach dem Beginn."))
        if not cleaned.get("online") and not cleaned.get("city") and "city" not in self.errors:
            self.add_error("city", _("Bitte nennen Sie den Ort, oder wählen Sie „online“."))
        return cleaned

    def save(self, commit=True):
        raise NotImplementedError("events.services.editions writes")

    def _post_clean(self):
        """The model's own checks on a copy: a row that stands in the database keeps what it had until it is saved."""
        self.instance = EditionSubmission(edition=self.edition)
        super()._post_clean()


class EditSubmissionForm(SubmissionForm):
    """The office puts words right; the address belongs to the submitter."""

    def __init__(self, *args, submission, **kwargs):
        initial = {name: getattr(submission, name) for name in FIELDS}
        super().__init__(*args, edition=submission.edition, ask_address=False, initial=initial, **kwargs)


class QuestionForm(PortalForm):
    question = forms.CharField(label=_("Ihre Rückfrage"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DeclineForm(PortalForm):
    reason = forms.CharField(label=_("Begründung"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
