"""Who may see and change what in the register. `day` is the day on which the person acts.

An actor of None is the system itself (import, demo, scheduled work): it may do what the office may.
"""

from django.db.models import Q

from accounts.models import RoleGrant, User
from records.visibility import is_closed

from .models import Cluster, ClusterOperation, Function, Membership, dated


def is_office(user, day):
    """Whether the person works in the programme office on `day`."""
    return user is not None and user.is_authenticated and user.has_role(RoleGrant.Role.OFFICE, day)


def is_ministry(user, day):
    """Whether the person decides for the ministry on `day`."""
    return user is not None and user.is_authenticated and user.has_role(RoleGrant.Role.MINISTRY, day)


def may_keep_register(actor, day):
    """Whether `actor` may change memberships, operators and functions on behalf of everyone."""
    return actor is None or is_office(actor, day)


def speaks_for(user, cluster, day):
    """Whether the person is a confirmed manager or deputy of the cluster or of the organisation that runs it."""
    return user.is_authenticated and Cluster.objects.run_by(user, day).filter(pk=cluster.pk).exists()


def speaks_for_organisation(user, organisation, day):
    """Whether the person is a confirmed manager or deputy of the organisation itself."""
    return (
        user.is_authenticated
        and Function.objects.speaking_on(day).filter(user=user, organisation=organisation).exists()
    )


def may_edit_profile(actor, cluster, day):
    return may_keep_register(actor, day) or speaks_for(actor, cluster, day)


def may_edit_organisation(actor, organisation, day):
    return may_keep_register(actor, day) or speaks_for_organisation(actor, organisation, day)


def may_appoint(actor, function, day):
    """The office appoints anyone; a manager may add deputies and colleagues of the own cluster or organisation."""
    if may_keep_register(actor, day):
        return True
    if function.kind not in {Function.Kind.DEPUTY, Function.Kind.EMPLOYEE}:
        return False
    if function.cluster_id:
        return speaks_for(actor, function.cluster, day)
    return speaks_for_organisation(actor, function.organisation, day)


def may_end_function(actor, function, day):
    """Whoever may appoint it may end it; and everyone may lay down the own function."""
    return may_appoint(actor, function, day) or actor.pk == function.user_id


def may_hand_over(actor, function, day):
    """A manager hands over the own function; the office may do it for anyone."""
    return function.kind == Function.Kind.MANAGER and (may_keep_register(actor, day) or actor.pk == function.user_id)


def may_invite_speaker(actor, cluster, organisation, day):
    """Whether the person may invite a deputy: the office, and whoever speaks for the cluster or organisation."""
    if may_keep_register(actor, day):
        return True
    return speaks_for(actor, cluster, day) if cluster else speaks_for_organisation(actor, organisation, day)


def left_alone_without(function, day):
    """The clusters, or the organisation, for which nobody would speak on `day` if this function did not count."""
    others = Function.objects.speaking_on(day).filter(user__is_active=True).exclude(pk=function.pk)
    if function.cluster_id:
        operated = ClusterOperation.objects.filter(dated(day), cluster=function.cluster_id).values("organisation")
        spoken = others.filter(Q(cluster=function.cluster_id) | Q(organisation__in=operated)).exists()
        return [] if spoken else [function.cluster]
    if others.filter(organisation=function.organisation_id).exists():
        return []
    run = Cluster.objects.filter(
        pk__in=ClusterOperation.objects.filter(dated(day), organisation=function.organisation_id).values("cluster")
    )
    alone = list(run.exclude(pk__in=others.exclude(cluster=None).values("cluster")).order_by("name"))
    return alone if run.exists() else [function.organisation]


def get_cluster_for(user, slug, day):
    """The cluster with this address, for its own people and the office; Cluster.DoesNotExist for everyone else."""
    allowed = Cluster.objects.all() if is_office(user, day) else Cluster.objects.run_by(user, day)
    return allowed.get(slug=slug)


def visible_memberships(user, day):
    """The memberships a person of the office may see: an admission that is not told yet is a part of its case."""
    closed = is_closed("application", "application_number", user, day)
    return Membership.objects.exclude(closed, ~Q(application_number=""), public_from=None)


def operator_on(cluster, day):
    """The organisation that runs the cluster on `day`, or None."""
    operation = (
        ClusterOperation.objects.filter(dated(day), cluster=cluster)
        .select_related("organisation")
        .order_by("-starts_on", "-pk")
        .first()
    )
    return operation.organisation if operation else None


def functions_speaking_for(cluster, day):
    """The functions by which people speak for a cluster on `day`, managers first."""
    operated = ClusterOperation.objects.filter(dated(day), cluster=cluster).values("organisation")
    return (
        Function.objects.speaking_on(day)
        .filter(Q(cluster=cluster) | Q(organisation__in=operated), user__is_active=True)
        .select_related("user", "cluster", "organisation")
        .order_by("-kind", "user__name", "pk")
    )


def speakers_for(cluster, day):
    """The persons who may speak for a cluster on `day`: its own managers and deputies and those of its operator."""
    functions = functions_speaking_for(cluster, day).order_by()
    return User.objects.filter(pk__in=functions.values("user"), is_active=True).order_by("email")
