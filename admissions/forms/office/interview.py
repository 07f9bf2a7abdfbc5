"""The personal talk: proposing dates, fixing and moving one, calling it off, recording what came of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, use_native_widgets

from ... import interview_dates
from ...interview_dates import LONGEST, MOST, SHORTEST, Proposal
from ...interviews import applicant_side, board_candidates, office_candidates, participants_of
from .fields import long_text, not_in_future

USUAL_MINUTES = 60
DATE_FIELDS = ("start", "minutes", "place", "link")


def date_fields(*, required):
    """The fields of one date."""
    return {
        "start": forms.DateTimeField(label=_("Beginn"), required=required),
        "minutes": forms.IntegerField(
            label=_("Dauer in Minuten"), min_value=SHORTEST, max_value=LONGEST, required=required, initial=USUAL_MINUTES
        ),
        "place": forms.CharField(
            label=_("Ort"), max_length=200, required=False, help_text=_("Adresse, wenn Sie sich vor Ort treffen.")
        ),
        "link": forms.URLField(
            label=_("Videogespräch"),
            max_length=500,
            required=False,
            assume_scheme="https",
            help_text=_("Internetadresse, wenn Sie sich per Video treffen."),
        ),
    }


def proposal_of(values):
    return Proposal(values["start"], values["minutes"] or USUAL_MINUTES, values["place"], values["link"])


class PlanForm(PortalForm):
    """One to five dates, who is invited, and by when to answer. Rows without a beginning are left out."""

    board = forms.MultipleChoiceField(
        label=_("Aus dem Programmbegleitkreis"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Befangene stehen nicht in der Liste. Der Antragsteller erfährt nicht, wer teilnimmt."),
    )
    office = forms.MultipleChoiceField(
        label=_("Aus dem Programmbüro"), widget=forms.CheckboxSelectMultiple, required=False
    )
    guests = long_text(
        _("Gäste"), rows=2, required=False, help_text=_("Eine Person je Zeile. Gäste laden Sie selbst ein.")
    )
    message = long_text(_("Nachricht an den Antragsteller"), rows=4, required=False)
    answer_by = forms.DateField(label=_("Antwort erbeten bis"))

    def __init__(self, *args, application, plan, now, **kwargs):
        super().__init__(*args, initial=_plan_initial(plan, timezone.localdate(now)), **kwargs)
        self.now = now
        day = timezone.localdate(now)
        self.people = {}
        for name, candidates in (
            ("board", board_candidates(application, day)),
            ("office", office_candidates(application, day)),
        ):
            known = {str(person.pk): person for person in candidates}
            self.people |= known
            self.fields[name].choices = [(key, str(person)) for key, person in known.items()]
        for number in range(1, MOST + 1):
            for name, field in date_fields(required=False).items():
                self.fields[f"{name}_{number}"] = field
        # Once more, for the widgets of the fields just added.
        use_native_widgets(self.fields)

    def rows(self):
        """The fields of each date, for the page."""
        return [(number, [self[f"{name}_{number}"] for name in DATE_FIELDS]) for number in range(1, MOST + 1)]

    def clean(self):
        cleaned = super().clean()
        proposals = []
        for number in range(1, MOST + 1):
            values = {name: cleaned.get(f"{name}_{number}") for name in DATE_FIELDS}
            if values["start"]:
                proposal = proposal_of(values)
                proposals.append(proposal)
                self._refuse(f"start_{number}", interview_dates.problem_with(proposal, self.now))
            elif (values["place"] or values["link"]) and f"start_{number}" not in self.errors:
                self.add_error(f"start_{number}", gettext("Bitte geben Sie den Beginn an."))
        if self.errors:
            return cleaned
        self._refuse(None, interview_dates.problem_among(proposals, self.now))
        if not self.errors:
            starts = [one.starts_at for one in proposals]
            today = timezone.localdate(self.now)
            self._refuse("answer_by", interview_dates.problem_with_answer_day(cleaned["answer_by"], starts, today))
        cleaned["proposals"] = proposals
        return cleaned

    def _refuse(self, field, problem):
        if problem:
            self.add_error(field, problem)

    @property
    def invited(self):
        return [self.people[key] for key in self.cleaned_data["board"] + self.cleaned_data["office"]]


def _plan_initial(plan, day):
    """A plan that is made anew begins with who was invited and what was written."""
    if plan is None:
        return {}
    people = {"board": [], "office": []}
    for row in participants_of(plan, day):
        people[row.side].append(str(row.user_id))
    return {"guests": plan.guests, "message": plan.message, **people}


class DateForm(PortalForm):
    """One date with the reason that everybody reads."""

    start, minutes, place, link = date_fields(required=True).values()
    reason = long_text(_("Grund"), rows=3, help_text=_("Steht in der Nachricht an alle Eingeladenen."))

    def __init__(self, *args, plan, now, **kwargs):
        super().__init__(*args, initial=_date_initial(plan), **kwargs)
        self.now = now

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            problem = interview_dates.problem_with(self.proposal, self.now)
            if problem:
                self.add_error("start", problem)
        return cleaned

    @property
    def proposal(self):
        return proposal_of(self.cleaned_data)


def _date_initial(plan):
    date = plan.chosen if plan else None
    if date is None:
        return {}
    return {"start": date.starts_at, "minutes": date.minutes, "place": date.place, "link": date.link}


class CancelForm(PortalForm):
    reason = long_text(_("Grund"), rows=3, help_text=_("Steht in der Nachricht."))


class InterviewForm(PortalForm):
    """The talk that was held; a planned one is filled in, with everybody invited ticked as present."""

    held_on = forms.DateField(label=_("Geführt am"))
    place = forms.CharField(label=_("Ort"), max_length=500, required=False)
    attended = forms.MultipleChoiceField(
        label=_("Anwesend"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Eingeladen waren diese Personen. Wer nicht kam, verliert das Häkchen."),
    )
    participants = long_text(_("Teilnehmende"), rows=4, required=False, help_text=_("Eine Person je Zeile."))
    minutes = long_text(_("Protokoll"), rows=12)

    def __init__(self, *args, plan=None, day=None, **kwargs):
        self.plan = plan if plan and plan.is_fixed else None
        self.day = day or timezone.localdate()
        date = self.plan.chosen if self.plan else None
        initial = {}
        if date:
            initial = {"place": date.where, "attended": self.names}
            if date.day <= self.day:
                initial["held_on"] = date.day
        super().__init__(*args, initial=initial, **kwargs)
        if self.plan:
            self.fields["attended"].choices = [(name, name) for name in self.names]
            self.fields["participants"].label = _("Weitere Teilnehmende")
        else:
            del self.fields["attended"]

    @cached_property
    def names(self):
        """Everybody who was invited: applicant's people, board and office, guests; each name once."""
        people = [str(one.user) for one in applicant_side(self.plan.application, self.day)]
        people += [str(row.user) for row in participants_of(self.plan, self.day)]
        return list(dict.fromkeys([*people, *filter(None, map(str.strip, self.plan.guests.splitlines()))]))

    def clean_held_on(self):
        return not_in_future(self.cleaned_data["held_on"])

    def clean(self):
        cleaned = super().clean()
        lines = [*cleaned.pop("attended", []), *cleaned.get("participants", "").strip().splitlines()]
        if not lines and "participants" not in self.errors:
            raise ValidationError({"participants": gettext("Bitte nennen Sie die Teilnehmenden.")})
        cleaned["participants"] = "\n".join(lines)
        return cleaned
