"""The board's votes and the recommendation that follows from them. Opening and closing stand in ballots."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.errors import ActRefused
from records.services import record

from .. import permissions, voting
from ..models import (
    Application,
    Ballot,
    BoardAppointment,
    ConflictDeclaration,
    Recommendation,
    Review,
    ReviewAssignment,
    Vote,
)
from ..result import result_of, reviews_of
from ..workflow import Act, NotAllowed, Role, State, next_state
from . import conflicts
from .states import SUBJECT_KIND, change_state, lock

CONFLICTED = "conflicted"
"""The fourth answer to the vote: it declares a conflict and is no vote."""


def current_ballot(application):
    """The vote of the present round, open or over; None before a chair opened it."""
    return (
        Ballot.objects.filter(application=application, round=application.round)
        .select_related("sitting", "opened_by", "closed_by")
        .first()
    )


def takes_votes(ballot, day):
    """Whether votes may be cast in a ballot (None: not opened) on `day`."""
    return ballot is not None and voting.takes_votes(ballot.closed_on, ballot.closes_on, day)


def is_over(ballot, day):
    """Whether a ballot was opened and takes no more votes: only then anybody sees how it went."""
    return ballot is not None and not takes_votes(ballot, day)


def entitled_members(application, day):
    """Board members in office on `day` without a conflict, declared or by function: they may vote."""
    appointed = BoardAppointment.objects.holding_on(day).filter(user=OuterRef("pk"))
    declared = ConflictDeclaration.objects.filter(
        application=application, user=OuterRef("pk"), value=ConflictDeclaration.Value.DECLARED
    )
    locked_out = Application.objects.filter(
        permissions.function_conflict(OuterRef(OuterRef("pk")), day), pk=application.pk
    )
    return get_user_model().objects.filter(Exists(appointed), ~Exists(declared), ~Exists(locked_out))


def refusal(user, application, day):
    """Why a person may not vote now, as a translated sentence; None when the person may."""
    if application.state != State.INTERVIEW:
        return _("Abgestimmt wird nach dem persönlichen Gespräch und bis die Empfehlung festgehalten ist.")
    if Role.BOARD not in permissions.roles_for(user, application, day):
        return _("Dazu sind Sie in diesem Verfahren nicht berechtigt.")
    if permissions.conflict_value(user, application) != ConflictDeclaration.Value.NONE:
        return _("Bitte erklären Sie zuerst, ob Sie befangen sind.")
    if owes_review(user, application):
        return _("Bitte geben Sie zuerst Ihr Gutachten ab.")
    ballot = current_ballot(application)
    if ballot is None:
        return _("Die Abstimmung ist noch nicht eröffnet.")
    if not takes_votes(ballot, day):
        return _("Die Abstimmung ist beendet.")
    return None


def reads_count(user, application, day):
    """Whether a member may read how a vote that is over went: as for voting, but for the vote being over."""
    return (
        application.state == State.INTERVIEW
        and Role.BOARD in permissions.roles_for(user, application, day)
        and permissions.conflict_value(user, application) == ConflictDeclaration.Value.NONE
        and not owes_review(user, application)
    )


def owes_review(user, application):
    """Whether the person was asked for a review and has not handed it in."""
    assigned = ReviewAssignment.objects.filter(application=application, reviewer=user, ended_at=None)
    submitted = Review.objects.filter(application=application, reviewer=user, submitted_at__isnull=False)
    return assigned.exists() and not submitted.exists()


def owing_reviewers(application):
    """The people who were asked for a review and have not handed it in."""
    submitted = Review.objects.filter(
        application=application, reviewer=OuterRef("reviewer"), submitted_at__isnull=False
    )
    open_ones = ReviewAssignment.objects.filter(application=application, ended_at=None).filter(~Exists(submitted))
    return [assignment.reviewer for assignment in open_ones.select_related("reviewer")]


@transaction.atomic
def cast(application, *, actor, value, day, reason=""):
    """Vote, or change the own vote of this round while it is open. Raises ActRefused. Returns the vote.

    CONFLICTED declares a conflict with its `reason` instead: the person leaves the file, counts nowhere, and None is
    returned. The log says that somebody voted, not how.
    """
    locked = lock(application)
    obstacle = refusal(actor, locked, day)
    if obstacle:
        raise ActRefused(obstacle)
    if value == CONFLICTED:
        conflicts.declare(locked, actor, ConflictDeclaration.Value.DECLARED, reason, day)
        return None
    if value not in Vote.Value.values:
        raise ActRefused(_("Bitte wählen Sie ein Votum."))
    vote, _created = Vote.objects.update_or_create(
        application=locked,
        round=locked.round,
        member=actor,
        defaults={"value": value, "sitting": current_ballot(locked).sitting, "voted_at": timezone.now()},
    )
    record(actor=actor, verb="vote", subject_kind=SUBJECT_KIND, subject_key=locked.number)
    return vote


def count_votes(application, day):
    """The count of this round. Entitled is who may vote on the day the vote ended, on `day` while it is running.

    Votes of people who are not entitled then do not count [D].
    """
    ballot = current_ballot(application)
    if ballot is not None:
        day = voting.counting_day(ballot.closed_on, ballot.closes_on, day)
    entitled = set(entitled_members(application, day).values_list("pk", flat=True))
    votes = Vote.objects.filter(application=application, round=application.round, member__in=entitled)
    return voting.count(votes.values_list("value", flat=True), len(entitled))


def quorum_of(application):
    return (application.catalogue.quorum_numerator, application.catalogue.quorum_denominator)


def missing_for_a_vote(application, day):
    """What the reviews still lack for a vote, as translated sentences: their number, and points for each criterion."""
    found = []
    missing = application.catalogue.min_reviews - len(reviews_of(application, day))
    if missing > 0:
        found.append(
            ngettext("Es fehlt noch %(count)s Gutachten.", "Es fehlen noch %(count)s Gutachten.", missing)
            % {"count": missing}
        )
    result = result_of(application, day)
    if not result.complete:
        found.append(
            ngettext(
                "Ein Kriterium hat niemand bewertet: %(codes)s.",
                "%(count)s Kriterien hat niemand bewertet: %(codes)s.",
                len(result.missing),
            )
            % {"count": len(result.missing), "codes": ", ".join(result.missing)}
        )
    return found


def obstacles(application, day):
    """What still stands in the way of a recommendation, as translated sentences; empty when nothing does."""
    try:
        next_state(application.state, Act.RECOMMEND)
    except NotAllowed as refused:
        return [str(refused)]
    found = []
    ballot = current_ballot(application)
    if ballot is None:
        found.append(_("Die Abstimmung ist noch nicht eröffnet."))
    elif takes_votes(ballot, day):
        found.append(_("Die Abstimmung läuft noch. Bitte schließen Sie sie zuerst."))
    found += missing_for_a_vote(application, day)
    counted = count_votes(application, day)
    quorum = quorum_of(application)
    if is_over(ballot, day) and not voting.has_quorum(counted, quorum):
        found.append(
            _(
                "Der Programmbegleitkreis war nicht beschlussfähig: %(cast)s von %(entitled)s Stimmberechtigten "
                "haben abgestimmt, nötig sind %(needed)s."
            )
            % {
                "cast": counted.cast,
                "entitled": counted.entitled,
                "needed": voting.votes_needed(counted.entitled, quorum),
            }
        )
    return found


def closing_refusal(user, application, day):
    """Why a person may not record the recommendation now, as a translated sentence; None when the person may.

    The page shows every review, so a chair hands in the own one first.
    """
    reason = permissions.refusal(user, Act.RECOMMEND, application, day)
    if reason is None and owes_review(user, application):
        return _("Bitte geben Sie zuerst Ihr Gutachten ab.")
    return reason


@transaction.atomic
def recommend(application, *, actor, day, text):
    """Record the board's advice with the count of the vote that is over, and the reasons: the act of a chair.

    Needs the catalogue's number of reviews, a complete result and the quorum. Raises ActRefused; then nothing is
    written. Returns the Recommendation.
    """
    text = text.strip()
    locked = lock(application)
    reason = closing_refusal(actor, locked, day)
    if reason:
        raise ActRefused(reason)
    if not text:
        raise ActRefused(_("Bitte begründen Sie die Empfehlung."))
    found = obstacles(locked, day)
    if found:
        raise ActRefused(" ".join(found))
    counted = count_votes(locked, day)
    value = Recommendation.Value.ADMIT if counted.recommends else Recommendation.Value.REFUSE
    change_state(locked, Act.RECOMMEND, actor=actor, day=day)
    return Recommendation.objects.create(
        application=locked,
        round=locked.round,
        value=value,
        text=text,
        yes=counted.yes,
        no=counted.no,
        abstain=counted.abstain,
        entitled=counted.entitled,
        made_on=day,
        recorded_by=actor,
    )
