"""Who takes part in the arranged talk, and who does so no longer."""

from django.utils import timezone

from ..interviews import open_plan
from .interview_mails import tell_removed


def leave_interview(application, user):
    """Somebody with a conflict takes part no longer; once a date is fixed, the entry leaves the own calendar.

    Called inside the transaction of the declaration, with the application locked.
    """
    plan = open_plan(application)
    if plan is None:
        return
    gone = plan.participants.filter(user=user, removed_at=None).update(removed_at=timezone.now())
    if gone and plan.chosen is not None:
        tell_removed(plan, plan.chosen, user)
