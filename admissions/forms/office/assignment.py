"""Who reviews, by when."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.announced import AnnouncedForm, named
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date

from ...models import ReviewAssignment
from ...services.assignment import board_members, why_not
from .fields import long_text


class _Candidates:
    """The whole board with workload and conflicts; who cannot be asked stays in sight, with the reason."""

    choice = ""
    several = False

    def read_board(self, application, day):
        self.day = day
        self.board = list(board_members(application, day))
        self.members = {str(member.pk): member for member in self.board if not why_not(member)}
        self.fields[self.choice].choices = [(key, str(member)) for key, member in self.members.items()]

    @property
    def rows(self):
        """One per member of the board, for admin/admissions/application/members.html."""
        chosen = self[self.choice].value() or []
        chosen = chosen if self.several else [chosen]
        return [
            {
                "member": member,
                "why_not": why_not(member),
                "chosen": str(member.pk) in {str(key) for key in chosen},
                "id": f"{self[self.choice].auto_id}_{member.pk}",
            }
            for member in self.board
        ]

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on < self.day:
            raise ValidationError(gettext("Die Frist liegt in der Vergangenheit."))
        return due_on


def proposed_deadline(day):
    return day + timedelta(days=ProgrammeSettings.load().review_days)


class AssignForm(_Candidates, AnnouncedForm):
    """Reviewers and a deadline. The mail goes out only after the page has named everyone who gets it."""

    choice, several = "reviewers", True
    reviewers = forms.MultipleChoiceField(label=_("Gutachten von"), widget=forms.CheckboxSelectMultiple)
    due_on = forms.DateField(label=_("Abzugeben bis einschließlich"))

    def __init__(self, *args, application, day, **kwargs):
        super().__init__(*args, initial={"due_on": proposed_deadline(day)}, **kwargs)
        self.read_board(application, day)

    def fingerprint(self):
        return ",".join([*sorted(self.cleaned_data["reviewers"]), self.cleaned_data["due_on"].isoformat()])

    def announce(self):
        people = self.people
        return ngettext(
            "Noch ist nichts versandt. %(count)s Person erhält eine Einladung per E-Mail, mit Frist bis %(day)s: "
            "%(names)s. Bitte bestätigen Sie mit „Gutachten zuweisen“.",
            "Noch ist nichts versandt. %(count)s Personen erhalten eine Einladung per E-Mail, mit Frist bis %(day)s: "
            "%(names)s. Bitte bestätigen Sie mit „Gutachten zuweisen“.",
            len(people),
        ) % {"count": len(people), "day": german_date(self.cleaned_data["due_on"]), "names": named(people)}

    @property
    def people(self):
        return [self.members[key] for key in self.cleaned_data["reviewers"]]


class _OfOneAssignment(AnnouncedForm):
    """Something about one of the open assignments."""

    assignment = forms.ModelChoiceField(label=_("Zuweisung"), queryset=ReviewAssignment.objects.none())

    def read_assignments(self, application):
        field = self.fields["assignment"]
        field.queryset = open_assignments(application)
        field.label_from_instance = lambda one: (
            gettext("%(person)s, fällig am %(day)s") % {"person": one.reviewer, "day": german_date(one.due_on)}
        )


class UnassignForm(_OfOneAssignment):
    reason = long_text(_("Grund"), rows=3, help_text=_("Steht nur im Protokoll."))

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        self.read_assignments(application)

    def fingerprint(self):
        return str(self.cleaned_data["assignment"].pk)

    def announce(self):
        return gettext(
            "Noch ist nichts geschehen. 1 Person erhält eine E-Mail, dass kein Gutachten mehr nötig ist: %(names)s. "
            "Bitte bestätigen Sie mit „Zuweisung beenden“."
        ) % {"names": named([self.cleaned_data["assignment"].reviewer])}


class DeadlineForm(_OfOneAssignment):
    due_on = forms.DateField(label=_("Neue Frist, bis einschließlich"))

    def __init__(self, *args, application, day, **kwargs):
        super().__init__(*args, initial={"due_on": proposed_deadline(day)}, **kwargs)
        self.day = day
        self.read_assignments(application)

    clean_due_on = _Candidates.clean_due_on

    def clean(self):
        cleaned = super().clean()
        assignment = cleaned.get("assignment")
        if assignment and cleaned.get("due_on") == assignment.due_on:
            self.add_error("due_on", gettext("Das ist schon die jetzige Frist."))
        return cleaned

    def fingerprint(self):
        return f"{self.cleaned_data['assignment'].pk},{self.cleaned_data['due_on'].isoformat()}"

    def announce(self):
        assignment = self.cleaned_data["assignment"]
        return gettext(
            "Noch ist nichts geändert. 1 Person erhält eine E-Mail mit der neuen Frist %(day)s statt %(before)s: "
            "%(names)s. Bitte bestätigen Sie mit „Frist ändern“."
        ) % {
            "day": german_date(self.cleaned_data["due_on"]),
            "before": german_date(assignment.due_on),
            "names": named([assignment.reviewer]),
        }


class ReassignForm(_Candidates, _OfOneAssignment):
    """One person leaves, another one is asked: both mails are named before they go."""

    choice = "reviewer"
    reviewer = forms.ChoiceField(label=_("Stattdessen Gutachten von"), widget=forms.RadioSelect)
    due_on = forms.DateField(label=_("Abzugeben bis einschließlich"))
    reason = long_text(_("Grund"), rows=3, help_text=_("Steht nur im Protokoll."))
    field_order = ("assignment", "reviewer", "due_on", "reason")

    def __init__(self, *args, application, day, **kwargs):
        super().__init__(*args, initial={"due_on": proposed_deadline(day)}, **kwargs)
        self.read_assignments(application)
        self.read_board(application, day)

    @cached_property
    def person(self):
        return self.members[self.cleaned_data["reviewer"]]

    def fingerprint(self):
        cleaned = self.cleaned_data
        return f"{cleaned['assignment'].pk},{cleaned['reviewer']},{cleaned['due_on'].isoformat()}"

    def announce(self):
        return gettext(
            "Noch ist nichts versandt. 2 Personen erhalten je eine E-Mail: %(old)s, dass kein Gutachten mehr nötig "
            "ist; %(new)s eine Einladung mit Frist bis %(day)s. Bitte bestätigen Sie mit „Neu zuweisen“."
        ) % {
            "old": named([self.cleaned_data["assignment"].reviewer]),
            "new": named([self.person]),
            "day": german_date(self.cleaned_data["due_on"]),
        }


def open_assignments(application):
    """The assignments that may be ended: open, and no review handed in."""
    handed_in = application.reviews.filter(submitted_at__isnull=False).values("reviewer")
    return application.assignments.filter(ended_at=None).exclude(reviewer__in=handed_in).select_related("reviewer")
