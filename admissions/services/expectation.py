"""What the office tells the applicant about the next step: a day by which it is expected, and a sentence."""

from django.db import transaction
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..workflow import State
from .casework import require_casework
from .letters import decision_to_tell
from .states import SUBJECT_KIND, lock

WAITING_STATES = (
    State.SUBMITTED,
    State.COMPLETE,
    State.IN_REVIEW,
    State.INTERVIEW,
    State.RECOMMENDED,
    State.DECIDED,
)
"""While the applicant waits for somebody else. A returned application has its deadline instead."""


def may_expect(application):
    """Whether a next step is still to be told: in no state that has ended, and not after the decision is told."""
    if application.state not in WAITING_STATES:
        return False
    if application.state != State.DECIDED:
        return True
    decision = decision_to_tell(application)
    return decision is not None and decision.notified_on is None


@transaction.atomic
def set_expected_step(application, expected_on, note, *, actor, day):
    """Tell the applicant by when the next step is expected; None takes the day back. `note` is read by the applicant.

    Both go by themselves as soon as the applicant sees the step (workflow.ends_expectation). Raises ActRefused.
    """
    locked = lock(application)
    require_casework(actor, locked, day)
    if not may_expect(locked):
        raise ActRefused(_("Bei diesem Stand wartet der Antragsteller auf keinen nächsten Schritt."))
    note = " ".join(note.split())
    if expected_on is not None and expected_on < day:
        raise ActRefused(_("Der Tag liegt in der Vergangenheit."))
    if expected_on is None and note:
        raise ActRefused(_("Bitte geben Sie zu dem Satz auch einen Tag an."))
    before = locked.expected_on
    locked.expected_on, locked.expected_note = expected_on, note
    locked.save(update_fields=["expected_on", "expected_note"])
    record(
        actor=actor,
        verb="set_expected_step",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.number,
        from_state=before.isoformat() if before else "",
        to_state=expected_on.isoformat() if expected_on else "",
        note=note,
    )
    return locked


def expected_step(application, day):
    """(day, sentence) as the applicant may read it on `day`; None once the day has passed, or without one."""
    if application.expected_on is None or application.expected_on < day:
        return None
    return application.expected_on, application.expected_note
