"""Reviews: drafts, submission, abstention, reopening. A reviewer's own row only, and only while the board reviews."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..models import (
    Ballot,
    ConflictDeclaration,
    Criterion,
    CriterionGroup,
    GroupComment,
    Review,
    ReviewAssignment,
    ReviewVersion,
    Score,
)
from ..permissions import conflict_value, roles_for, sees_others
from ..result import groups_of, spec_of
from ..scoring import check_scores
from ..voting import takes_votes
from ..workflow import REVIEW_STATES, Role
from .states import SUBJECT_KIND, lock

__all__ = ["Content", "StaleReview", "abstain", "refusal", "reopen", "save_draft", "sees_others", "submit"]


class StaleReview(ActRefused):
    """The review was saved elsewhere since this page was opened: nothing is overwritten."""


@dataclass(frozen=True)
class Content:
    """What a reviewer wrote: points and comments by criterion code, comments by group code, a summary.

    A criterion that is missing in `points` or None there is not scored, which is never 0; `abstained` holds the codes
    on which the reviewer abstains.
    """

    points: dict = field(default_factory=dict)
    abstained: frozenset = frozenset()
    comments: dict = field(default_factory=dict)
    group_comments: dict = field(default_factory=dict)
    summary: str = ""


def refusal(user, application, day):
    """Why a person may not work on an own review now, as a translated sentence; None when the person may."""
    if application.state not in REVIEW_STATES:
        return _("Gutachten können beim jetzigen Stand des Antrags nicht bearbeitet werden.")
    if Role.BOARD not in roles_for(user, application, day):
        return _("Dazu sind Sie in diesem Verfahren nicht berechtigt.")
    if conflict_value(user, application) != ConflictDeclaration.Value.NONE:
        return _("Bitte erklären Sie zuerst, ob Sie befangen sind.")
    if not ReviewAssignment.objects.filter(application=application, reviewer=user, ended_at=None).exists():
        return _("Dieser Antrag ist Ihnen nicht zur Begutachtung zugewiesen.")
    return _frozen_by_vote(user, application, day)


def _frozen_by_vote(user, application, day):
    """Once the vote is open, what is handed in stays; who owes a review may hand it in until the vote is over [D]."""
    ballot = Ballot.objects.filter(application=application, round=application.round).first()
    if ballot is None:
        return None
    if not takes_votes(ballot.closed_on, ballot.closes_on, day):
        return _("Die Abstimmung ist beendet, Gutachten lassen sich nicht mehr abgeben oder ändern.")
    if Review.objects.filter(application=application, reviewer=user, submitted_at__isnull=False).exists():
        return _("Die Abstimmung ist eröffnet, abgegebene Gutachten lassen sich nicht mehr ändern.")
    return None


@transaction.atomic
def save_draft(application, content, *, actor, day, edition=None):
    """Keep what is there so far; nothing is required. Returns the review. Raises ActRefused.

    `edition` is the edition the page was made from; StaleReview when it is no longer the present one. None: not asked.
    """
    locked, review = _open_review(application, actor, day)
    _write(locked, review, content, edition)
    return review


@transaction.atomic
def submit(application, content, *, actor, day, reason="", edition=None):
    """Write the review and hand it in, which keeps a version. Every criterion has points or an abstention.

    A correction of what was handed in before needs its `reason`. Raises ActRefused. Returns the review.
    """
    locked, review = _open_review(application, actor, day)
    codes = [criterion.code for criterion in spec_of(locked.catalogue).criteria]
    scored = [code for code in codes if content.points.get(code) is not None]
    if not scored:
        raise ActRefused(_("Bitte bewerten Sie mindestens ein Kriterium, oder enthalten Sie sich."))
    missing = [code for code in codes if code not in scored and code not in content.abstained]
    if missing:
        raise ActRefused(
            _("Noch nicht bewertet: %(codes)s. Bitte geben Sie Punkte, oder wählen Sie Enthaltung.")
            % {"codes": ", ".join(missing)}
        )
    _write(locked, review, content, edition)
    _hand_in(locked, review, actor, "submit_review", reason)
    return review


@transaction.atomic
def abstain(application, *, actor, day, reason):
    """Abstain from the whole review; it then counts nowhere. The reason becomes the summary. Raises ActRefused."""
    reason = reason.strip()
    if not reason:
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    locked, review = _open_review(application, actor, day)
    review.abstained, review.summary, review.saved_at = True, reason, timezone.now()
    review.edition += 1
    review.save(update_fields=["abstained", "summary", "saved_at", "edition"])
    _hand_in(locked, review, actor, "abstain_from_review", reason)
    return review


@transaction.atomic
def reopen(application, *, actor, day):
    """Take the own review back to a draft, until the vote is opened. Raises ActRefused."""
    locked = lock(application)
    reason = refusal(actor, locked, day)
    if reason:
        raise ActRefused(reason)
    review = Review.objects.filter(application=locked, reviewer=actor, submitted_at__isnull=False).first()
    if review is None:
        raise ActRefused(_("Es gibt kein abgegebenes Gutachten von Ihnen."))
    others = Review.objects.filter(application=locked, submitted_at__isnull=False).exclude(pk=review.pk)
    review.saw_others = review.saw_others or others.exists()
    review.submitted_at, review.abstained = None, False
    review.save(update_fields=["submitted_at", "abstained", "saw_others"])
    _record(locked, actor, "reopen_review", "submitted", "draft")
    return review


def _open_review(application, actor, day):
    """The locked application and the actor's own review that may be written."""
    locked = lock(application)
    reason = refusal(actor, locked, day)
    if reason:
        raise ActRefused(reason)
    review, _created = Review.objects.get_or_create(application=locked, reviewer=actor)
    if review.submitted_at:
        raise ActRefused(_("Ihr Gutachten ist schon abgegeben. Um es zu ändern, öffnen Sie es bitte wieder."))
    return locked, review


def _write(application, review, content, edition):
    if edition is not None and edition != review.edition:
        raise StaleReview(_("Ihr Gutachten wurde inzwischen geändert, zum Beispiel in einem anderen Fenster."))
    errors = check_scores(spec_of(application.catalogue), content.points)
    if errors:
        raise ActRefused(" ".join(error.message for error in errors))
    criteria = Criterion.objects.filter(group__catalogue=application.catalogue)
    Score.objects.bulk_create(
        [
            Score(
                review=review,
                criterion=criterion,
                points=content.points.get(criterion.code),
                abstained=criterion.code in content.abstained and content.points.get(criterion.code) is None,
                comment=content.comments.get(criterion.code, ""),
            )
            for criterion in criteria
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["points", "abstained", "comment"],
    )
    GroupComment.objects.bulk_create(
        [
            GroupComment(review=review, group=group, text=content.group_comments.get(group.code, ""))
            for group in CriterionGroup.objects.filter(catalogue=application.catalogue)
        ],
        update_conflicts=True,
        unique_fields=["review", "group"],
        update_fields=["text"],
    )
    review.summary, review.abstained, review.saved_at = content.summary, False, timezone.now()
    review.edition += 1
    review.save(update_fields=["summary", "abstained", "saved_at", "edition"])


def _hand_in(application, review, actor, verb, reason):
    last = review.versions.last()
    if last is not None and not reason.strip():
        raise ActRefused(_("Bitte sagen Sie, warum Sie Ihr Gutachten geändert haben."))
    review.submitted_at = timezone.now()
    review.save(update_fields=["submitted_at"])
    ReviewVersion.objects.create(
        review=review,
        sequence=last.sequence + 1 if last else 1,
        round=application.round,
        submitted_at=review.submitted_at,
        submitted_by=actor,
        reason=reason.strip(),
        saw_others=review.saw_others,
        snapshot=_snapshot(application, review),
    )
    _record(application, actor, verb, "draft", "submitted")


def _snapshot(application, review):
    """The review as plain JSON values, in the order of the catalogue; see admissions.versions."""
    scores = {score.criterion_id: score for score in review.scores.all()}
    comments = {comment.group_id: comment.text for comment in review.group_comments.all()}
    groups = groups_of(application.catalogue)
    return {
        "abstained": review.abstained,
        "summary": review.summary,
        "groups": {group.code: comments.get(group.pk, "") for group in groups},
        "criteria": {
            criterion.code: _snapshot_of_score(scores.get(criterion.pk))
            for group in groups
            for criterion in group.criteria.all()
        },
    }


def _snapshot_of_score(score):
    if score is None:
        return {"points": None, "abstained": False, "comment": ""}
    return {"points": score.points, "abstained": score.abstained, "comment": score.comment}


def _record(application, actor, verb, before, after):
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        from_state=before,
        to_state=after,
    )
