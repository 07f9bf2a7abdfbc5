"""The ministry's decision as a form."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm

from ..services.decisions import problems, why_impossible
from ..workflow import Outcome, admits, possible_outcomes

OUTCOMES = {
    Outcome.ADMITTED: _("Aufnehmen"),
    Outcome.ADMITTED_WITH_CONDITIONS: _("Mit Auflagen aufnehmen"),
    Outcome.DEFERRED: _("Zurückstellen (zurück an den Programmbegleitkreis)"),
    Outcome.REFUSED: _("Ablehnen"),
}


class DecisionForm(PortalForm):
    """Outcome, day, reason. What cannot be decided on this result is not offered, and refused when sent anyway."""

    outcome = forms.ChoiceField(label=_("Entscheidung"), widget=forms.RadioSelect, required=False)
    decided_on = forms.DateField(label=_("Tag der Entscheidung"), required=False)
    starts_on = forms.DateField(
        label=_("Aufnahme zum"),
        help_text=_("Nur bei einer Aufnahme. Ab diesem Tag läuft die Frist für die Silber-Kriterien."),
        required=False,
    )
    conditions = forms.CharField(
        label=_("Auflagen"),
        help_text=_("Nur bei einer Aufnahme mit Auflagen."),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label=_("Begründung"),
        help_text=_("Die Begründung steht im Bescheid."),
        max_length=10000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, recommendation, passed, **kwargs):
        self.recommendation = recommendation
        self.passed = passed
        super().__init__(*args, initial={"decided_on": timezone.localdate()}, **kwargs)
        outcomes = possible_outcomes(passed)
        self.offers_admission = any(admits(outcome) for outcome in outcomes)
        self.fields["outcome"].choices = [(str(outcome), OUTCOMES[outcome]) for outcome in outcomes]
        if not self.offers_admission:
            self.fields["outcome"].error_messages["invalid_choice"] = why_impossible(passed)

    def clean(self):
        cleaned = super().clean()
        found = problems(
            outcome=cleaned.get("outcome", ""),
            reason=cleaned.get("reason", ""),
            decided_on=cleaned.get("decided_on"),
            conditions=cleaned.get("conditions", ""),
            starts_on=cleaned.get("starts_on"),
            recommendation=self.recommendation,
            passed=self.passed,
            day=timezone.localdate(),
        )
        for name, message in found.items():
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    @property
    def decision(self):
        """What the service takes. Only of a valid form."""
        names = ("outcome", "reason", "decided_on", "conditions", "starts_on")
        return {name: self.cleaned_data[name] for name in names}
