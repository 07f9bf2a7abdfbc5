"""The silver duty: created with the membership, extended, waived or ended by the ministry."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.permissions import speakers_for
from notifications.services import open_task, queue_mail
from notifications.services.office_tasks import in_both_languages
from records.errors import ActRefused
from records.services import record

from ..facts import duties_with_facts, status_of
from ..models import DutyChange, SilverDuty
from ..permissions import may_decide_on_duty, may_record

SUBJECT_KIND = "silver-duty"


@transaction.atomic
def create_silver_duty(membership, *, actor):
    """The duty that a membership with a known start brings with it; None when the start is unknown (SPEC 2.2).

    Its key is "S-" year of admission and the membership's number: "S-2026-17".
    """
    if membership.starts_on is None:
        return None
    duty, created = SilverDuty.objects.get_or_create(
        membership=membership, defaults={"key": f"S-{membership.starts_on:%Y}-{membership.pk}"}
    )
    if created:
        record(actor=actor, verb="create", subject_kind=SUBJECT_KIND, subject_key=duty.key)
    return duty


@transaction.atomic
def start_assessment(duty, *, started_on, actor, day):
    """Record that the assessment for silver runs since `started_on`; None: it ended without an award."""
    duty = SilverDuty.objects.select_for_update().get(pk=duty.pk)
    if not may_record(actor, day):
        raise ActRefused(_("Labels und Begutachtungen erfasst das Programmbüro."))
    if started_on is not None and started_on > day:
        raise ActRefused(_("Die Begutachtung kann nicht in der Zukunft begonnen haben."))
    before, duty.assessment_started_on = duty.assessment_started_on, started_on
    duty.save(update_fields=["assessment_started_on"])
    record(
        actor=actor,
        verb="assessment",
        subject_kind=SUBJECT_KIND,
        subject_key=duty.key,
        from_state=before or "",
        to_state=started_on or "",
    )
    return duty


@transaction.atomic
def extend(duty, *, new_due_on, reason, decided_on, actor, day):
    """The ministry's extension to a new due day. Raises ActRefused for anyone else, or when not later."""
    return _decide(duty, DutyChange.Kind.EXTENSION, new_due_on, reason, decided_on, actor, day)


@transaction.atomic
def waive(duty, *, reason, decided_on, actor, day):
    """The ministry's waiver from `decided_on` on."""
    return _decide(duty, DutyChange.Kind.WAIVER, None, reason, decided_on, actor, day)


@transaction.atomic
def end(duty, *, reason, decided_on, actor, day):
    """The ministry ends the duty: from `decided_on` on there is none."""
    return _decide(duty, DutyChange.Kind.END, None, reason, decided_on, actor, day)


def decide(duty, *, kind, new_due_on, reason, decided_on, actor, day):
    """One of the three acts by its kind; the caller holds the transaction (an accepted proposal)."""
    return _decide(duty, DutyChange.Kind(kind), new_due_on, reason, decided_on, actor, day)


def _decide(duty, kind, new_due_on, reason, decided_on, actor, day):
    duty = SilverDuty.objects.select_for_update(of=("self",)).select_related("membership__cluster").get(pk=duty.pk)
    if not may_decide_on_duty(actor, day):
        raise ActRefused(_("Über Verlängerung, Verzicht und Beendigung entscheidet das Ministerium."))
    if not reason.strip():
        raise ActRefused(_("Bitte begründen Sie die Entscheidung."))
    if kind == DutyChange.Kind.EXTENSION and new_due_on <= decided_on:
        raise ActRefused(_("Der neue Fälligkeitstag muss nach dem Tag der Entscheidung liegen."))
    if kind == DutyChange.Kind.END and duty.ended_on is not None:
        raise ActRefused(_("Die Verpflichtung ist schon beendet."))
    change = DutyChange.objects.create(
        duty=duty, kind=kind, new_due_on=new_due_on, reason=reason, decided_on=decided_on, decided_by=actor
    )
    if kind == DutyChange.Kind.END:
        duty.ended_on = decided_on
        duty.save(update_fields=["ended_on"])
    record(
        actor=actor,
        verb=kind.value,
        subject_kind=SUBJECT_KIND,
        subject_key=duty.key,
        to_state=new_due_on or decided_on,
        note=reason,
    )
    _tell_managers(change, day)
    return change


def _tell_managers(change, day):
    """One mail to each person who speaks for the cluster; when there is nobody, the office has to tell it."""
    duty = change.duty
    cluster = duty.membership.cluster
    people = list(speakers_for(cluster, day))
    # Not simply the day of the extension: what is proved already may reach further.
    due_on = status_of(duties_with_facts().get(pk=duty.pk), day).due_on
    for user in people:
        queue_mail(
            "duty-decided",
            key=f"duty-change:{change.pk}:{user.pk}",
            kind="duty-decided",
            to_user=user,
            context={"change": change, "cluster": cluster, "due_on": due_on},
            subject_kind=SUBJECT_KIND,
            subject_key=duty.key,
            about=cluster.slug,
        )
    if not people:
        german, english = in_both_languages(
            lambda: (
                _(
                    "Das Ministerium hat über die Silber-Verpflichtung von %(cluster)s entschieden, und niemand ist "
                    "zu erreichen. Bitte teilen Sie es auf anderem Weg mit."
                )
                % {"cluster": cluster.name}
            )
        )
        open_task(
            key=f"duty-change:{change.pk}",
            text_de=german,
            text_en=english,
            subject_kind=SUBJECT_KIND,
            subject_key=duty.key,
        )
