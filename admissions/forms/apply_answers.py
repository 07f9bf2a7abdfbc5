"""One criterion of the long form: answer, figures, own points, evidence. Nothing is required before submitting."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.templatetags.portal import number, translated
from records.uploads import check_upload

from .answer_fields import FigureField, FilesField, Kept, WebLinkField


class AnswerForm(PortalForm):
    """The part of a section page for one open criterion. Its fields are named after the criterion: "S1-text"."""

    text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6}))
    own_points = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    remove = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    file = FilesField(required=False, allow_empty_file=True)
    link = WebLinkField(required=False, max_length=500, assume_scheme="https")
    title = forms.CharField(required=False, max_length=200)
    replaces = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Dieser Nachweis ist nicht mehr da. Bitte wählen Sie neu.")}
    )

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
        self.newer_figures = []
        # The chosen files that passed the checks; the others have their message at the field.
        self.sound_files = []
        self._add_figures()
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
        self.fields["file"].label = gettext("Dateien zu %(code)s") % code
        self.fields["file"].help_text = gettext("Sie können mehrere Dateien auf einmal wählen.")
        self.fields["link"].label = gettext("Link zu %(code)s") % code
        self.fields["title"].label = gettext("Bezeichnung des Nachweises zu %(code)s") % code
        self.fields["replaces"].label = gettext("Ersetzt einen Nachweis zu %(code)s") % code
        self.show_evidence(entry)

    def _add_figures(self):
        stored = self.entry.answer.figures if self.entry.answer else {}
        for figure in self.criterion.figures.all():
            name, unit = translated(figure, "name"), translated(figure, "unit")
            self.fields[f"figure_{figure.code}"] = FigureField(figure, label=f"{name} ({unit})" if unit else name)
            if stored.get(figure.code) is not None:
                self.initial[f"figure_{figure.code}"] = Kept(stored[figure.code])

    @property
    def figure_fields(self):
        return [self[name] for name in self.fields if name.startswith("figure_")]

    @property
    def figures(self):
        """The figures that are right, as the service takes them; wrong ones stay as they are stored."""
        return {
            name.removeprefix("figure_"): self.cleaned_data[name]
            for name in self.fields
            if name.startswith("figure_") and name in self.cleaned_data and self.add_prefix(name) in self.data
        }

    def show_evidence(self, entry):
        """Offer the pieces of evidence that are there now for removal."""
        self.entry = entry
        self.fields["remove"].label = gettext("Nachweise zu %(code)s entfernen") % {"code": self.criterion.code}
        self.fields["remove"].choices = [
            (str(piece.pk), gettext("„%(name)s“ entfernen") % {"name": str(piece)}) for piece in entry.evidence
        ]
        self.fields["replaces"].choices = [
            ("", gettext("keinen, der Nachweis kommt hinzu")),
            *((str(piece.pk), gettext("ersetzt: %(name)s") % {"name": str(piece)}) for piece in entry.evidence),
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
        """One bad file does not lose the good ones."""
        wrong = []
        for upload in self.cleaned_data["file"]:
            try:
                check_upload(upload)
            except forms.ValidationError as invalid:
                wrong += [gettext("%(name)s: %(error)s") % {"name": upload.name, "error": e} for e in invalid.messages]
            else:
                self.sound_files.append(upload)
        if wrong:
            raise forms.ValidationError(wrong)
        return self.cleaned_data["file"]

    def clean(self):
        cleaned = super().clean()
        has_source = cleaned.get("file") or cleaned.get("link") or self.has_error("file") or self.has_error("link")
        for name in ("title", "replaces"):
            if cleaned.get(name) and not has_source:
                self.add_error(name, _("Bitte wählen Sie dazu eine Datei, oder geben Sie einen Link an."))
        return cleaned

    def answer_is_valid(self):
        return not {"text", "own_points", "version"} & self.errors.keys()

    @property
    def opens_evidence(self):
        """Whether the part for new evidence stands open: something in it was filled in or is wrong."""
        names = ("file", "link", "title", "replaces")
        return any(self.has_error(name) for name in names) or any(
            self[name].value() for name in names if name != "file"
        )
