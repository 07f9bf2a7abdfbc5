"""The form in which a person registers for an event: name, address, the office's own questions, the consent."""

from django import forms
from django.conf import settings as portal
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from programme.forms import PortalForm
from programme.templatetags.portal import translated

from ..models import RegistrationQuestion
from ..models.registrations import LONGEST_ANSWER
from ..registration_consent import consent_text, version_of
from ..services.registrations import Wish
from .plain_line import plain_line

Kind = RegistrationQuestion.Kind
SHORTEST_SELECT = 8
"""With so many options a list takes less room than buttons."""


def question_field(question):
    """The form field of one question, labelled in the language that is active."""
    common = {"label": translated(question, "label"), "required": question.required}
    english = (get_language() or "de").startswith("en")
    choices = [(german, other if english else german) for german, other in question.choices]
    # A button once pressed is not released again: without this an answer could not be taken back.
    nothing = [] if question.required else [("", _("Keine Angabe"))]
    if question.kind == Kind.LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_ANSWER, **common)
    if question.kind == Kind.YES_NO:
        choices = [*nothing, ("yes", _("ja")), ("no", _("nein"))]
        return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, **common)
    if question.kind == Kind.MULTIPLE:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=choices, **common)
    if question.kind == Kind.SINGLE and len(choices) < SHORTEST_SELECT:
        return forms.ChoiceField(widget=forms.RadioSelect, choices=[*nothing, *choices], **common)
    if question.kind == Kind.SINGLE:
        return forms.ChoiceField(choices=[*(nothing or [("", _("Bitte wählen"))]), *choices], **common)
    return forms.CharField(max_length=200, **common)


class AnswersForm(PortalForm):
    """What may be changed later: everything but the address and the consent."""

    name = forms.CharField(
        label=_("Ihr Name"),
        max_length=120,
        validators=[plain_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Bitte geben Sie Ihren Namen ein.")},
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    cluster = forms.ModelChoiceField(
        label=_("Innovationscluster"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=_("Keine Angabe"),
        help_text=_("Wenn Sie zu einem gehören."),
    )

    def __init__(self, *args, settings, registration=None, **kwargs):
        self.settings = settings
        if registration is not None:
            kwargs["initial"] = {**initial_of(registration), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = Cluster.objects.public_on(timezone.localdate()).order_by("name")
        self.questions = [one for one in settings.questions.all() if one.asked]
        for question in self.questions:
            self.fields[f"question_{question.key}"] = question_field(question)

    def wish(self, *, email, language, answers=None):
        """What was filled in. Answers to questions that are no longer asked stay as they were."""
        values = self.cleaned_data
        given = {one.key: values[f"question_{one.key}"] for one in self.questions}
        return Wish(
            name=values["name"],
            email=email,
            organisation=values["organisation"],
            cluster=values["cluster"],
            language=language,
            answers={**(answers or {}), **{key: value for key, value in given.items() if value}},
            consent_text=values.get("consent_text", ""),
        )


def initial_of(registration):
    answers = {f"question_{key}": value for key, value in registration.answers.items()}
    return {
        "name": registration.name,
        "organisation": registration.organisation,
        "cluster": registration.cluster_id,
        **answers,
    }


class ChangeForm(AnswersForm):
    """A person changes the own answers. Emptied answers go."""

    def wish_for(self, registration):
        asked = {one.key for one in self.questions}
        kept = {key: value for key, value in registration.answers.items() if key not in asked}
        return self.wish(email=registration.email, language=registration.language, answers=kept)


class RegistrationForm(AnswersForm):
    """A person registers."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=254,
        help_text=_(
            "Dorthin schicken wir die Bestätigung und den Link, mit dem Sie Angaben ändern oder sich abmelden können."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein."),
            "invalid": _("Das ist keine gültige E-Mail-Adresse. Eine Adresse sieht so aus: name@beispiel.de"),
        },
    )
    consent = forms.BooleanField(
        label=_("Ich bin einverstanden."),
        error_messages={"required": _("Ohne Ihr Einverständnis können wir Ihre Anmeldung nicht annehmen.")},
    )
    consent_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.text = consent_text(self.settings)
        self.fields["consent"].help_text = conditional_escape(self.text)
        self.fields["consent_version"].initial = version_of(self.text)
        self.order_fields(["name", "email", "organisation", "cluster", *self._asked(), "consent", "consent_version"])

    def _asked(self):
        return [f"question_{one.key}" for one in self.questions]

    def clean_consent_version(self):
        """Whoever had the page open while the text changed reads the new text first."""
        version = version_of(self.text)
        if self.cleaned_data["consent_version"] != version:
            self.data = self.data.copy()
            self.data.pop("consent", None)
            self.data["consent_version"] = version
            raise forms.ValidationError(
                _("Der Text der Einwilligung hat sich geändert. Bitte lesen Sie ihn noch einmal.")
            )
        return version

    def clean(self):
        cleaned = super().clean()
        cleaned["consent_text"] = self.text
        return cleaned


class OnBehalfForm(AnswersForm):
    """The office registers somebody who has called or written."""

    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
    language = forms.ChoiceField(label=_("Sprache der E-Mails"), choices=portal.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.order_fields(["name", "email", "language", "organisation", "cluster"])


class ReasonForm(PortalForm):
    """Why the office does something for somebody; the person reads it where the act says so."""

    reason = forms.CharField(label=_("Grund"), max_length=300)


class ToldReasonForm(ReasonForm):
    """A reason that people read by mail."""

    reason_en = forms.CharField(
        label=_("Grund (englisch)"),
        max_length=300,
        required=False,
        help_text=_("Leer: Alle lesen den deutschen."),
    )


class WordForm(PortalForm):
    """A word that goes along with the news to everyone registered."""

    word = forms.CharField(
        label=_("Ergänzung"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Freiwillig. Steht in der E-Mail unter dem neuen Termin und Ort."),
    )
    word_en = forms.CharField(
        label=_("Ergänzung (englisch)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Leer: Alle lesen die deutsche."),
    )
