"""How a membership ends: notice given and taken back, exclusion proposed and decided (SPEC 2.2).

Nothing else has to be ended: profile, certificate, duties, reminders and feeds ask for the membership of the day.
"""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters import lifecycle, permissions
from clusters.models import ExclusionProposal, Membership
from notifications.services import open_task, queue_mail
from notifications.services.office_tasks import in_both_languages
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.services import record

from .membership import (
    check_overlap,
    iso,
    locked_membership,
    office_only,
    period_of,
    refuse_ended,
    save_membership,
    set_end,
)

RESIGNED = Membership.EndReason.RESIGNED


def earliest_end(day):
    """The first last day of membership that a notice given on `day` may name."""
    settings = ProgrammeSettings.load()
    return lifecycle.earliest_exit(day, settings.notice_months, settings.notice_to_month_end)


def give_notice(membership, *, notice_given_on, ends_on, actor, day, note="", document=None):
    """The cluster gives notice: it stays a member up to and including `ends_on`.

    Its manager gives it online, for today. The office enters what came on paper, with `document` or source in `note`;
    an end before the term needs a note. Everyone who speaks for the cluster is told, and the office.
    """
    with transaction.atomic():
        membership = locked_membership(membership)
        by_office = permissions.may_keep_register(actor, day)
        if not (by_office or permissions.speaks_for(actor, membership.cluster, day)):
            raise ActRefused(_("Sie dürfen diese Mitgliedschaft nicht kündigen."))
        refuse_ended(membership, day)
        refusal = notice_refusal(membership, notice_given_on, ends_on, day, by_office=by_office, note=note)
        if refusal:
            raise ActRefused(refusal)
        membership.notice_given_on = notice_given_on
        membership.notice_document = document
        set_end(membership, ends_on, RESIGNED)
        save_membership(membership, "give_notice", actor, to_state=ends_on.isoformat(), note=note)
        _tell(membership, "notice-given", day, actor=actor, by_office=by_office)
        return membership


def notice_refusal(membership, notice_given_on, ends_on, day, *, by_office, note=""):
    """Why this notice cannot be given, as a translated sentence; None when it can. Who may is not asked here."""
    if membership.notice_given_on:
        return _("Diese Mitgliedschaft ist bereits gekündigt.")
    if membership.end_reason and membership.end_reason != RESIGNED:
        return _("Diese Mitgliedschaft endet bereits am %(day)s.") % {"day": date_format(membership.ends_on)}
    if notice_given_on > day:
        return _("Der Tag der Kündigung liegt in der Zukunft.")
    if notice_given_on < day and not by_office:
        return _("Eine Kündigung im Portal gilt vom heutigen Tag an.")
    earliest = earliest_end(notice_given_on)
    if ends_on >= earliest:
        return None
    if not by_office:
        return _("Die Mitgliedschaft kann frühestens mit Ablauf des %(day)s enden.") % {"day": date_format(earliest)}
    if ends_on < notice_given_on:
        return _("Das Ende liegt vor dem Tag der Kündigung.")
    if not note.strip():
        return _("Das Ende liegt vor Ablauf der Frist (%(day)s). Bitte geben Sie den Grund an.") % {
            "day": date_format(earliest)
        }
    return None


def withdraw_notice(membership, *, actor, day, note=""):
    """Take a notice back while the period still runs; the period is open again. The cluster's people and the office."""
    with transaction.atomic():
        membership = locked_membership(membership)
        by_office = permissions.may_keep_register(actor, day)
        if not (by_office or permissions.speaks_for(actor, membership.cluster, day)):
            raise ActRefused(_("Sie dürfen diese Kündigung nicht zurücknehmen."))
        refuse_ended(membership, day)
        if not membership.notice_given_on:
            raise ActRefused(_("Diese Mitgliedschaft ist nicht gekündigt."))
        if membership.end_reason != RESIGNED:
            raise ActRefused(
                _("Die Mitgliedschaft endet inzwischen aus einem anderen Grund: %(reason)s.")
                % {"reason": membership.get_end_reason_display()}
            )
        before = membership.ends_on
        membership.notice_given_on = None
        membership.notice_document = None
        membership.ends_on = None
        membership.end_reason = ""
        check_overlap(membership)
        save_membership(membership, "withdraw_notice", actor, from_state=iso(before), note=note)
        _tell(membership, "notice-withdrawn", day, actor=actor, by_office=by_office)
        return membership


def propose_exclusion(membership, *, ends_on, reason, actor, day, document=None):
    """The office asks the ministry to exclude a member. One proposal is open per membership at a time."""
    with transaction.atomic():
        office_only(actor, day)
        membership = locked_membership(membership)
        refuse_ended(membership, day)
        if not reason.strip():
            raise ActRefused(_("Bitte begründen Sie den Vorschlag."))
        if membership.exclusion_proposals.filter(state=ExclusionProposal.State.OPEN).exists():
            raise ActRefused(_("Zu dieser Mitgliedschaft ist schon ein Vorschlag offen."))
        _refuse_end(membership, ends_on, day)
        proposal = ExclusionProposal.objects.create(
            membership=membership, ends_on=ends_on, reason=reason, document=document, proposed_by=actor, proposed_on=day
        )
        _note(membership, "propose_exclusion", actor, to_state=ends_on.isoformat(), note=reason)
        return proposal


def answer_exclusion(proposal, *, accept, reason, actor, day):
    """The ministry's answer, with a reason. Accepted, the membership ends; the cluster's people are told.

    Whoever proposed does not decide. The mail waits in the outbox until a person releases it (SPEC 2.1).
    """
    with transaction.atomic():
        membership = locked_membership(proposal.membership)
        proposal = ExclusionProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if not permissions.is_ministry(actor, day):
            raise ActRefused(_("Über einen Ausschluss entscheidet das Ministerium."))
        if proposal.state != ExclusionProposal.State.OPEN:
            raise ActRefused(_("Über diesen Vorschlag ist schon entschieden."))
        if proposal.proposed_by_id == actor.pk:
            raise ActRefused(_("Wer den Ausschluss vorgeschlagen hat, entscheidet nicht darüber."))
        if not reason.strip():
            raise ActRefused(_("Bitte begründen Sie die Entscheidung."))
        proposal.state = ExclusionProposal.State.ACCEPTED if accept else ExclusionProposal.State.DECLINED
        proposal.answer, proposal.answered_by, proposal.answered_on = reason, actor, day
        proposal.save()
        if not accept:
            _note(membership, "decline_exclusion", actor, note=reason)
            return proposal
        refuse_ended(membership, day)
        _refuse_end(membership, proposal.ends_on, day)
        before = membership.ends_on
        set_end(membership, proposal.ends_on, Membership.EndReason.EXCLUDED)
        to_state = f"{proposal.ends_on.isoformat()} excluded"
        save_membership(membership, "exclude", actor, from_state=iso(before), to_state=to_state, note=reason)
        _mail(membership, "membership-excluded", day, held=True, reason=reason)
        return proposal


def _refuse_end(membership, ends_on, day):
    if ends_on < day:
        raise ActRefused(_("Der letzte Tag liegt in der Vergangenheit."))
    if ends_on < period_of(membership).first_day:
        raise ActRefused(_("Das Ende liegt vor dem Beginn der Mitgliedschaft."))


def _note(membership, verb, actor, *, to_state="", note=""):
    slug = membership.cluster.slug
    record(actor=actor, verb=verb, subject_kind="cluster", subject_key=slug, to_state=to_state, note=note)


def _tell(membership, name, day, *, actor, by_office):
    """The cluster's people by mail; the office by a task, when it was not the office."""
    _mail(membership, name, day, by_office=by_office, actor=actor)
    if by_office:
        return

    def write():
        values = {"cluster": membership.cluster.name}
        if name == "notice-withdrawn":
            return _("%(cluster)s hat die Kündigung zurückgenommen und bleibt Mitglied.") % values
        return _("%(cluster)s hat gekündigt und scheidet mit Ablauf des %(day)s aus.") % {
            **values,
            "day": date_format(membership.ends_on, "SHORT_DATE_FORMAT"),
        }

    german, english = in_both_languages(write)
    key = f"{name}:{membership.pk}:{day.isoformat()}"
    open_task(key=key, text_de=german, text_en=english, subject_kind="cluster", subject_key=membership.cluster.slug)


def _mail(membership, name, day, *, held=False, **context):
    cluster = membership.cluster
    for person in permissions.speakers_for(cluster, day):
        queue_mail(
            name,
            # One per act: notice can be given, taken back and given again on one day.
            key=f"{name}:{membership.pk}:{membership.history.latest().pk}:{person.pk}",
            kind=name,
            to_user=person,
            context={"cluster": cluster, "membership": membership, **context},
            subject_kind="cluster",
            subject_key=cluster.slug,
            held=held,
        )
