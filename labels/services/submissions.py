"""Labels and certificates that clusters report with a document: confirmed or declined by the office, who is told."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Cluster
from clusters.permissions import speaks_for
from notifications.services import queue_mail
from programme.content import bump
from records.errors import ActRefused
from records.services import record

from ..models import LabelAward, LabelSubmission, OtherCertificate
from ..permissions import may_record
from .awards import record_award

SUBJECT_KIND = "label-submission"
State = LabelSubmission.State


def refusal(submission, day):
    """Why a report cannot be sent as it stands: (field, translated sentence), or None."""
    if submission.assessed_on and submission.assessed_on > day:
        return "assessed_on", _("Die Begutachtung liegt in der Zukunft.")
    if submission.level and not (submission.assessed_on or submission.awarded_on):
        return "awarded_on", _("Bitte geben Sie den Tag der Begutachtung oder der Verleihung an.")
    if submission.valid_from and submission.valid_until and submission.valid_until < submission.valid_from:
        return "valid_until", _("Das Ende der Gültigkeit liegt vor dem Beginn.")
    return None


@transaction.atomic
def submit_label(submission, *, actor, day):
    """Send in a report. `submission` is an unsaved LabelSubmission whose document is stored already.

    Only who speaks for the cluster may. The same label or certificate cannot wait twice. Raises ActRefused.
    """
    cluster = Cluster.objects.select_for_update(of=("self",)).get(pk=submission.cluster_id)
    if not speaks_for(actor, cluster, day):
        raise ActRefused(_("Labels meldet, wer für das Cluster sprechen darf."))
    refused = refusal(submission, day)
    if refused:
        raise ActRefused(refused[1])
    waiting = cluster.label_submissions.filter(state=State.OPEN, level=submission.level, name=submission.name)
    if waiting.exists():
        raise ActRefused(_("Diese Meldung liegt dem Programmbüro schon vor."))
    submission.submitted_by = actor
    submission.save()
    record(
        actor=actor, verb="submit_label", subject_kind=SUBJECT_KIND, subject_key=submission.key, to_state="submitted"
    )
    return submission


@transaction.atomic
def confirm_submission(submission, *, valid_from, valid_until, dates_reason, actor, day):
    """The office confirms: the label is recorded with its document, valid and public as its days say.

    Other days than the configured terms propose need a reason, as for every label. Raises ActRefused; then nothing
    is written.
    """
    submission = _open(submission, actor, day)
    if submission.level:
        submission.award = record_award(
            LabelAward(
                cluster=submission.cluster,
                level=submission.level,
                assessed_on=submission.assessed_on,
                awarded_on=submission.awarded_on,
                valid_from=valid_from,
                valid_until=valid_until,
                dates_reason=dates_reason,
                score_percent=submission.score_percent,
                issuing_body=submission.issuing_body,
                document=submission.document,
                confirmed_on=day,
            ),
            actor=actor,
            day=day,
        )
    else:
        submission.certificate = OtherCertificate.objects.create(
            cluster=submission.cluster,
            name=submission.name,
            valid_from=valid_from,
            valid_until=valid_until,
            source=submission.issuing_body,
            document=submission.document,
        )
        bump()
    return _answer(submission, State.CONFIRMED, "", actor, day)


@transaction.atomic
def decline_submission(submission, *, reason, actor, day):
    """The office declines, with a reason that the cluster reads."""
    submission = _open(submission, actor, day)
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie die Ablehnung."))
    return _answer(submission, State.DECLINED, reason.strip(), actor, day)


def _open(submission, actor, day):
    if not may_record(actor, day):
        raise ActRefused(_("Labels und Begutachtungen erfasst das Programmbüro."))
    submission = (
        LabelSubmission.objects.select_for_update(of=("self",))
        .select_related("cluster", "submitted_by", "document")
        .get(pk=submission.pk)
    )
    if submission.state != State.OPEN:
        raise ActRefused(_("Diese Meldung ist schon geprüft."))
    return submission


def _answer(submission, state, reason, actor, day):
    submission.state, submission.answer = state, reason
    submission.answered_by, submission.answered_on = actor, day
    submission.save()
    record(
        actor=actor,
        verb="confirm_submission" if state == State.CONFIRMED else "decline_submission",
        subject_kind=SUBJECT_KIND,
        subject_key=submission.key,
        from_state="open",
        to_state=state,
        note=reason,
    )
    if submission.submitted_by.is_active:
        queue_mail(
            "label-submission",
            key=f"label-submission:{submission.key}",
            kind="label-submission",
            to_user=submission.submitted_by,
            context={"submission": submission, "confirmed": state == State.CONFIRMED},
            subject_kind=SUBJECT_KIND,
            subject_key=submission.key,
        )
    return submission
