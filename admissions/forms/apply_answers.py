"""One criterion of the long form: answer, own points, evidence. Nothing is required before submitting."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.templatetags.portal import number
from records.uploads import check_upload


class WebLinkField(forms.URLField):
    """An address on the web, nothing else."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": _("Bitte geben Sie eine vollständige Adresse an, zum Beispiel https://www.ihr-cluster.de/liste.")
    }


class AnswerForm(PortalForm):
    """The part of a section page for one open criterion. Its fields are named after the criterion: "S1-text"."""

    text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6}))
    own_points = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    remove = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    file = forms.FileField(required=False, allow_empty_file=True)
    link = WebLinkField(required=False, max_length=500, assume_scheme="https")
    title = forms.CharField(required=False, max_length=200)

    def __init__(self, *args, entry, **kwargs):
        self.entry = entry
        criterion = self.criterion = entry.criterion
        super().__init__(
            *args,
            prefix=criterion.code,
            initial={
                "text": entry.text,
                "own_points": "" if entry.own_points is None else entry.own_points,
                "version": entry.version,
            },
            **kwargs,
        )
        # What a colleague saved meanwhile; set by the view after saving.
        self.newer = None
        code = {"code": criterion.code}
        self.fields["text"].label = gettext("Antwort zu %(code)s") % code
        self.fields["text"].help_text = gettext("Höchstens %(count)s Zeichen") % {
            "count": number(criterion.max_characters)
        }
        self.fields["text"].widget.attrs["data-max-characters"] = criterion.max_characters
        points = self.fields["own_points"]
        points.label = gettext("Eigene Punkte zu %(code)s") % code
        points.choices = [("", _("keine Angabe"))] + [(value, value) for value in range(criterion.max_points + 1)]
        points.error_messages["invalid_choice"] = gettext("Bitte wählen Sie 0 bis %(maximum)s Punkte.") % {
            "maximum": criterion.max_points
        }
        self.fields["file"].label = gettext("Datei zu %(code)s") % code
        self.fields["link"].label = gettext("Link zu %(code)s") % code
        self.fields["title"].label = gettext("Bezeichnung des Nachweises zu %(code)s") % code
        self.show_evidence(entry)

    def show_evidence(self, entry):
        """Offer the pieces of evidence that are there now for removal."""
        self.entry = entry
        self.fields["remove"].label = gettext("Nachweise zu %(code)s entfernen") % {"code": self.criterion.code}
        self.fields["remove"].choices = [
            (str(piece.pk), gettext("„%(name)s“ entfernen") % {"name": str(piece)}) for piece in entry.evidence
        ]

    @property
    def pieces(self):
        """Each piece of evidence with the box that takes it away."""
        boxes = list(self["remove"])
        for box in boxes:
            box.data["attrs"]["class"] = "kern-form-check__checkbox"
        return list(zip(self.entry.evidence, boxes, strict=True))

    def clean_text(self):
        """A line break counts as one character, as in the browser."""
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        longest = self.criterion.max_characters
        if len(text) > longest:
            raise forms.ValidationError(
                gettext("Die Antwort ist %(length)s Zeichen lang. Erlaubt sind höchstens %(longest)s.")
                % {"length": number(len(text)), "longest": number(longest)},
                code="too_long",
            )
        return text

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload:
            check_upload(upload)
        return upload

    def clean(self):
        cleaned = super().clean()
        lonely = cleaned.get("title") and not cleaned.get("file") and not cleaned.get("link")
        if lonely and not self.has_error("file") and not self.has_error("link"):
            self.add_error("title", _("Bitte wählen Sie dazu eine Datei, oder geben Sie einen Link an."))
        return cleaned

    def answer_is_valid(self):
        return not {"text", "own_points", "version"} & self.errors.keys()

    @property
    def opens_evidence(self):
        """Whether the part for new evidence stands open: something in it was filled in or is wrong."""
        names = ("file", "link", "title")
        return any(self.has_error(name) for name in names) or any(
            self[name].value() for name in names if name != "file"
        )
