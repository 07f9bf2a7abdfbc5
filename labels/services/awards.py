"""Label awards: recorded by the office, confirmed, corrected with a reason, revoked."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.content import bump
from records.errors import ActRefused
from records.services import record

from ..facts import award_facts
from ..models import LabelAward, ValidityTerm
from ..permissions import may_record
from ..validity import Form, Level, form_for, last_end, propose_dates

SUBJECT_KIND = "label-award"


def proposed_dates(cluster, level, interview_day):
    """The dates the form proposes and whether they continue an earlier award, from the configured terms.

    Returns (Form, Proposal). A value that is missing in the table is None in the proposal: the office enters it.
    """
    awards = [award_facts(award) for award in LabelAward.objects.filter(cluster=cluster, level=level)]
    previous_end = last_end(awards, Level(level), interview_day)
    terms = {term.is_renewal: term for term in ValidityTerm.objects.filter(level=level)}
    grace = terms[True].grace_months if True in terms else None
    form = form_for(interview_day, previous_end, grace)
    term = terms.get(form == Form.RENEWAL)
    years = term.years if term else None
    return form, propose_dates(Level(level), interview_day, form=form, years=years, previous_end=previous_end)


def refusal(award, day):
    """Why an award cannot be recorded as it stands: (field, translated sentence), or None.

    Dates of a new award that differ from the proposal need a reason (SPEC 2.3), and so does moving those of an award
    that stands already.
    """
    if award.assessed_on and award.assessed_on > day:
        return "assessed_on", _("Die Begutachtung liegt in der Zukunft.")
    if award.confirmed_on and not (award.assessed_on or award.awarded_on):
        return "awarded_on", _("Bitte geben Sie den Tag der Begutachtung oder der Verleihung an.")
    if award.pk is not None:
        return _moved_without_reason(award)
    if not award.dates_reason.strip():
        _form, proposal = proposal_for(award)
        until_differs = proposal.valid_until is not None and award.valid_until != proposal.valid_until
        if award.valid_from != proposal.valid_from or until_differs:
            return "dates_reason", _(
                "Vorgeschlagen ist eine Gültigkeit vom %(start)s bis %(end)s. Bitte begründen Sie die Abweichung."
            ) % {
                "start": f"{proposal.valid_from:%d.%m.%Y}",
                "end": f"{proposal.valid_until:%d.%m.%Y}" if proposal.valid_until else "…",
            }
    return None


def _moved_without_reason(award):
    before = LabelAward.objects.get(pk=award.pk)
    moved = (before.valid_from, before.valid_until) != (award.valid_from, award.valid_until)
    if moved and award.dates_reason.strip() in ("", before.dates_reason.strip()):
        return "dates_reason", _("Bitte begründen Sie, warum sich die Gültigkeit ändert.")
    return None


@transaction.atomic
def record_award(award, *, actor, day):
    """Save a new or changed award. `award` is an unsaved LabelAward, or a changed one.

    Raises ActRefused (see refusal); then nothing is written.
    """
    _only_the_office(actor, day)
    refused = refusal(award, day)
    if refused:
        raise ActRefused(refused[1])
    verb = "change" if award.pk else "create"
    if award.pk is None:
        award.is_renewal = proposal_for(award)[0] == Form.RENEWAL
    award.save()
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=award.pk,
        to_state=f"{award.level} {award.valid_from}/{award.valid_until}",
        note=award.dates_reason,
    )
    bump()
    return award


def proposal_for(award):
    """(Form, Proposal) for an award as it was typed: counted from the assessment, else the award, else the start."""
    basis = award.assessed_on or award.awarded_on or award.valid_from
    return proposed_dates(award.cluster, award.level, basis)


def _only_the_office(actor, day):
    if not may_record(actor, day):
        raise ActRefused(_("Labels und Begutachtungen erfasst das Programmbüro."))


@transaction.atomic
def confirm_award(award, *, confirmed_on, actor, day):
    """Confirm an announced award: from then on it is public while valid and meets the silver duty."""
    _only_the_office(actor, day)
    award = LabelAward.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if award.confirmed_on:
        raise ActRefused(_("Dieses Label ist schon bestätigt."))
    if confirmed_on > day:
        raise ActRefused(_("Der Tag der Bestätigung liegt in der Zukunft."))
    award.confirmed_on = confirmed_on
    award.awarded_on = award.awarded_on or confirmed_on
    award.save()
    record(actor=actor, verb="confirm", subject_kind=SUBJECT_KIND, subject_key=award.pk, to_state=confirmed_on)
    bump()
    return award


@transaction.atomic
def revoke_award(award, *, revoked_on, reason, actor, day):
    """Revoke an award: from `revoked_on` on it no longer holds. Cannot be undone."""
    _only_the_office(actor, day)
    award = LabelAward.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if award.revoked_on:
        raise ActRefused(_("Dieses Label ist schon entzogen."))
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie den Entzug."))
    award.revoked_on, award.revoked_reason = revoked_on, reason
    award.save()
    record(
        actor=actor, verb="revoke", subject_kind=SUBJECT_KIND, subject_key=award.pk, to_state=revoked_on, note=reason
    )
    bump()
    return award
