"""Forms of the board: conflict, scores, abstention, vote, recommendation."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm

from ..models import ConflictDeclaration, Vote
from ..services.reviews import Content
from ..services.votes import CONFLICTED

COMMENT_LENGTH = 4000
ABSTAINED = "abstained"


class ConflictForm(PortalForm):
    """The one question before a file opens. Nothing is chosen beforehand."""

    value = forms.ChoiceField(
        label=_("Sind Sie bei diesem Antrag befangen?"),
        choices=[
            (ConflictDeclaration.Value.NONE, _("Nein, ich bin nicht befangen.")),
            (ConflictDeclaration.Value.DECLARED, _("Ja, ich bin befangen.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie eine der beiden Antworten.")},
    )
    reason = forms.CharField(
        label=_("Grund, falls Sie befangen sind"),
        help_text=_("Ein Satz genügt. Nur das Programmbüro liest ihn."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class Option:
    """One radio button of a row, ready for the template."""

    value: str
    label: str
    id: str
    checked: bool


class ScoreRow:
    """One criterion of the scoring page: its entry in the application, and the two bound fields."""

    def __init__(self, entry, points, comment, own_points):
        self.entry = entry
        self.criterion = entry.criterion
        self.points = points
        self.comment = comment
        self.own_points = own_points
        """The applicant's own points, or None while this reviewer may not see them."""

    @property
    def options(self):
        """0 to the maximum, abstention, and last "still open", which is chosen until something else is."""
        value = self.points.value()
        chosen = "" if value is None else str(value)
        return [
            Option(
                value=str(key),
                label=str(label),
                id=f"{self.points.auto_id}_{key if key != '' else 'open'}",
                checked=str(key) == chosen,
            )
            for key, label in self.points.field.choices
        ]


class ReviewForm(PortalForm):
    """One reviewer's points and comments. Nothing is required: it is a draft.

    `sheet` is the application as people read it, `review` the own review so far or None. Fields are named by the
    codes of the catalogue.
    """

    # The edition this page was made from; a second window finds out by it.
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("Zusammenfassung"),
        help_text=_("Ihr Gesamteindruck in wenigen Sätzen."),
        max_length=COMMENT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, sheet, review=None, hide_own_points=True, **kwargs):
        self.sheet = sheet
        scores = {score.criterion_id: score for score in review.scores.all()} if review else {}
        words = {comment.group_id: comment.text for comment in review.group_comments.all()} if review else {}
        initial = {"summary": review.summary if review else "", "edition": review.edition if review else 0}
        super().__init__(*args, initial=initial, **kwargs)
        self.own_points = {}
        for group in sheet.groups:
            for entry in group.entries:
                score = scores.get(entry.criterion.pk)
                self._add_criterion(entry.criterion, score)
                if not hide_own_points or (score and score.points is not None):
                    self.own_points[entry.criterion.code] = entry.own_points
            self.fields[f"group_{group.group.code}"] = _comment_field(_("Kommentar zur Gruppe"))
            self.initial[f"group_{group.group.code}"] = words.get(group.group.pk, "")
        self.scored = {
            group.group.code: sum(_is_answered(scores.get(entry.criterion.pk)) for entry in group.entries)
            for group in sheet.groups
        }
        self.move_to_end("summary")
        # What was handed in once is corrected with a reason.
        self.needs_reason = review is not None and review.versions.exists()
        if self.needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("Warum haben Sie Ihr Gutachten geändert?"),
                help_text=_("Nur für die Abgabe nötig. Der Grund steht bei der Fassung."),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _add_criterion(self, criterion, score):
        numbers = [(number, str(number)) for number in range(criterion.max_points + 1)]
        name = f"points_{criterion.code}"
        self.fields[name] = forms.TypedChoiceField(
            label=_("Punkte für %(code)s") % {"code": criterion.code},
            choices=[*numbers, (ABSTAINED, _("Enthaltung")), ("", _("noch offen"))],
            coerce=_points_or_abstention,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={
                "invalid_choice": _("Bitte wählen Sie eine ganze Zahl von 0 bis %(maximum)s.")
                % {"maximum": criterion.max_points}
            },
        )
        self.fields[f"comment_{criterion.code}"] = _comment_field(_("Anmerkung zu %(code)s") % {"code": criterion.code})
        self.initial[name] = (ABSTAINED if score.abstained else score.points) if score else None
        self.initial[f"comment_{criterion.code}"] = score.comment if score else ""

    def move_to_end(self, name):
        self.fields[name] = self.fields.pop(name)

    @property
    def sections(self):
        """The groups with their rows, as the template walks through them."""
        return [
            {
                "group": group.group,
                "total": group.total,
                "scored": self.scored[group.group.code],
                "comment": self[f"group_{group.group.code}"],
                "rows": [
                    ScoreRow(
                        entry,
                        self[f"points_{entry.criterion.code}"],
                        self[f"comment_{entry.criterion.code}"],
                        self.own_points.get(entry.criterion.code),
                    )
                    for entry in group.entries
                ],
            }
            for group in self.sheet.groups
        ]

    @property
    def scored_total(self):
        return sum(self.scored.values())

    @property
    def content(self):
        """What was typed, as the service takes it. Only of a valid form."""
        codes = [entry.criterion.code for entry in self.sheet.entries]
        chosen = {code: self.cleaned_data[f"points_{code}"] for code in codes}
        return Content(
            points={code: None if value == ABSTAINED else value for code, value in chosen.items()},
            abstained=frozenset(code for code, value in chosen.items() if value == ABSTAINED),
            comments={code: self.cleaned_data[f"comment_{code}"] for code in codes},
            group_comments={
                group.group.code: self.cleaned_data[f"group_{group.group.code}"] for group in self.sheet.groups
            },
            summary=self.cleaned_data["summary"],
        )


class SubmitReviewForm(ReviewForm):
    """The review as it is handed in: every criterion has points or an abstention."""

    @property
    def unanswered(self):
        """The criteria with neither points nor an abstention in what was typed."""
        return [
            entry.criterion
            for entry in self.sheet.entries
            if self.cleaned_data.get(f"points_{entry.criterion.code}") is None
            and f"points_{entry.criterion.code}" not in self.errors
        ]

    def clean(self):
        cleaned = super().clean()
        given = [cleaned.get(f"points_{entry.criterion.code}") for entry in self.sheet.entries]
        if all(value in (None, ABSTAINED) for value in given):
            self.add_error(
                None, gettext("Bitte bewerten Sie mindestens ein Kriterium, oder enthalten Sie sich mit Begründung.")
            )
            return cleaned
        for criterion in self.unanswered:
            self.add_error(
                f"points_{criterion.code}",
                gettext("%(code)s ist noch nicht bewertet. Geben Sie Punkte, oder wählen Sie Enthaltung.")
                % {"code": criterion.code},
            )
        if self.needs_reason and not cleaned.get("reason"):
            self.add_error("reason", gettext("Bitte sagen Sie, warum Sie Ihr Gutachten geändert haben."))
        return cleaned


def _is_answered(score):
    return score is not None and (score.points is not None or score.abstained)


def _points_or_abstention(value):
    return value if value == ABSTAINED else int(value)


def _comment_field(label):
    return forms.CharField(
        label=label, max_length=COMMENT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AbstainForm(PortalForm):
    """Why somebody abstains from the whole review."""

    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Die anderen Mitglieder und das Programmbüro sehen den Grund."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Bitte geben Sie einen Grund an.")},
    )


class VoteForm(PortalForm):
    """The vote, or the declaration of a conflict in its place."""

    value = forms.ChoiceField(
        label=_("Ihr Votum"),
        choices=[*Vote.Value.choices, (CONFLICTED, _("befangen, ich stimme nicht mit ab"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie ein Votum.")},
    )
    conflict_reason = forms.CharField(
        label=_("Grund, falls Sie befangen sind"),
        help_text=_("Der Antrag ist dann für Sie gesperrt. Sie können das nicht selbst zurücknehmen."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RecommendForm(PortalForm):
    """The reasons of the board's advice. `seen` is the count the chair had before the eyes."""

    text = forms.CharField(
        label=_("Begründung der Empfehlung"),
        help_text=_("Das Ministerium liest die Begründung, auch abweichende Meinungen gehören hinein."),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte begründen Sie die Empfehlung.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, counted, **kwargs):
        self.count_now = f"{counted.yes}-{counted.no}-{counted.abstain}-{counted.entitled}"
        super().__init__(*args, initial={"seen": self.count_now}, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("seen") != self.count_now:
            self.data = self.data.copy()
            self.data["seen"] = self.count_now
            self.add_error(
                None,
                gettext("Inzwischen wurde weiter abgestimmt. Bitte sehen Sie sich das Ergebnis noch einmal an."),
            )
        return cleaned
