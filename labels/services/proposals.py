"""The office proposes to extend, waive or end a silver duty; the ministry accepts or declines, with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from records.errors import ActRefused
from records.services import record

from ..facts import duties_with_facts, status_of
from ..models import DutyChange, DutyProposal, SilverDuty
from ..permissions import may_decide_on_duty, may_record
from ..validity import DutyState
from .duties import SUBJECT_KIND, decide

OVER = {DutyState.WAIVED, DutyState.ENDED}


def refusal(duty, kind, new_due_on, day):
    """Why this cannot be proposed (or accepted) for the duty on `day`, as a translated sentence; None when it can."""
    status = status_of(duties_with_facts().get(pk=duty.pk), day)
    if status.state in OVER:
        return _("Die Verpflichtung ist schon erlassen oder beendet.")
    if kind != DutyChange.Kind.EXTENSION:
        return None if new_due_on is None else _("Ein neuer Fälligkeitstag gehört nur zu einer Verlängerung.")
    if new_due_on is None:
        return _("Bitte geben Sie den neuen Fälligkeitstag an.")
    if new_due_on <= day:
        return _("Der neue Fälligkeitstag muss in der Zukunft liegen.")
    if status.due_on is not None and new_due_on <= status.due_on:
        return _("Der neue Fälligkeitstag muss nach dem jetzigen liegen.")
    return None


@transaction.atomic
def propose(duty, *, kind, new_due_on, reason, actor, day):
    """The office's proposal. One is open per duty at a time. Raises ActRefused; then nothing is written."""
    duty = SilverDuty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if not may_record(actor, day):
        raise ActRefused(_("Vorschläge zu Verpflichtungen macht das Programmbüro."))
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie den Vorschlag."))
    if duty.proposals.filter(state=DutyProposal.State.OPEN).exists():
        raise ActRefused(_("Zu dieser Verpflichtung ist schon ein Vorschlag offen."))
    refused = refusal(duty, kind, new_due_on, day)
    if refused:
        raise ActRefused(refused)
    proposal = DutyProposal.objects.create(
        duty=duty, kind=kind, new_due_on=new_due_on, reason=reason, proposed_by=actor, proposed_on=day
    )
    record(
        actor=actor,
        verb="propose",
        subject_kind=SUBJECT_KIND,
        subject_key=duty.key,
        to_state=f"{kind} {new_due_on or ''}".strip(),
        note=reason,
    )
    return proposal


@transaction.atomic
def answer_proposal(proposal, *, accept, reason, actor, day):
    """The ministry's answer, with a reason. Accepted, it becomes an act of the ministry of that day."""
    duty = SilverDuty.objects.select_for_update(of=("self",)).get(pk=proposal.duty_id)
    proposal = DutyProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not may_decide_on_duty(actor, day):
        raise ActRefused(_("Über Verlängerung, Verzicht und Beendigung entscheidet das Ministerium."))
    if proposal.state != DutyProposal.State.OPEN:
        raise ActRefused(_("Über diesen Vorschlag ist schon entschieden."))
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie die Entscheidung."))
    if accept:
        refused = refusal(duty, proposal.kind, proposal.new_due_on, day)
        if refused:
            raise ActRefused(refused)
        proposal.change = decide(
            duty,
            kind=proposal.kind,
            new_due_on=proposal.new_due_on,
            reason=reason,
            decided_on=day,
            actor=actor,
            day=day,
        )
    proposal.state = DutyProposal.State.ACCEPTED if accept else DutyProposal.State.DECLINED
    proposal.answer, proposal.answered_by, proposal.answered_on = reason, actor, day
    proposal.save()
    record(
        actor=actor,
        verb="accept_proposal" if accept else "decline_proposal",
        subject_kind=SUBJECT_KIND,
        subject_key=duty.key,
        from_state="open",
        to_state=proposal.state,
        note=reason,
    )
    return proposal
