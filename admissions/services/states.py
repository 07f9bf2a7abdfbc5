"""The one door through which an application changes its state."""

from django.db import transaction
from django.utils import timezone

from records.errors import ActRefused
from records.services import record

from ..models import Application, RecordedDecision
from ..permissions import refusal
from ..workflow import Act, State, ends_expectation, next_state

SUBJECT_KIND = "application"


def lock(application):
    """The application's row, locked until the end of the transaction and read anew."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("cluster", "organisation", "catalogue")
        .get(pk=application.pk)
    )


@transaction.atomic
def change_state(application, act, *, actor, day, note="", on_behalf=False, **fields):
    """Lock the row, check the table of steps and the actor's right, write the state, leave an AuditEntry.

    Services call it inside their own transaction. `fields` are further columns of the application to be written with
    the state; the day of lapsing goes when the application is no longer returned, the expected day of the next step
    when the applicant sees that step. `actor` None is the system.
    `on_behalf`: the office enters what is another's act; see permissions.refusal.
    Returns the locked application. Raises ActRefused; then nothing is written.
    """
    locked = lock(application)
    reason = refusal(actor, act, locked, day, on_behalf=on_behalf)
    if reason:
        raise ActRefused(reason)
    before, after = locked.state, next_state(locked.state, act)
    for name, value in fields.items():
        setattr(locked, name, value)
    written = list(fields)
    if before == State.RETURNED and after != State.RETURNED:
        locked.lapses_on = None
        written.append("lapses_on")
    if before != after:
        locked.state, locked.state_since = after.value, day
        written += ["state", "state_since"]
        if before == State.RECOMMENDED:
            _supersede_recorded(locked)
    if ends_expectation(act, before, after, locked.round):
        locked.expected_on, locked.expected_note = None, ""
        written += ["expected_on", "expected_note"]
    if written:
        locked.save(update_fields=written)
    record(
        actor=actor,
        verb=Act(act).value,
        subject_kind=SUBJECT_KIND,
        subject_key=locked.number,
        from_state=before,
        to_state=after.value,
        note=note,
    )
    return locked


def _supersede_recorded(application):
    """A signed decision that still waits for its second person is overtaken when the case moves on."""
    overtaken = RecordedDecision.objects.filter(application=application, state=RecordedDecision.State.PROPOSED).update(
        state=RecordedDecision.State.SUPERSEDED, checked_at=timezone.now()
    )
    if overtaken:
        record(actor=None, verb="supersede_decision", subject_kind=SUBJECT_KIND, subject_key=application.number)
