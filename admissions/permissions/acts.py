"""Who may do which act in a case, and who sees the reviews of others."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from programme.models import ProgrammeSettings

from ..models import (
    Application,
    ConflictDeclaration,
    Review,
    ReviewAssignment,
    Sitting,
    Vote,
)
from ..workflow import (
    CHAIRS_ACTS,
    ON_BEHALF,
    OPEN_STATES,
    ROLES,
    Act,
    NotAllowed,
    Role,
    State,
    next_state,
)
from .conflicts import conflict_value, has_function_conflict, is_board_member, is_chair, is_ministry, is_office
from .files import BOARD_STATES, MINISTRY_STATES, OFFICE_STATES, acts_for_applicant, is_from_paper, speaks_for_applicant

DECLARING_ROLES = frozenset({Role.OFFICE, Role.BOARD, Role.MINISTRY})
"""Whoever assesses, votes, prepares or decides declares a conflict or none first (SPEC 2.1)."""


def roles_for(user, application, day):
    """The workflow roles a person has in this application on `day`, without those a conflict takes away."""
    if not user.is_authenticated:
        return set()
    roles = set()
    if acts_for_applicant(user, application, day):
        roles.add(Role.APPLICANT)
    candidates = {
        Role.OFFICE: is_office(user, day) and (application.state in OFFICE_STATES or is_from_paper(application)),
        Role.BOARD: application.state in BOARD_STATES and is_board_member(user, day),
        Role.MINISTRY: application.state in MINISTRY_STATES and is_ministry(user, day),
    }
    held = {role for role, holds in candidates.items() if holds}
    if not held or has_function_conflict(user, application, day):
        return roles
    declared = conflict_value(user, application) == ConflictDeclaration.Value.DECLARED
    return roles if declared else roles | held


def seeing_others(user):
    """Q over applications: a board member may see the others' scores, means and comments.

    Whoever is asked for a review sees nothing of them before handing in the own one (SPEC 3). Whoever is not asked
    may see them once the reviewing is over, that is from the interview on [D].
    """
    own = {"application": OuterRef("pk"), "reviewer": user}
    submitted = Review.objects.filter(submitted_at__isnull=False, **own)
    asked = ReviewAssignment.objects.filter(ended_at=None, **own)
    over = Q(state__in=[State.RECOMMENDED, State.DECIDED])
    return Exists(submitted) | over | (Q(state=State.INTERVIEW) & ~Exists(asked))


def sees_others(user, application):
    """Whether a board member may see the others' reviews of this application; see seeing_others."""
    return Application.objects.filter(seeing_others(user), pk=application.pk).exists()


def office_sees(user, day):
    """Q over applications: a person of the office sees reviews, results, papers and counts of the case.

    Whoever also sits on the board sees of them what the member sees, no more: no second function is a way round the
    own review [D].
    """
    return seeing_others(user) if is_board_member(user, day) else Q()


def office_sees_reviews(user, application, day):
    """Whether a person of the office sees the reviews of this application; see office_sees."""
    return not is_board_member(user, day) or sees_others(user, application)


def office_sees_own_points(user, application, day):
    """Whether a person of the office sees the applicant's own points; whoever owes a review does not (SPEC 2.1)."""
    return not ProgrammeSettings.load().hide_own_points or office_sees_reviews(user, application, day)


def sittings_for(user, day):
    """The sittings a board member in office may read about; none for everyone else."""
    return Sitting.objects.all() if is_board_member(user, day) else Sitting.objects.none()


def took_part(user, application):
    """Whether the person reviewed or voted, in any round: such a person does not decide the file (SPEC 2.1)."""
    return (
        Review.objects.filter(application=application, reviewer=user).exists()
        or Vote.objects.filter(application=application, member=user).exists()
    )


def took_part_refusal():
    return _("Wer ein Gutachten abgegeben oder abgestimmt hat, entscheidet denselben Antrag nicht.")


def refusal(user, act, application, day, *, on_behalf=False):
    """Why a person may not do an act now, as a translated sentence; None when the person may.

    `user` None is the system, which only lets an application lapse. `on_behalf`: the office enters the act for whose
    it is by right (workflow.ON_BEHALF); the service asks for the source and tells the person concerned.
    """
    act = Act(act)
    try:
        next_state(application.state, act)
    except NotAllowed as refused:
        return str(refused)
    if on_behalf:
        return _refusal_on_behalf(user, act, application, day)
    if user is None:
        return None if Role.SYSTEM in ROLES[act] else _("Dieser Schritt braucht eine Person.")
    acting = roles_for(user, application, day) & ROLES[act]
    if not acting:
        return _("Dazu sind Sie in diesem Verfahren nicht berechtigt.")
    if Role.APPLICANT in acting:
        return _refusal_of_speakers(user, act, application, day)
    if acting <= DECLARING_ROLES and conflict_value(user, application) != ConflictDeclaration.Value.NONE:
        return _("Bitte erklären Sie zuerst, ob Sie befangen sind.")
    if act in CHAIRS_ACTS and not is_chair(user, day):
        if act == Act.RECOMMEND:
            return _("Die Empfehlung hält der Vorsitz des Programmbegleitkreises fest.")
        return _("Die Abstimmung eröffnet und schließt der Vorsitz des Programmbegleitkreises.")
    if act in (Act.DECIDE, Act.DEFER) and took_part(user, application):
        return took_part_refusal()
    return None


def _refusal_of_speakers(user, act, application, day):
    if act == Act.DELETE_DRAFT and not speaks_for_applicant(user, application, day):
        return _("Einen Entwurf löscht nur, wer für das Cluster spricht.")
    return None


def _refusal_on_behalf(user, act, application, day):
    if act not in ON_BEHALF or user is None or Role.OFFICE not in roles_for(user, application, day):
        return _("Dazu sind Sie in diesem Verfahren nicht berechtigt.")
    if conflict_value(user, application) != ConflictDeclaration.Value.NONE:
        return _("Bitte erklären Sie zuerst, ob Sie befangen sind.")
    if act in (Act.DECIDE, Act.DEFER) and took_part(user, application):
        return took_part_refusal()
    return None


def may(user, act, application, day):
    """Whether a person may do an act now; see refusal for the reason."""
    return refusal(user, act, application, day) is None


def has_open_application(cluster):
    """Whether a cluster already has an application under way: it may have one at a time."""
    return Application.objects.filter(cluster=cluster, state__in=OPEN_STATES).exists()
