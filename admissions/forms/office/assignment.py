"""Who reviews, by when."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date

from ...models import ReviewAssignment
from ...services.assignment import assignable, board_members
from .fields import long_text


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
