"""Which cases a person reads, fills in or is asked about. Fetching is authorising."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clusters.models import Cluster
from programme.models import ProgrammeSettings

from ..models import (
    Application,
    Collaboration,
    ConflictDeclaration,
    PaperEntry,
)
from ..workflow import (
    EDITABLE_STATES,
    State,
)
from .conflicts import function_conflict, is_board_member, is_ministry, is_office, without_conflict

OFFICE_STATES = [state for state in State if state != State.DRAFT]
BOARD_STATES = [State.IN_REVIEW, State.INTERVIEW, State.RECOMMENDED, State.DECIDED]
MINISTRY_STATES = [State.RECOMMENDED, State.DECIDED]


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
    return without_conflict(Application.objects.filter(opened), user, day)


def idle_drafts(user, day):
    """Drafts untouched for the set time, of which the office knows number, cluster and age; none under a conflict."""
    if not is_office(user, day):
        return Application.objects.none()
    rests_since = timezone.now() - timedelta(days=ProgrammeSettings.load().idle_draft_days)
    drafts = Application.objects.filter(~from_paper(), state=State.DRAFT, edited_at__lte=rests_since)
    return without_conflict(drafts, user, day)


def board_files(user, day):
    """The files a board member in office may be asked about; those with a conflict are not among them."""
    if not is_board_member(user, day):
        return Application.objects.none()
    return without_conflict(Application.objects.filter(state__in=BOARD_STATES), user, day)


def ministry_files(user, day):
    """The files the ministry reads: recommended or decided ones, none under the person's own conflict."""
    if not is_ministry(user, day):
        return Application.objects.none()
    return without_conflict(Application.objects.filter(state__in=MINISTRY_STATES), user, day)


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


def earlier_files(user, day):
    """The applications before those a member reviews: read beside them, unless the member was conflicted then."""
    before = board_files(user, day).filter(declared_none(user), previous__submissions__isnull=False)
    declared = ConflictDeclaration.objects.filter(user=user, value=ConflictDeclaration.Value.DECLARED)
    return before.exclude(previous__in=declared.values("application")).values("previous")


def application_with_evidence_for(user, number, day):
    """The application whose evidence a person may fetch: own people, office, and board or ministry once declared."""
    declared = declared_none(user)
    readable = (
        Q(pk__in=applications_of(user, day).values("pk"))
        | Q(pk__in=office_files(user, day).values("pk"))
        | Q(pk__in=board_files(user, day).filter(declared).values("pk"))
        | Q(pk__in=ministry_files(user, day).filter(declared).values("pk"))
        | Q(pk__in=earlier_files(user, day))
    )
    return Application.objects.get(readable, number=number)
