"""The newsletter's forms for readers."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.templatetags.portal import translated

from ..consent import CONSENT_TEXTS, CONSENT_VERSION
from ..models import NewsletterTopic


class TopicsForm(PortalForm):
    """Language and topics. The topics are the office's list; without a list there is nothing to choose."""

    language = forms.ChoiceField(label=_("Sprache des Newsletters"), choices=settings.LANGUAGES, initial=get_language)
    topics = forms.MultipleChoiceField(
        label=_("Themen"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sie bekommen eine Ausgabe, wenn sie etwas zu Ihren Themen enthält."),
        error_messages={"required": _("Bitte wählen Sie mindestens ein Thema.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {topic.code: topic for topic in NewsletterTopic.objects.all()}
        self.fields["topics"].choices = [(code, translated(topic, "name")) for code, topic in self.known.items()]
        if not self.known:
            del self.fields["topics"]

    def clean_topics(self):
        """The topics themselves."""
        return [self.known[code] for code in self.cleaned_data["topics"]]


class NewsletterForm(TopicsForm):
    """Address, language, topics, and the consent with the version of its text as it was shown."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein."),
            "invalid": _("Das ist keine gültige E-Mail-Adresse. Eine Adresse sieht so aus: name@beispiel.de"),
        },
    )
    consent = forms.BooleanField(
        label=_("Ich willige ein."),
        help_text=CONSENT_TEXTS[CONSENT_VERSION],
        error_messages={"required": _("Ohne Ihre Einwilligung dürfen wir Ihnen den Newsletter nicht schicken.")},
    )
    consent_version = forms.CharField(widget=forms.HiddenInput, initial=CONSENT_VERSION, required=False)

    field_order = ["email", "language", "topics", "consent", "consent_version"]

    def clean_consent_version(self):
        """Whoever had the page open while the text changed reads the new text first."""
        version = self.cleaned_data["consent_version"]
        if version != CONSENT_VERSION:
            self.data = self.data.copy()
            self.data.pop("consent", None)
            self.data["consent_version"] = CONSENT_VERSION
            raise forms.ValidationError(
                _("Der Text der Einwilligung hat sich geändert. Bitte lesen Sie ihn noch einmal.")
            )
        return version
