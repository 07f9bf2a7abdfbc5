"""Who holds which role on a day, and what locks a person out of a case (SPEC 2.1)."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import RoleGrant
from clusters.models import Cluster, Function
from clusters.permissions import operator_on
from programme.calendar import add_months
from programme.models import ProgrammeSettings

from ..models import (
    Application,
    BoardAppointment,
    Collaboration,
    ConflictDeclaration,
)


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


def without_conflict(queryset, user, day):
    declared = ConflictDeclaration.objects.filter(
        application=OuterRef("pk"), user=user, value=ConflictDeclaration.Value.DECLARED
    )
    return queryset.exclude(function_conflict(user, day)).exclude(Exists(declared))
