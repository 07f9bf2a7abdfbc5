"""Who reviews an application: candidates with their workload, assigning, moving a deadline, ending, replacing."""

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.services import queue_mail
from programme.calendar import add_months
from records.errors import ActRefused
from records.services import record

from ..models import Application, BoardAppointment, ConflictDeclaration, Review, ReviewAssignment
from ..permissions import function_conflict
from ..workflow import REVIEW_STATES, Act, State
from . import conflicts
from .casework import require_casework
from .states import SUBJECT_KIND, change_state, lock

ASSIGNING_STATES = (State.COMPLETE, *REVIEW_STATES)

WORKLOAD_MONTHS = 12
"""So far back reviews count as recent work of a board member [D]."""


def board_members(application, day):
    """Everyone who sits on the board on `day`, with what speaks against an assignment (one query).

    Each user carries `open_reviews` (asked for and not yet submitted, in all cases) with `next_due`, `recent_reviews`
    (submitted in the last twelve months), `locked_out` (a function in the applicant), `declared` (declared a conflict)
    and `assigned` (already asked in this case).
    """
    mine = ReviewAssignment.objects.filter(application=application, reviewer=OuterRef("pk"), ended_at=None)
    declared = ConflictDeclaration.objects.filter(
        application=application, user=OuterRef("pk"), value=ConflictDeclaration.Value.DECLARED
    )
    in_conflict = Application.objects.filter(function_conflict(OuterRef(OuterRef("pk")), day), pk=application.pk)
    recent = Review.objects.filter(
        reviewer=OuterRef("pk"), abstained=False, submitted_at__date__gte=add_months(day, -WORKLOAD_MONTHS)
    )
    counted = recent.order_by().values("reviewer").annotate(found=Count("pk")).values("found")
    return (
        User.objects.filter(
            Exists(BoardAppointment.objects.holding_on(day).filter(user=OuterRef("pk"))), is_active=True
        )
        .annotate(
            open_reviews=Count("review_assignments", filter=_still_open(), distinct=True),
            next_due=Min("review_assignments__due_on", filter=_still_open()),
            recent_reviews=Coalesce(Subquery(counted), 0),
            locked_out=Exists(in_conflict),
            declared=Exists(declared),
            assigned=Exists(mine),
        )
        .order_by("name", "email")
    )


def _still_open():
    """Q over users joined to their assignments: asked for, in review, nothing submitted."""
    done = Review.objects.filter(
        application=OuterRef("review_assignments__application"), reviewer=OuterRef("pk"), submitted_at__isnull=False
    )
    return Q(
        ~Exists(done),
        review_assignments__ended_at=None,
        review_assignments__application__state__in=REVIEW_STATES,
    )


def assignable(members):
    """Those of `board_members` whom the office may ask."""
    return [member for member in members if not why_not(member)]


def why_not(member):
    """Why the office cannot ask one of `board_members` now, in general words; "" when it can."""
    if member.locked_out:
        return _("Hat oder hatte eine Funktion beim Antragsteller oder seinem Träger.")
    if member.declared:
        return _("Hat sich für befangen erklärt.")
    if member.assigned:
        return _("Ist schon zugewiesen.")
    return ""


@transaction.atomic
def assign(application, reviewers, due_on, *, actor, day):
    """Ask board members for a review by `due_on`; the first assignment starts the review.

    Each gets an invitation by mail and is asked about a conflict before the file opens. Refused, and nothing written,
    when one of them does not sit on the board, has or declared a conflict, or is assigned already.
    Returns the assignments.
    """
    locked = lock(application)
    require_casework(actor, locked, day)
    if locked.state not in ASSIGNING_STATES:
        raise ActRefused(_("Gutachten werden erst zugewiesen, wenn der Antrag vollständig ist."))
    if due_on < day:
        raise ActRefused(_("Die Frist liegt in der Vergangenheit."))
    reviewers = list(dict.fromkeys(reviewers))
    if not reviewers:
        raise ActRefused(_("Bitte wählen Sie mindestens eine Person."))
    members = {member.pk: member for member in board_members(locked, day)}
    for reviewer in reviewers:
        _refuse_unfit(reviewer, members.get(reviewer.pk))
    if locked.state == State.COMPLETE:
        locked = change_state(locked, Act.START_REVIEW, actor=actor, day=day)
    conflicts.ask(locked, reviewers)
    return [_assign_one(locked, reviewer, due_on, actor) for reviewer in reviewers]


def _refuse_unfit(reviewer, member):
    if member is None:
        raise ActRefused(_("%(person)s gehört dem Programmbegleitkreis nicht an.") % {"person": reviewer})
    if member.locked_out or member.declared:
        raise ActRefused(_("%(person)s ist bei diesem Antrag befangen.") % {"person": reviewer})
    if member.assigned:
        raise ActRefused(_("%(person)s ist bereits zugewiesen.") % {"person": reviewer})


def _assign_one(application, reviewer, due_on, actor):
    assignment = ReviewAssignment.objects.create(
        application=application, reviewer=reviewer, due_on=due_on, assigned_by=actor
    )
    _record(assignment, "assign_review", actor, to_state=f"person {reviewer.pk}")
    invite(assignment)
    return assignment


def invite(assignment):
    """The invitation to review."""
    return queue_mail(
        "review-invitation",
        key=f"review-invitation:{assignment.application.number}:{assignment.pk}",
        kind="review-invitation",
        to_user=assignment.reviewer,
        context={"application": assignment.application, "due_on": assignment.due_on},
        subject_kind=SUBJECT_KIND,
        subject_key=assignment.application.number,
    )


@transaction.atomic
def change_deadline(assignment, due_on, *, actor, day):
    """Move the deadline of a review that is not in yet; the person is told, the unsent reminders move with it."""
    application = lock(assignment.application)
    require_casework(actor, application, day)
    assignment = _unanswered(assignment, application)
    if due_on < day:
        raise ActRefused(_("Die Frist liegt in der Vergangenheit."))
    if due_on == assignment.due_on:
        raise ActRefused(_("Das ist schon die jetzige Frist."))
    before, assignment.due_on = assignment.due_on, due_on
    assignment.save(update_fields=["due_on"])
    entry = _record(
        assignment,
        "change_review_deadline",
        actor,
        from_state=before.isoformat(),
        to_state=due_on.isoformat(),
    )
    queue_mail(
        "review-deadline",
        key=f"review-deadline:{application.number}:{entry.pk}",
        kind="review-deadline",
        to_user=assignment.reviewer,
        context={"application": application, "due_on": due_on, "before": before},
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
    )
    return assignment


@transaction.atomic
def reassign(assignment, reviewer, due_on, *, reason, actor, day):
    """Another person in the place of one whose review is not in yet: both are told. Returns the new assignment.

    Refused, and nothing written, when either half would be.
    """
    unassign(assignment, reason=reason, actor=actor, day=day)
    if reviewer.pk == assignment.reviewer_id:
        raise ActRefused(_("Bitte wählen Sie eine andere Person."))
    (made,) = assign(assignment.application, [reviewer], due_on, actor=actor, day=day)
    return made


def _unanswered(assignment, application):
    """The row as it is now, locked: open, in review, and no review handed in."""
    assignment = ReviewAssignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.ended_at is not None:
        raise ActRefused(_("Diese Zuweisung ist bereits beendet."))
    if application.state not in REVIEW_STATES:
        raise ActRefused(_("Zuweisungen lassen sich nur während der Begutachtung ändern."))
    reviews = Review.objects.filter(application=application, reviewer=assignment.reviewer_id)
    if reviews.filter(submitted_at__isnull=False).exists():
        raise ActRefused(_("Das Gutachten ist bereits abgegeben und bleibt Teil des Ergebnisses."))
    return assignment


@transaction.atomic
def unassign(assignment, *, reason, actor, day):
    """End an assignment whose review is not in yet; the person is told. A submitted review stays in the result."""
    application = lock(assignment.application)
    require_casework(actor, application, day)
    assignment = _unanswered(assignment, application)
    if not reason.strip():
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    assignment.ended_at = timezone.now()
    assignment.save(update_fields=["ended_at"])
    _record(assignment, "unassign_review", actor, from_state=f"person {assignment.reviewer_id}", note=reason.strip())
    queue_mail(
        "review-ended",
        key=f"review-ended:{application.number}:{assignment.pk}",
        kind="review-ended",
        to_user=assignment.reviewer,
        context={"application": application},
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
    )
    return assignment


def _record(assignment, verb, actor, *, from_state="", to_state="", note=""):
    return record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=assignment.application.number,
        from_state=from_state,
        to_state=to_state,
        note=note,
    )
