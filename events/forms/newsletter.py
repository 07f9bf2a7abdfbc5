"""The newsletter's form."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm

from ..consent import CONSENT_TEXTS, CONSENT_VERSION


class NewsletterForm(PortalForm):
    """Address, language, and the consent with the version of its text as it was shown."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein."),
            "invalid": _("Das ist keine gültige E-Mail-Adresse. Eine Adresse sieht so aus: name@beispiel.de"),
        },
    )
    language = forms.ChoiceField(label=_("Sprache des Newsletters"), choices=settings.LANGUAGES, initial=get_language)
    consent = forms.BooleanField(
        label=_("Ich willige ein."),
        help_text=CONSENT_TEXTS[CONSENT_VERSION],
        error_messages={"required": _("Ohne Ihre Einwilligung dürfen wir Ihnen den Newsletter nicht schicken.")},
    )
    consent_version = forms.CharField(widget=forms.HiddenInput, initial=CONSENT_VERSION, required=False)

    def clean_consent_version(self):
        """Whoever had the page open while the text changed reads the new text first."""
        version = self.cleaned_data["consent_version"]
        if version != CONSENT_VERSION:
            self.data = {name: value for name, value in self.data.items() if name != "consent"}
            self.data["consent_version"] = CONSENT_VERSION
            raise forms.ValidationError(
                _("Der Text der Einwilligung hat sich geändert. Bitte lesen Sie ihn noch einmal.")
            )
        return version
