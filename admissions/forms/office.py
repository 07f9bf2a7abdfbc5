"""What the office fills in for its acts on a case."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date
from records.uploads import check_upload

from ..models import ConflictDeclaration, CriterionCheck, ReviewAssignment
from ..services.assignment import assignable, board_members

Value = ConflictDeclaration.Value
TEXT_LIMIT = 20000


def long_text(label, *, rows=6, **options):
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": rows}), **options)


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
                initial=entry.check.result if entry.check else None,
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
            if not result and self.cleaned_data["accept_rest"]:
                result = CriterionCheck.Result.ACCEPTED.value
            if result:
                found[entry.criterion] = (result, self.cleaned_data[f"note_{code}"])
        return found


class ReturnForm(PortalForm):
    message = long_text(
        _("Nachricht an den Antragsteller"),
        required=False,
        help_text=_("Die Hinweise zu den einzelnen Kriterien stehen ohnehin in der E-Mail."),
    )


class AssignForm(PortalForm):
    """Reviewers and a deadline. The mail goes out only after the page has named everyone who gets it."""

    reviewers = forms.MultipleChoiceField(
        label=_("Gutachten von"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Befangene und bereits zugewiesene Mitglieder stehen nicht in der Liste."),
    )
    due_on = forms.DateField(label=_("Abzugeben bis einschließlich"))
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, application, day, **kwargs):
        due_on = day + timedelta(days=ProgrammeSettings.load().review_days)
        super().__init__(*args, initial={"due_on": due_on}, **kwargs)
        self.day = day
        self.members = {str(member.pk): member for member in assignable(board_members(application, day))}
        self.fields["reviewers"].choices = [(key, _with_workload(member)) for key, member in self.members.items()]

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on < self.day:
            raise ValidationError(gettext("Die Frist liegt in der Vergangenheit."))
        return due_on

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        chosen = ",".join(sorted(cleaned["reviewers"]))
        if cleaned["shown"] != chosen:
            self.data = self.data.copy()
            self.data[self.add_prefix("shown")] = chosen
            raise ValidationError(self._who_gets_mail())
        return cleaned

    def _who_gets_mail(self):
        people = self.people
        return ngettext(
            "Noch ist nichts versandt. %(count)s Person erhält eine Einladung per E-Mail, mit Frist bis %(day)s: "
            "%(names)s. Bitte bestätigen Sie mit „Gutachten zuweisen“.",
            "Noch ist nichts versandt. %(count)s Personen erhalten eine Einladung per E-Mail, mit Frist bis %(day)s: "
            "%(names)s. Bitte bestätigen Sie mit „Gutachten zuweisen“.",
            len(people),
        ) % {
            "count": len(people),
            "day": german_date(self.cleaned_data["due_on"]),
            "names": ", ".join(f"{person} ({person.email})" for person in people),
        }

    @property
    def people(self):
        return [self.members[key] for key in self.cleaned_data["reviewers"]]


def _with_workload(member):
    workload = ngettext("%(count)s offenes Gutachten", "%(count)s offene Gutachten", member.open_reviews)
    return f"{member} ({workload % {'count': member.open_reviews}})"


class UnassignForm(PortalForm):
    assignment = forms.ModelChoiceField(label=_("Zuweisung"), queryset=ReviewAssignment.objects.none())
    reason = long_text(_("Grund"), rows=3, help_text=_("Steht nur im Protokoll."))

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignment"].queryset = open_assignments(application)
        self.fields["assignment"].label_from_instance = lambda one: (
            gettext("%(person)s, fällig am %(day)s")
            % {
                "person": one.reviewer,
                "day": german_date(one.due_on),
            }
        )


def open_assignments(application):
    """The assignments that may be ended: open, and no review handed in."""
    handed_in = application.reviews.filter(submitted_at__isnull=False).values("reviewer")
    return application.assignments.filter(ended_at=None).exclude(reviewer__in=handed_in).select_related("reviewer")


class InterviewForm(PortalForm):
    held_on = forms.DateField(label=_("Geführt am"))
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    participants = long_text(_("Teilnehmende"), rows=4, help_text=_("Eine Person je Zeile."))
    minutes = long_text(_("Protokoll"), rows=12)

    def clean_held_on(self):
        return not_in_future(self.cleaned_data["held_on"])


class PaperForm(PortalForm):
    file_reference = forms.CharField(label=_("Aktenzeichen"), max_length=80)
    assessment = long_text(
        _("Bewertung des Programmbüros"),
        rows=12,
        help_text=_("Ergebnis, Empfehlung und Gesprächsprotokoll stehen ohnehin in der Vorlage."),
    )


class CommitmentForm(PortalForm):
    text_version = forms.CharField(label=_("Fassung des Textes"), max_length=40)
    signatory = forms.CharField(label=_("Unterzeichnet von"), max_length=200)
    signed_on = forms.DateField(label=_("Unterzeichnet am"))
    document = forms.FileField(
        label=_("Unterzeichnetes Dokument"), help_text=_("Als PDF oder Bild, so wie Sie es erhalten haben.")
    )

    def clean_signed_on(self):
        return not_in_future(self.cleaned_data["signed_on"])

    def clean_document(self):
        document = self.cleaned_data["document"]
        check_upload(document)
        return document


def not_in_future(day):
    if day > timezone.localdate():
        raise ValidationError(gettext("Der Tag liegt in der Zukunft."))
    return day
