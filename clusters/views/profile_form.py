"""The form for a cluster's own profile. Nothing is required but a logo's description: a draft may be half done."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.forms import LinesField, PortalForm
from programme.markdown_widgets import MarkdownTextarea
from programme.models import Land, TechnologyField
from programme.templatetags.portal import translated
from records.pictures import ACCEPT, check_picture, store_picture

from ..models import Cluster
from ..profile_words import TITLES
from ..services.logos import reworded
from ..services.profile import PROFILE_FIELDS, TEXT_FIELDS, TEXTS
from ..services.revisions import LONGEST_TEXT

HINTS = {
    "mailbox": gettext_lazy("Eine Adresse, die bleibt, auch wenn Personen wechseln."),
    "website": gettext_lazy("Zum Beispiel https://www.ihr-cluster.de"),
    "field_words": gettext_lazy("So nennen Sie Ihr Feld selbst; es steht neben den Feldern des Programms."),
    "profile_de": gettext_lazy("Zwei bis drei Sätze: Wer sind Sie, und was verbindet Sie?"),
    "origin_de": gettext_lazy("Wann und wie ist das Cluster entstanden, wer trägt und leitet es?"),
    "aims_de": gettext_lazy("Was will das Cluster erreichen?"),
    "activities_de": gettext_lazy("Woran arbeitet das Cluster, für wen und mit wem?"),
    "successes_de": gettext_lazy("Worauf sind Sie stolz? Gern mit Zahlen und Beispielen."),
}


class TranslatedChoices(forms.ModelMultipleChoiceField):
    """Choices in the page's language."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        return translated(obj, "name")


class PictureField(forms.FileField):
    """A picture that can be read, is small enough and is one of the kinds that browsers show."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.FileInput(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data, initial=None):
        uploaded = super().clean(data, initial)
        if data:
            check_picture(uploaded)
        return uploaded


class LogoForm(PortalForm):
    """Choose, describe or remove a logo; `logo` is the present one, a Picture or None."""

    logo_file = PictureField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG oder JPEG, möglichst breiter als 400 Bildpunkte."),
    )
    logo_alt_de = forms.CharField(
        label=gettext_lazy("Bildbeschreibung (deutsch)"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nötig zu jedem Logo, für alle, die es nicht sehen. Zum Beispiel: Logo des Clusters …"),
    )
    logo_alt_en = forms.CharField(label=gettext_lazy("Bildbeschreibung (englisch)"), required=False, max_length=300)
    logo_remove = forms.BooleanField(label=gettext_lazy("Logo entfernen"), required=False)

    def __init__(self, *args, logo, **kwargs):
        super().__init__(*args, **kwargs)
        self.logo = logo
        if logo is None:
            del self.fields["logo_remove"]
        else:
            self.fields["logo_file"].label = _("Anderes Logo")
            self.initial.setdefault("logo_alt_de", logo.alt_de)
            self.initial.setdefault("logo_alt_en", logo.alt_en)

    def clean(self):
        cleaned = super().clean()
        file, words = cleaned.get("logo_file"), cleaned.get("logo_alt_de", "")
        has_logo = file or (self.logo and not cleaned.get("logo_remove"))
        if has_logo and not words and "logo_alt_de" not in self.errors:
            self.add_error("logo_alt_de", _("Bitte beschreiben Sie das Logo in wenigen Worten."))
        if words and not has_logo and self.logo is None and "logo_file" not in self.errors:
            self.add_error("logo_file", _("Bitte wählen Sie das Logo aus, das Sie beschrieben haben."))
        if file and self.errors and "logo_file" not in self.errors:
            self.add_error("logo_file", _("Bitte wählen Sie das Logo noch einmal aus: Der Browser behält es nicht."))
        return cleaned

    def ask_for_logo_again(self):
        """Where the form comes back though nothing is wrong with it: a browser does not keep the file."""
        if self.cleaned_data.get("logo_file"):
            self.add_error("logo_file", _("Bitte wählen Sie das Logo noch einmal aus: Der Browser behält es nicht."))

    def chosen_logo(self, by):
        """The Picture as the form wants it, stored where it is a new one; None without. Outside of transactions."""
        data = self.cleaned_data
        words = {"alt_de": data["logo_alt_de"], "alt_en": data["logo_alt_en"]}
        if data["logo_file"]:
            return store_picture(data["logo_file"], **words, by=by)
        if self.logo is None or data.get("logo_remove"):
            return None
        same = (self.logo.alt_de, self.logo.alt_en) == (words["alt_de"], words["alt_en"])
        return self.logo if same else reworded(self.logo, **words, by=by)


class ProfileForm(LogoForm):
    """The whole profile, filled in with the draft or with what is public."""

    laender = TranslatedChoices(
        Land.objects.order_by("name_de"), to_field_name="iso", label=gettext_lazy("Länder"), required=False
    )
    fields_of_technology = TranslatedChoices(
        TechnologyField.objects.order_by("name_de"),
        to_field_name="code",
        label=gettext_lazy("Technologiefelder des Programms"),
        required=False,
    )

    def __init__(self, *args, values, version, seen, logo, **kwargs):
        initial = {name: values[name] for name in PROFILE_FIELDS}
        initial |= {
            "laender": values["laender"],
            "fields_of_technology": values["fields"],
            "version": version,
            "seen": seen,
        }
        super().__init__(*args, initial=initial, logo=logo, **kwargs)
        for name in PROFILE_FIELDS:
            self.fields[name] = _field(name)
        self.fields["version"] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
        # The profile as it stood when the form was opened: what a draft begins from.
        self.fields["seen"] = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    @property
    def values(self):
        """What save_revision keeps."""
        data = self.cleaned_data
        return {name: data[name] for name in PROFILE_FIELDS} | {
            "laender": sorted(land.iso for land in data["laender"]),
            "fields": sorted(field.code for field in data["fields_of_technology"]),
        }

    @property
    def sections(self):
        """The texts by subject, German and English beside each other."""
        return [{"title": TITLES[name], "german": self[f"{name}_de"], "english": self[f"{name}_en"]} for name in TEXTS]

    def show_against(self, version, seen):
        """What stands in the form now was seen against this version of the draft, or without one this profile."""
        self.data = self.data.copy()
        self.data["version"], self.data["seen"] = str(version), seen


def _field(name):
    model_field = Cluster._meta.get_field(name)
    if name in TEXT_FIELDS:
        language = name[-2:]
        field = LinesField(
            max_length=LONGEST_TEXT,
            widget=MarkdownTextarea({"rows": 6, "lang": language}, pictures=False, about=TITLES[name[:-3]]),
            label=_("Deutsch") if language == "de" else _("Englisch"),
        )
    elif name.endswith("_url") or name == "website":
        field = forms.URLField(max_length=300, assume_scheme="https", label=model_field.verbose_name)
        field.validators.append(_web_address)
    elif name == "mailbox":
        field = forms.EmailField(max_length=254, label=model_field.verbose_name)
    else:
        field = forms.CharField(max_length=model_field.max_length, label=model_field.verbose_name)
    field.required = False
    field.help_text = HINTS.get(name, "")
    return field


def _web_address(value):
    if not value.startswith(("http://", "https://")):
        raise ValidationError(_("Bitte geben Sie eine Adresse an, die mit https:// beginnt."), code="scheme")
