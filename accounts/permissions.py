"""Who may look after people and roles. Being administrator opens no case file: see the apps that hold them."""

from .models import RoleGrant

# The roles that work in the web admin; of its pages the ministry finds the silver duties only. The board has its desk.
STAFF_ROLES = (RoleGrant.Role.OFFICE, RoleGrant.Role.MINISTRY, RoleGrant.Role.ADMINISTRATOR)


def may_administer(actor, day):
    """Whether `actor` may change people and roles; None is the system itself (set-up, demo, scheduled work)."""
    return actor is None or actor.is_superuser or actor.has_role(RoleGrant.Role.ADMINISTRATOR, day)


def belongs_in_admin(user, day):
    """Whether the person works in the web admin on `day`: the one rule behind User.is_staff."""
    return user.is_active and (user.is_superuser or any(user.has_role(role, day) for role in STAFF_ROLES))
