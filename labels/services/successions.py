"""After a merger: the office proposes which labels pass and when silver is due then; the ministry decides.

Nothing passes without an accepted proposal (SPEC 2.2). An award that passes is a row of its own at the continuing
cluster, valid from the day after the merger on; the one it comes from stays where it is, with its history.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from programme.content import bump
from records.errors import ActRefused
from records.services import record

from ..holdings import passable_awards, running_duty
from ..models import DutyChange, LabelAward, SilverDuty, SuccessionItem, SuccessionProposal
from ..permissions import may_decide_on_duty, may_record
from .awards import SUBJECT_KIND as AWARD
from .duties import SUBJECT_KIND as DUTY

SUBJECT_KIND = "cluster"
State = SuccessionProposal.State


def first_day_of(merger):
    """The day from which the continuing cluster stands for both."""
    return merger.last_day + timedelta(days=1)


def refusal(merger, awards, duty_due_on, day):
    """Why this cannot pass (or be accepted) on `day`: (field of the form, translated sentence), or None."""
    if merger.withdrawn_on:
        return "merger", _("Dieser Zusammenschluss ist zurückgenommen.")
    passable = {award.pk for award in passable_awards(merger.absorbed, merger.last_day)}
    first_day = first_day_of(merger)
    levels = set()
    for award in awards:
        if award.pk not in passable:
            return "awards", _("%(award)s gilt nach dem Zusammenschluss nicht mehr und kann nicht übergehen.") % {
                "award": award
            }
        taken = LabelAward.objects.filter(cluster=merger.continuing, level=award.level, valid_from=first_day)
        if award.level in levels or taken.exists():
            return "awards", _("Je Stufe geht höchstens ein Label über: %(level)s ist schon vergeben.") % {
                "level": award.get_level_display()
            }
        levels.add(award.level)
    if duty_due_on is None:
        return None
    if duty_due_on < first_day:
        return "duty_due_on", _("Der Fälligkeitstag liegt vor dem Zusammenschluss.")
    if running_duty(merger.continuing, max(first_day, day)) is None:
        return "duty_due_on", _("%(cluster)s hat keine laufende Silber-Verpflichtung.") % {"cluster": merger.continuing}
    return None


@transaction.atomic
def propose_succession(merger, *, awards, duty_due_on, reason, actor, day):
    """The office's proposal. One is open or accepted per merger. Raises ActRefused; then nothing is written."""
    if not may_record(actor, day):
        raise ActRefused(_("Was bei einem Zusammenschluss übergeht, schlägt das Programmbüro vor."))
    merger = type(merger).objects.select_for_update(of=("self",)).get(pk=merger.pk)
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie den Vorschlag."))
    if not awards and duty_due_on is None:
        raise ActRefused(_("Bitte wählen Sie, was übergehen soll. Ohne Vorschlag geht nichts über."))
    if merger.succession_proposals.exclude(state=State.DECLINED).exists():
        raise ActRefused(_("Zu diesem Zusammenschluss ist schon ein Vorschlag offen oder angenommen."))
    refused = refusal(merger, awards, duty_due_on, day)
    if refused:
        raise ActRefused(refused[1])
    proposal = SuccessionProposal.objects.create(
        merger=merger, duty_due_on=duty_due_on, reason=reason, proposed_by=actor, proposed_on=day
    )
    SuccessionItem.objects.bulk_create(SuccessionItem(proposal=proposal, award=award) for award in awards)
    _note(proposal, "propose_succession", actor, note=reason)
    return proposal


@transaction.atomic
def answer_succession(proposal, *, accept, reason, actor, day):
    """The ministry's answer to the whole proposal, with a reason. Accepted, labels and due day pass at once."""
    merger = type(proposal.merger).objects.select_for_update(of=("self",)).get(pk=proposal.merger_id)
    proposal = SuccessionProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    proposal.merger = merger
    if not may_decide_on_duty(actor, day):
        raise ActRefused(_("Über den Übergang entscheidet das Ministerium."))
    if proposal.state != State.OPEN:
        raise ActRefused(_("Über diesen Vorschlag ist schon entschieden."))
    if proposal.proposed_by_id == actor.pk:
        raise ActRefused(_("Wer den Übergang vorgeschlagen hat, entscheidet nicht darüber."))
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie die Entscheidung."))
    proposal.state = State.ACCEPTED if accept else State.DECLINED
    proposal.answer, proposal.answered_by, proposal.answered_on = reason, actor, day
    if accept:
        items = list(proposal.items.select_related("award__cluster"))
        refused = refusal(merger, [item.award for item in items], proposal.duty_due_on, day)
        if refused:
            raise ActRefused(refused[1])
        for item in items:
            item.passed = _pass_award(item.award, merger, actor, day)
            item.save(update_fields=["passed"])
        if proposal.duty_due_on is not None:
            proposal.change = _set_due_day(merger, proposal.duty_due_on, reason, actor, day)
        bump()
    proposal.save()
    _note(proposal, "accept_succession" if accept else "decline_succession", actor, note=reason)
    return proposal


def _pass_award(award, merger, actor, day):
    passed = LabelAward(
        cluster=merger.continuing,
        level=award.level,
        is_renewal=award.is_renewal,
        assessed_on=award.assessed_on,
        awarded_on=award.awarded_on,
        valid_from=first_day_of(merger),
        valid_until=award.valid_until,
        score_percent=award.score_percent,
        issuing_body=award.issuing_body,
        document=award.document,
        passed_from=award,
        confirmed_on=day,
    )
    passed._history_user = actor  # type: ignore[attr-defined]  # simple-history reads it
    passed.save()
    record(
        actor=actor,
        verb="pass_award",
        subject_kind=AWARD,
        subject_key=passed.pk,
        from_state=merger.absorbed.slug,
        to_state=merger.continuing.slug,
    )
    return passed


def _set_due_day(merger, due_on, reason, actor, day):
    first_day = first_day_of(merger)
    running = running_duty(merger.continuing, max(first_day, day))
    assert running is not None  # refusal asked
    duty = SilverDuty.objects.select_for_update().get(pk=running[0].pk)
    change = DutyChange.objects.create(
        duty=duty,
        kind=DutyChange.Kind.SUCCESSION,
        new_due_on=due_on,
        holds_from=first_day,
        reason=reason,
        decided_on=day,
        decided_by=actor,
    )
    record(actor=actor, verb="succession", subject_kind=DUTY, subject_key=duty.key, to_state=due_on, note=reason)
    return change


def _note(proposal, verb, actor, *, note):
    merger = proposal.merger
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=merger.continuing.slug,
        from_state=merger.absorbed.slug,
        to_state=proposal.state,
        note=note,
    )
