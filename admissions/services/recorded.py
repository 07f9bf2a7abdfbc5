"""A decision that the ministry signed on paper: one person of the office enters it, a second one confirms (SPEC 2.1).

Nothing is decided by entering. With the confirmation the Decision comes into being through the same code as one that
the ministry makes in the portal: same threshold, same freeze, same letter.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from notifications.services import queue_mail
from records.errors import ActRefused
from records.services import record

from .. import permissions
from ..models import ConflictDeclaration, Decision, RecordedDecision
from ..result import frozen_result
from ..workflow import Act, act_for, admits
from .casework import require_casework
from .decisions import current_recommendation, make, problems
from .states import SUBJECT_KIND, lock

COMPARED = ("points", "maximum", "passed", "needed", "rule", "threshold", "missing", "groups", "criteria", "persons")
"""What must be the same at the confirmation as when the decision was entered."""


def open_recording(application):
    """The recorded decision that waits for its second person, or None."""
    return (
        RecordedDecision.objects.filter(application=application, state=RecordedDecision.State.PROPOSED)
        .select_related("document", "entered_by")
        .first()
    )


@transaction.atomic
def propose(
    application,
    *,
    document,
    signed_by,
    signed_as,
    file_reference,
    outcome,
    reason,
    decided_on,
    conditions="",
    starts_on=None,
    actor,
    day,
):
    """Enter what the signed document says; `document` is the stored scan. Nothing is decided and nobody is told.

    Raises ActRefused: in another state, for whoever reviewed, voted or has a conflict, without a document, for what
    the result does not carry, while another one waits. Returns the RecordedDecision.
    """
    locked = lock(application)
    refused = permissions.refusal(actor, _act(outcome), locked, day, on_behalf=True)
    if refused:
        raise ActRefused(refused)
    if open_recording(locked):
        raise ActRefused(_("Zu diesem Antrag wartet schon eine erfasste Entscheidung auf ihre Bestätigung."))
    if document is None:
        raise ActRefused(_("Bitte fügen Sie das unterzeichnete Dokument bei."))
    if not (signed_by.strip() and signed_as.strip() and file_reference.strip()):
        raise ActRefused(_("Bitte geben Sie an, wer in welcher Funktion unterzeichnet hat, und das Aktenzeichen."))
    result = frozen_result(locked, day)
    found = problems(
        outcome=outcome,
        reason=reason,
        decided_on=decided_on,
        conditions=conditions,
        starts_on=starts_on,
        recommendation=current_recommendation(locked),
        passed=result["passed"],
        day=day,
    )
    if found:
        raise ActRefused(" ".join(found.values()))
    recorded = RecordedDecision.objects.create(
        application=locked,
        round=locked.round,
        outcome=outcome,
        reason=reason.strip(),
        conditions=conditions.strip(),
        decided_on=decided_on,
        starts_on=starts_on if admits(outcome) else None,
        signed_by=signed_by.strip(),
        signed_as=signed_as.strip(),
        file_reference=file_reference.strip(),
        document=document,
        result=_compared(result),
        entered_by=actor,
    )
    _record(recorded, "propose_decision", actor)
    return recorded


@transaction.atomic
def confirm(recorded, *, actor, day):
    """The second person compared the record with the document: the Decision is made. Returns it.

    Raises ActRefused: for the person who entered it, for whoever reviewed, voted or has a conflict (the first person
    too), when it waits no more, when the result changed since. The ministry's people are told by mail.
    """
    locked = lock(recorded.application)
    recorded = _waiting(recorded)
    if actor.pk == recorded.entered_by_id:
        raise ActRefused(_("Wer die Entscheidung erfasst hat, bestätigt sie nicht. Das tut eine zweite Person."))
    act = _act(recorded.outcome)
    refused = permissions.refusal(actor, act, locked, day, on_behalf=True)
    if refused:
        raise ActRefused(refused)
    if _is_barred(recorded.entered_by, locked, day):
        raise ActRefused(
            _("%(person)s ist in diesem Verfahren befangen oder hat mitgewirkt. Bitte weisen Sie die Erfassung zurück.")
            % {"person": recorded.entered_by}
        )
    result = frozen_result(locked, day)
    if recorded.round != locked.round or recorded.result != _compared(result):
        raise ActRefused(
            _(
                "Das Ergebnis hat sich seit der Erfassung geändert. Bitte weisen Sie die Erfassung zurück und klären "
                "Sie mit dem Ministerium, ob die Entscheidung noch gilt."
            )
        )
    _close(recorded, RecordedDecision.State.CONFIRMED, actor)
    decision = make(
        locked,
        result,
        actor=actor,
        day=day,
        outcome=recorded.outcome,
        reason=recorded.reason,
        decided_on=recorded.decided_on,
        conditions=recorded.conditions,
        starts_on=recorded.starts_on,
        recorded=recorded,
    )
    _record(recorded, "confirm_decision", actor)
    _tell_ministry(decision, day)
    return decision


@transaction.atomic
def reject(recorded, *, reason, actor, day):
    """Record and document do not agree, or the record was a mistake: it is closed with a reason, nothing is decided.

    A second person rejects; whoever entered it may take it back. Raises ActRefused. Returns the RecordedDecision.
    """
    locked = lock(recorded.application)
    recorded = _waiting(recorded)
    require_casework(actor, locked, day)
    if permissions.took_part(actor, locked):
        raise ActRefused(permissions.took_part_refusal())
    if not reason.strip():
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    recorded.note = reason.strip()
    _close(recorded, RecordedDecision.State.REJECTED, actor)
    _record(recorded, "reject_decision", actor, note=recorded.note)
    return recorded


def people_to_tell(application, day):
    """The ministry's people in the portal who are told of a recorded decision: none with a conflict."""
    declared = ConflictDeclaration.objects.filter(
        application=application, value=ConflictDeclaration.Value.DECLARED
    ).values("user")
    people = (
        User.objects.filter(
            role_grants__in=RoleGrant.objects.holding_on(day).filter(role=RoleGrant.Role.MINISTRY), is_active=True
        )
        .exclude(pk__in=declared)
        .order_by("name", "email")
        .distinct()
    )
    return [person for person in people if not permissions.has_function_conflict(person, application, day)]


def _act(outcome):
    return act_for(outcome) if outcome in Decision.Outcome.values else Act.DECIDE


def _waiting(recorded):
    """The row as it is now, locked, while it waits for its second person."""
    recorded = RecordedDecision.objects.select_for_update(of=("self",)).select_related("entered_by").get(pk=recorded.pk)
    if recorded.state != RecordedDecision.State.PROPOSED:
        raise ActRefused(
            _("Diese Erfassung wartet nicht mehr auf Bestätigung, sie ist %(state)s.")
            % {"state": recorded.get_state_display()}
        )
    return recorded


def _is_barred(person, application, day):
    """Whether the first person should not have entered it, as things stand now."""
    return (
        permissions.took_part(person, application)
        or permissions.has_function_conflict(person, application, day)
        or permissions.conflict_value(person, application) == ConflictDeclaration.Value.DECLARED
    )


def _close(recorded, state, actor):
    recorded.state, recorded.checked_by, recorded.checked_at = state, actor, timezone.now()
    recorded.save(update_fields=["state", "checked_by", "checked_at", "note"])


def _compared(result):
    return {name: result[name] for name in COMPARED}


def _record(recorded, verb, actor, *, note=""):
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=recorded.application.number,
        to_state=recorded.outcome,
        note=note,
    )


def _tell_ministry(decision, day):
    application = decision.application
    for person in people_to_tell(application, day):
        queue_mail(
            "decision-recorded",
            key=f"decision-recorded:{application.number}:{decision.round}:{person.pk}",
            kind="decision-recorded",
            to_user=person,
            context={"application": application, "decision": decision},
            subject_kind=SUBJECT_KIND,
            subject_key=application.number,
        )
