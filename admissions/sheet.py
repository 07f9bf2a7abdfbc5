"""An application as people read it: groups, criteria, answers, evidence and the office's checks, in six queries."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch, Q

from records.models import StoredFile

from .figures import snapshot_values, values_of
from .models import Answer, Criterion, CriterionCheck, CriterionGroup, Evidence
from .workflow import EDITABLE_STATES, State


@dataclass
class CriterionEntry:
    """One criterion with what the applicant and the office have said about it."""

    criterion: Criterion
    answer: Answer | None = None
    evidence: list[Evidence] = field(default_factory=list)
    replaced: list[Evidence] = field(default_factory=list)
    """Pieces that newer ones have taken the place of, oldest first."""
    check: CriterionCheck | None = None
    is_open: bool = False

    @property
    def text(self):
        return self.answer.text if self.answer else ""

    @property
    def own_points(self):
        return self.answer.own_points if self.answer else None

    @property
    def version(self):
        return self.answer.version if self.answer else 0

    @property
    def has_text(self):
        return bool(self.text.strip())

    @property
    def has_points(self):
        return self.own_points is not None

    @cached_property
    def figures(self):
        """The figures this criterion asks for, given or not."""
        return values_of(self.criterion, self.answer.figures if self.answer else {})

    @property
    def missing_figures(self):
        """The figures without which there is no submission."""
        return [figure for figure in self.figures if figure.is_required and not figure.is_given]

    @property
    def is_answered(self):
        """Text, own points and required figures are there: what a submission needs [D]. Evidence is recommended [D]."""
        return self.has_text and self.has_points and not self.missing_figures

    @property
    def is_faulted(self):
        """The office found the answer insufficient or missing."""
        return self.check is not None and self.check.result != CriterionCheck.Result.ACCEPTED


@dataclass
class GroupEntry:
    group: CriterionGroup
    entries: list[CriterionEntry]

    @property
    def answered(self):
        return sum(entry.is_answered for entry in self.entries)

    @property
    def total(self):
        return len(self.entries)

    @property
    def is_done(self):
        return self.answered == self.total

    @property
    def faulted(self):
        return sum(entry.is_faulted for entry in self.entries)

    @property
    def is_open(self):
        return any(entry.is_open for entry in self.entries)


class Sheet:
    """All of one application. Nothing in it queries the database again."""

    def __init__(self, application, groups):
        self.application = application
        self.groups = groups

    @cached_property
    def entries(self):
        return [entry for group in self.groups for entry in group.entries]

    @property
    def answered(self):
        return sum(group.answered for group in self.groups)

    @property
    def total(self):
        return len(self.entries)

    @property
    def unanswered(self):
        """What stands in the way of a submission."""
        return [entry for entry in self.entries if not entry.is_answered]

    @property
    def without_evidence(self):
        return [entry for entry in self.entries if not entry.evidence]

    @property
    def faulted(self):
        return [entry for entry in self.entries if entry.is_faulted]

    @property
    def own_points(self):
        return sum(entry.own_points or 0 for entry in self.entries)

    @property
    def maximum(self):
        return sum(entry.criterion.max_points for entry in self.entries)

    def group(self, code):
        """The group with this code, or None."""
        return next((group for group in self.groups if group.group.code == code), None)

    def after(self, code):
        """The group after the one with this code, or None."""
        codes = [group.group.code for group in self.groups]
        following = codes.index(code) + 1
        return self.groups[following] if following < len(codes) else None


def open_criteria_ids(application):
    """The criteria whose answers may be changed now: all in a draft, in a returned application those the office
    marked. A return by message alone marks none, then all are open. Nothing is open in any other state."""
    if application.state not in EDITABLE_STATES:
        return set()
    every = set(Criterion.objects.filter(group__catalogue=application.catalogue_id).values_list("pk", flat=True))
    if application.state == State.DRAFT:
        return every
    faulted = application.checks.exclude(result=CriterionCheck.Result.ACCEPTED)
    return set(faulted.values_list("criterion_id", flat=True)) or every


def sheet_of(application):
    """The sheet of one application; the number of queries does not depend on its size."""
    groups = CriterionGroup.objects.filter(catalogue=application.catalogue_id).prefetch_related("criteria__figures")
    shown = Evidence.objects.filter(Q(removed_at=None) | Q(replaced_by__isnull=False)).select_related(
        "file", "replaced_by__file"
    )
    answers = {
        answer.criterion_id: answer
        for answer in Answer.objects.filter(application=application)
        .select_related("edited_by")
        .prefetch_related(Prefetch("evidence", queryset=shown, to_attr="shown"))
    }
    checks = {check.criterion_id: check for check in CriterionCheck.objects.filter(application=application)}
    faulted = {key for key, check in checks.items() if check.result != CriterionCheck.Result.ACCEPTED}
    everything_open = application.state == State.DRAFT or (application.state == State.RETURNED and not faulted)

    def entry_of(criterion):
        answer = answers.get(criterion.pk)
        pieces = answer.shown if answer else []
        return CriterionEntry(
            criterion=criterion,
            answer=answer,
            evidence=[piece for piece in pieces if piece.removed_at is None],
            replaced=[piece for piece in pieces if piece.removed_at is not None],
            check=checks.get(criterion.pk),
            is_open=everything_open or (application.state == State.RETURNED and criterion.pk in faulted),
        )

    return Sheet(
        application,
        [GroupEntry(group, [entry_of(criterion) for criterion in group.criteria.all()]) for group in groups],
    )


def submitted_sheet_of(application):
    """The sheet as others than the own people read it: in a returned case what was submitted last.

    What the applicant is changing there is a draft until it is submitted again.
    """
    sheet = sheet_of(application)
    submissions = list(application.submissions.all())
    known = {_source(piece) for submission in submissions for piece in _pieces(submission)}
    for entry in sheet.entries:
        entry.replaced = [piece for piece in entry.replaced if (piece.link or piece.file.token) in known]
    last = submissions[-1] if submissions and application.state == State.RETURNED else None
    if last is not None:
        submitted = {
            criterion["code"]: criterion for group in last.snapshot["groups"] for criterion in group["criteria"]
        }
        for entry in sheet.entries:
            _set_as_submitted(entry, submitted[entry.criterion.code])
            entry.replaced = [piece for piece in entry.replaced if piece.removed_at <= last.submitted_at]
    return sheet


def _set_as_submitted(entry, submitted):
    figures = {figure.code: figure.value for figure in snapshot_values(submitted)}
    entry.answer = Answer(
        criterion=entry.criterion, text=submitted["text"], own_points=submitted["own_points"], figures=figures
    )
    entry.evidence = [
        Evidence(
            title=piece["title"],
            link=piece.get("link", ""),
            file=StoredFile(name=piece["file"], token=piece["token"], size=piece["size"]) if "file" in piece else None,
        )
        for piece in submitted["evidence"]
    ]


def was_submitted(application, token):
    """Whether the file with this token was a part of any submission."""
    return any(
        piece.get("token") == token for submission in application.submissions.all() for piece in _pieces(submission)
    )


def _pieces(submission):
    """All evidence of a submission's snapshot."""
    for group in submission.snapshot["groups"]:
        for criterion in group["criteria"]:
            yield from criterion["evidence"]


def _source(piece):
    """What a piece of a snapshot is known by: the token of its file, or its link."""
    return piece.get("token") or piece.get("link")
