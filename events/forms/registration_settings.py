"""What the office sets for the registration of an event, and the mail it writes to everyone registered."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, PortalModelForm

from ..models import Registration, RegistrationQuestion
from ..registration_consent import promises_broken
from ..registration_facts import begins_at, is_dated

Kind = RegistrationQuestion.Kind


class RegistrationSettingsForm(PortalModelForm):
    def clean_event(self):
        event = self.cleaned_data["event"]
        if not is_dated(event):
            raise forms.ValidationError(_("Anmelden kann man sich nur zu einem Termin, dessen Tag feststeht."))
        return event

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._check_promises(cleaned)
        event = cleaned.get("event") or getattr(self.instance, "event", None)
        if event is None or not is_dated(event):
            return cleaned
        closes_at, until = cleaned.get("closes_at"), cleaned.get("changes_until")
        if closes_at and timezone.localdate(closes_at) > event.last_day:
            self.add_error("closes_at", _("Der Anmeldeschluss liegt nach der Veranstaltung."))
        if closes_at and cleaned.get("opens_on") and timezone.localdate(closes_at) < cleaned["opens_on"]:
            self.add_error("closes_at", _("Der Anmeldeschluss liegt vor dem ersten Tag der Anmeldung."))
        if until and until > begins_at(event):
            self.add_error("changes_until", _("Ändern lässt sich nur, bis die Veranstaltung beginnt."))
        return cleaned

    def _check_promises(self, cleaned):
        """What people have agreed to stays: their data are used for nothing else, and go no later."""
        for name in promises_broken(self.instance, cleaned):
            if name == "retention_days":
                self.add_error(
                    name,
                    _("Es gibt schon Anmeldungen mit der Zusage von %(days)s Tagen. Kürzer geht, länger nicht.")
                    % {"days": self.instance.retention_days},
                )
            else:
                self.add_error(name, _("Es gibt schon Anmeldungen. Der Zweck, dem sie zugestimmt haben, bleibt."))


class QuestionForm(PortalModelForm):
    """A question with a choice names its options; what was answered keeps its kind."""

    def clean(self):
        cleaned = super().clean()
        is_choice = cleaned.get("kind") in {Kind.SINGLE, Kind.MULTIPLE}
        german = _lines(cleaned.get("options_de"))
        if is_choice and len(german) < 2:
            self.add_error("options_de", _("Bitte nennen Sie mindestens zwei Möglichkeiten, eine je Zeile."))
        if is_choice and len(german) != len(set(german)):
            self.add_error("options_de", _("Eine Möglichkeit steht zweimal da."))
        english = _lines(cleaned.get("options_en"))
        if is_choice and english and len(english) != len(german):
            self.add_error("options_en", _("Bitte ebenso viele Möglichkeiten wie auf Deutsch, in derselben Folge."))
        if self.instance.pk and "kind" in self.changed_data and is_answered(self.instance):
            self.add_error("kind", _("Diese Frage ist schon beantwortet. Bitte stellen Sie eine neue."))
        elif self.instance.pk and is_choice:
            self._check_given(german)
        return cleaned

    def _check_given(self, options):
        """An option that somebody chose stays word for word: it is what is kept, and else the answer would be lost."""
        gone = [one for one in given_options(self.instance) if one not in options]
        if gone:
            self.add_error(
                "options_de",
                _("Schon gewählt und deshalb nicht zu ändern: %(options)s. Neue Möglichkeiten können dazukommen.")
                % {"options": "; ".join(f"„{one}“" for one in gone)},
            )


class QuestionFormSet(forms.BaseInlineFormSet):
    """What was answered is not deleted: it is no longer asked."""

    def clean(self):
        super().clean()
        for form in self.deleted_forms if not any(self.errors) else []:
            if form.instance.pk and is_answered(form.instance):
                raise forms.ValidationError(
                    _("„%(question)s“ ist schon beantwortet. Statt sie zu löschen, stellen Sie sie nicht mehr."),
                    params={"question": form.instance},
                )


def is_answered(question):
    return bool(answers_to(question))


def given_options(question):
    """The options of a question that somebody chose, each once."""
    chosen = [one for answer in answers_to(question) for one in (answer if isinstance(answer, list) else [answer])]
    return list(dict.fromkeys(chosen))


def answers_to(question):
    rows = Registration.objects.filter(settings=question.settings_id).values_list("answers", flat=True)
    return [answers[question.key] for answers in rows.order_by("pk") if question.key in answers]


def _lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class ReleaseForm(PortalForm):
    """The number that was shown: nobody releases to more people than were seen."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
