"""Who may look after the outbox, the ladders and the office's tasks."""

from accounts.models import RoleGrant


def may_manage_outbox(user, day):
    """The office, and nobody else: administrators set up the portal, they do not send its letters (SPEC 3)."""
    return bool(user and user.is_active and user.has_role(RoleGrant.Role.OFFICE, day))
