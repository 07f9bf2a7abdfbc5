"""The own conflict, the check for completeness, the return."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.templatetags.portal import german_date

from ...models import ConflictDeclaration, CriterionCheck
from .fields import long_text

Value = ConflictDeclaration.Value

EXTENSION_DAYS = 14
"""So much more time the form proposes [D]; the office may choose another day."""


class ConflictForm(PortalForm):
    value = forms.ChoiceField(
        label=_("Sind Sie bei diesem Antrag befangen?"),
        widget=forms.RadioSelect,
        choices=[
            (Value.NONE.value, _("Nein, ich bin nicht befangen")),
            (Value.DECLARED.value, _("Ja, ich bin befangen")),
        ],
        help_text=_(
            "Befangen ist zum Beispiel, wer für das Cluster oder seinen Träger arbeitet, gearbeitet hat oder "
            "persönlich verbunden ist."
        ),
    )
    reason = long_text(_("Grund"), rows=3, required=False, help_text=_("Nötig, wenn Sie befangen sind."))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("value") == Value.DECLARED and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Bitte geben Sie den Grund an."))
        return cleaned


class CheckForm(PortalForm):
    """All criteria on one page: result and note each; what is left open stays open."""

    accept_rest = forms.BooleanField(
        label=_("Alle noch nicht geprüften Kriterien anerkennen"),
        required=False,
        help_text=_("Gilt für die Kriterien, bei denen Sie nichts ausgewählt haben."),
    )

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for entry in sheet.entries:
            code = entry.criterion.code
            self.fields[f"result_{code}"] = forms.ChoiceField(
                label=_("Ergebnis der Prüfung"),
                choices=CriterionCheck.Result.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=_finding(entry),
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("Hinweis an den Antragsteller"),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=2000,
                required=False,
                initial=entry.check.note if entry.check else "",
            )

    @property
    def groups(self):
        """Groups with (entry, result field, note field) for the page."""
        return [
            (
                group,
                [
                    (entry, self[f"result_{entry.criterion.code}"], self[f"note_{entry.criterion.code}"])
                    for entry in group.entries
                ],
            )
            for group in self.sheet.groups
        ]

    def clean(self):
        cleaned = super().clean()
        for entry in self.sheet.entries:
            code = entry.criterion.code
            result, note = cleaned.get(f"result_{code}"), cleaned.get(f"note_{code}", "").strip()
            if result == CriterionCheck.Result.INSUFFICIENT and not note:
                self.add_error(
                    f"note_{code}", gettext("%(code)s: Bitte schreiben Sie, was zu ergänzen ist.") % {"code": code}
                )
            if note and not result and f"result_{code}" not in self.errors:
                self.add_error(f"result_{code}", gettext("%(code)s: Bitte wählen Sie ein Ergebnis.") % {"code": code})
        return cleaned

    @property
    def findings(self):
        """What was found, by criterion: (result, note)."""
        found = {}
        for entry in self.sheet.entries:
            code = entry.criterion.code
            result = self.cleaned_data[f"result_{code}"]
            if not result and self.cleaned_data["accept_rest"] and entry.is_answered:
                result = CriterionCheck.Result.ACCEPTED.value
            if result:
                found[entry.criterion] = (result, self.cleaned_data[f"note_{code}"])
        return found


def _finding(entry):
    """What was found before; where the answer or the own points are missing (a paper may have gaps), just that."""
    if entry.check:
        return entry.check.result
    return None if entry.is_answered else CriterionCheck.Result.MISSING.value


class ReturnForm(PortalForm):
    message = long_text(
        _("Nachricht an den Antragsteller"),
        required=False,
        help_text=_("Die Hinweise zu den einzelnen Kriterien stehen ohnehin in der E-Mail."),
    )


class ExtendForm(PortalForm):
    """More time for a returned application."""

    lapses_on = forms.DateField(label=_("Neue Frist, bis einschließlich"))
    reason = long_text(_("Grund"), rows=3, help_text=_("Der Antragsteller liest ihn in der E-Mail."))

    def __init__(self, *args, application, **kwargs):
        proposed = application.lapses_on + timedelta(days=EXTENSION_DAYS)
        super().__init__(*args, initial={"lapses_on": proposed}, **kwargs)
        self.present = application.lapses_on

    def clean_lapses_on(self):
        day = self.cleaned_data["lapses_on"]
        if day <= self.present:
            raise ValidationError(
                gettext("Die neue Frist muss nach der jetzigen liegen, dem %(day)s.")
                % {"day": german_date(self.present)}
            )
        return day
