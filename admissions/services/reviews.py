"""Reviews: drafts, submission, abstention, reopening. A reviewer's own row only, and only while the board reviews."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..models import ConflictDeclaration, Criterion, CriterionGroup, GroupComment, Review, ReviewAssignment, Score
from ..permissions import conflict_value, roles_for
from ..result import spec_of
from ..scoring import check_scores
from ..workflow import REVIEW_STATES, Role, State
from .states import SUBJECT_KIND, lock


@dataclass(frozen=True)
class Content:
    """What a reviewer wrote: points and comments by criterion code, comments by group code, a summary.

    A criterion that is missing in `points` or None there is not scored, which is never 0.
    """

    points: dict = field(default_factory=dict)
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
    return None


def sees_others(user, application):
    """Whether a board member may see the others' scores, means and comments.

    Whoever is asked for a review sees nothing of them before handing in the own one (SPEC 3). Whoever is not asked
    may see them once the reviewing is over, that is from the interview on [D].
    """
    if Review.objects.filter(application=application, reviewer=user, submitted_at__isnull=False).exists():
        return True
    if application.state in (State.RECOMMENDED, State.DECIDED):
        return True
    asked = ReviewAssignment.objects.filter(application=application, reviewer=user, ended_at=None)
    return application.state == State.INTERVIEW and not asked.exists()


@transaction.atomic
def save_draft(application, content, *, actor, day):
    """Keep what is there so far; nothing is required. Returns the review. Raises ActRefused."""
    locked, review = _open_review(application, actor, day)
    _write(locked, review, content)
    return review


@transaction.atomic
def submit(application, content, *, actor, day, leave_open=False):
    """Write the review and hand it in. Criteria without points need `leave_open`, the reviewer's confirmation.

    Raises ActRefused. Returns the review.
    """
    locked, review = _open_review(application, actor, day)
    scored = [code for code, points in content.points.items() if points is not None]
    if not scored:
        raise ActRefused(_("Bitte bewerten Sie mindestens ein Kriterium, oder enthalten Sie sich."))
    if len(scored) < len(spec_of(locked.catalogue).criteria) and not leave_open:
        raise ActRefused(_("Bitte bestätigen Sie, dass nicht bewertete Kriterien offen bleiben."))
    _write(locked, review, content)
    _hand_in(locked, review, actor, "submit_review")
    return review


@transaction.atomic
def abstain(application, *, actor, day, reason):
    """Abstain from the whole review; it then counts nowhere. The reason becomes the summary. Raises ActRefused."""
    reason = reason.strip()
    if not reason:
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    locked, review = _open_review(application, actor, day)
    review.abstained, review.summary, review.saved_at = True, reason, timezone.now()
    review.save(update_fields=["abstained", "summary", "saved_at"])
    _hand_in(locked, review, actor, "abstain_from_review")
    return review


@transaction.atomic
def reopen(application, *, actor, day):
    """Take the own review back to a draft, as long as the board has not recommended. Raises ActRefused."""
    locked = lock(application)
    reason = refusal(actor, locked, day)
    if reason:
        raise ActRefused(reason)
    review = Review.objects.filter(application=locked, reviewer=actor, submitted_at__isnull=False).first()
    if review is None:
        raise ActRefused(_("Es gibt kein abgegebenes Gutachten von Ihnen."))
    review.submitted_at, review.abstained = None, False
    review.save(update_fields=["submitted_at", "abstained"])
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


def _write(application, review, content):
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
                comment=content.comments.get(criterion.code, ""),
            )
            for criterion in criteria
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["points", "comment"],
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
    review.save(update_fields=["summary", "abstained", "saved_at"])


def _hand_in(application, review, actor, verb):
    review.submitted_at = timezone.now()
    review.save(update_fields=["submitted_at"])
    _record(application, actor, verb, "draft", "submitted")


def _record(application, actor, verb, before, after):
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        from_state=before,
        to_state=after,
    )
