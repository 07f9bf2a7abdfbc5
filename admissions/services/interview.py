"""The personal talk with the cluster management (SPEC 2.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from records.errors import ActRefused

from ..models import Interview
from ..workflow import Act
from .interview_plans import close_with_interview
from .states import change_state


@transaction.atomic
def record_interview(application, *, held_on, place, participants, minutes, actor, day):
    """Record the talk with its minutes, planned or not; the application moves on to the recommendation.

    Returns the Interview. Raises ActRefused.
    """
    if held_on > day:
        raise ActRefused(_("Der Tag des Gesprächs liegt in der Zukunft."))
    if not participants.strip() or not minutes.strip():
        raise ActRefused(_("Bitte nennen Sie die Teilnehmenden, und tragen Sie das Protokoll ein."))
    locked = change_state(application, Act.HOLD_INTERVIEW, actor=actor, day=day)
    return Interview.objects.create(
        application=locked,
        round=locked.round,
        plan=close_with_interview(locked, held_on, actor=actor, day=day),
        held_on=held_on,
        place=place.strip(),
        participants=participants.strip(),
        minutes=minutes.strip(),
        recorded_by=actor,
    )
