"""Who may see and do what in an application. Fetching is authorising: views have no other way to a file.

Rights are the union of a person's roles minus conflicts (SPEC 3). Being administrator opens no case file.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from clusters.models import Cluster, Function
from clusters.permissions import operator_on
from programme.calendar import add_months
from programme.models import ProgrammeSettings

from .models import (
    Application,
    BoardAppointment,
    Collaboration,
    ConflictDeclaration,
    PaperEntry,
    Review,
    ReviewAssignment,
    Sitting,
    Vote,
)
from .workflow import (
    CHAIRS_ACTS,
    EDITABLE_STATES,
    ON_BEHALF,
    OPEN_STATES,
    ROLES,
    Act,
    NotAllowed,
    Role,
    State,
    next_state,
)

OFFICE_STATES = [state for state in State if state != State.DRAFT]
BOARD_STATES = [State.IN_REVIEW, State.INTERVIEW, State.RECOMMENDED, State.DECIDED]
MINISTRY_STATES = [State.RECOMMENDED, State.DECIDED]

DECLARING_ROLES = frozenset({Role.OFFICE, Role.BOARD, Role.MINISTRY})
"""Whoever assesses, votes, prepares or decides declares a conflict or none first (SPEC 2.1)."""


def is_office(user, day):
    return user.is_authenticated and user.has_role(RoleGrant.Role.OFFICE, day)


def is_ministry(user, day):
    return user.is_authenticated and user.has_role(RoleGrant.Role.MINISTRY, day)


def is_board_member(user, day):
    return user.is_authenticated and BoardAppointment.objects.holding_on(day).filter(user=user).exists()


def is_chair(user, day):
    return user.is_authenticated and BoardAppointment.objects.holding_on(day).filter(user=user, is_chair=True).exists()


def function_conflict(user, day):
    """Q over applications: the person holds, or held within the set time, a function in the applicant.

    The applicant is the cluster, the organisation of the application and every organisation that runs the cluster
    or did so within the set time. `user` is a User or an OuterRef to one. A function that begins later counts too.
    Whoever works or worked on an application of the cluster as an invited colleague worked for the applicant as well.
    """
    return _worked_for(user, day, cluster=OuterRef("cluster"), organisation=OuterRef("organisation"))


def _worked_for(user, day, *, cluster, organisation):
    since = add_months(day, -ProgrammeSettings.load().conflict_lookback_months)
    recent = Q(ends_on=None) | Q(ends_on__gte=since)
    ran_recently = Q(organisation__operations__ends_on=None) | Q(organisation__operations__ends_on__gte=since)
    functions = Function.objects.filter(
        recent,
        Q(cluster=cluster) | Q(organisation=organisation) | Q(organisation__operations__cluster=cluster) & ran_recently,
        user=user,
    )
    collaborations = Collaboration.objects.worked_since(since).filter(accepted_by=user, application__cluster=cluster)
    return Q(Exists(functions)) | Q(Exists(collaborations))


def has_function_conflict(user, application, day):
    """Whether a function locks the person out of this application (SPEC 2.1, conflicts are real)."""
    return Application.objects.filter(function_conflict(user, day), pk=application.pk).exists()


def has_conflict_with_cluster(user, cluster, day):
    """As has_function_conflict, before there is an application of the cluster."""
    worked = _worked_for(user, day, cluster=cluster, organisation=operator_on(cluster, day))
    return Cluster.objects.filter(worked, pk=cluster.pk).exists()


def conflict_value(user, application):
    """What the person declared; NOT_ASKED also when there is no row yet."""
    row = ConflictDeclaration.objects.filter(user=user, application=application).first()
    return ConflictDeclaration.Value(row.value) if row else ConflictDeclaration.Value.NOT_ASKED


def _without_conflict(queryset, user, day):
    declared = ConflictDeclaration.objects.filter(
        application=OuterRef("pk"), user=user, value=ConflictDeclaration.Value.DECLARED
    )
    return queryset.exclude(function_conflict(user, day)).exclude(Exists(declared))


def spoken_for(user, day):
    """The applications of the clusters a person may speak for, in every state: managers and deputies."""
    return Application.objects.filter(cluster__in=Cluster.objects.run_by(user, day))


def applications_of(user, day):
    """The applications a person may read, in every state: the applicant's own people only, colleagues included."""
    return Application.objects.filter(
        Q(cluster__in=Cluster.objects.run_by(user, day)) | Q(pk__in=_worked_on(user, day))
    )


def _worked_on(user, day, *rights):
    running = Collaboration.objects.running_on(day).filter(accepted_by=user)
    return (running.filter(right__in=rights) if rights else running).values("application")


def editable_by(user, day):
    """Those of applications_of whose answers the person may change while the state allows it."""
    return Application.objects.filter(
        Q(cluster__in=Cluster.objects.run_by(user, day))
        | Q(pk__in=_worked_on(user, day, Collaboration.Right.EDIT, Collaboration.Right.SUBMIT))
    )


def get_application_for(user, number, day):
    """One application for the applicant's own people; Application.DoesNotExist for everyone else."""
    return applications_of(user, day).select_related("cluster", "organisation", "catalogue").get(number=number)


def speaks_for_applicant(user, application, day):
    """Whether the person speaks for the applicant's cluster: only such people invite, hand over, delete a draft."""
    return user.is_authenticated and spoken_for(user, day).filter(pk=application.pk).exists()


def acts_for_applicant(user, application, day):
    """Whether the person may do the applicant's acts that count: submit, withdraw, apply again, choose a date."""
    if not user.is_authenticated:
        return False
    by_right = Q(cluster__in=Cluster.objects.run_by(user, day)) | Q(
        pk__in=_worked_on(user, day, Collaboration.Right.SUBMIT)
    )
    return Application.objects.filter(by_right, pk=application.pk).exists()


def may_edit_answers(user, application, day):
    """Whether the person may change answers and evidence while the state allows it; see also enters_paper."""
    return user.is_authenticated and editable_by(user, day).filter(pk=application.pk).exists()


def from_paper():
    """Exists() over applications: the office is entering something that came on paper."""
    return Exists(PaperEntry.objects.being_entered().filter(application=OuterRef("pk")))


def is_from_paper(application):
    return PaperEntry.objects.being_entered().filter(application=application).exists()


def paper_files(user, day):
    """The applications whose answers a person of the office enters from paper; the person has declared no conflict."""
    return office_files(user, day).filter(from_paper(), declared_none(user), state__in=EDITABLE_STATES)


def enters_paper(user, application, day):
    """Whether the person fills in this application for the applicant, from paper."""
    return user.is_authenticated and paper_files(user, day).filter(pk=application.pk).exists()


def get_fillable_for(user, number, day):
    """One application for its own people, or for the office while it enters a paper; Application.DoesNotExist else."""
    readable = Q(pk__in=applications_of(user, day).values("pk")) | Q(pk__in=paper_files(user, day).values("pk"))
    return (
        Application.objects.filter(readable).select_related("cluster", "organisation", "catalogue").get(number=number)
    )


def office_files(user, day):
    """The case files a person of the office may open: no drafts but those on paper, none under an own conflict."""
    if not is_office(user, day):
        return Application.objects.none()
    opened = Q(state__in=OFFICE_STATES) | Q(from_paper(), state=State.DRAFT)
    return _without_conflict(Application.objects.filter(opened), user, day)


def idle_drafts(user, day):
    """Drafts untouched for the set time, of which the office knows number, cluster and age; none under a conflict."""
    if not is_office(user, day):
        return Application.objects.none()
    rests_since = timezone.now() - timedelta(days=ProgrammeSettings.load().idle_draft_days)
    drafts = Application.objects.filter(~from_paper(), state=State.DRAFT, edited_at__lte=rests_since)
    return _without_conflict(drafts, user, day)


def board_files(user, day):
    """The files a board member in office may be asked about; those with a conflict are not among them."""
    if not is_board_member(user, day):
        return Application.objects.none()
    return _without_conflict(Application.objects.filter(state__in=BOARD_STATES), user, day)


def ministry_files(user, day):
    """The files the ministry reads: recommended or decided ones, none under the person's own conflict."""
    if not is_ministry(user, day):
        return Application.objects.none()
    return _without_conflict(Application.objects.filter(state__in=MINISTRY_STATES), user, day)


def closed_files(user, day):
    """The applications of which no list of messages, tasks or entries tells the person anything.

    Drafts belong to the applicant's own people, unless the office enters them from paper; a case
    under the person's own conflict is closed as a whole (SPEC 2.1).
    """
    declared = ConflictDeclaration.objects.filter(
        application=OuterRef("pk"), user=user, value=ConflictDeclaration.Value.DECLARED
    )
    own_draft = Q(~from_paper(), state=State.DRAFT)
    return Application.objects.filter(own_draft | function_conflict(user, day) | Exists(declared))


def declared_none(user):
    """Q over applications: the person was asked and declared no conflict."""
    return Exists(
        ConflictDeclaration.objects.filter(application=OuterRef("pk"), user=user, value=ConflictDeclaration.Value.NONE)
    )


def review_file_for(user, number, day):
    """One file for a board member who declared no conflict; Application.DoesNotExist for everyone else."""
    return (
        board_files(user, day)
        .filter(declared_none(user))
        .select_related("cluster", "organisation", "catalogue")
        .get(number=number)
    )


def decision_file_for(user, number, day):
    """One file for a person of the ministry who declared no conflict; Application.DoesNotExist otherwise."""
    return (
        ministry_files(user, day)
        .filter(declared_none(user))
        .select_related("cluster", "organisation", "catalogue")
        .get(number=number)
    )


def application_with_evidence_for(user, number, day):
    """The application whose evidence a person may fetch: own people, office, and board or ministry once declared."""
    declared = declared_none(user)
    readable = (
        Q(pk__in=applications_of(user, day).values("pk"))
        | Q(pk__in=office_files(user, day).values("pk"))
        | Q(pk__in=board_files(user, day).filter(declared).values("pk"))
        | Q(pk__in=ministry_files(user, day).filter(declared).values("pk"))
    )
    return Application.objects.get(readable, number=number)


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
