"""Who records labels and who decides on duties."""

from accounts.models import RoleGrant


def may_record(user, day):
    """The office records awards, benchmarkings and assessments; None is the system itself (import)."""
    return user is None or (user.is_authenticated and user.has_role(RoleGrant.Role.OFFICE, day))


def may_decide_on_duty(user, day):
    """The ministry extends and waives (SPEC 2.2)."""
    return user.is_authenticated and user.has_role(RoleGrant.Role.MINISTRY, day)
