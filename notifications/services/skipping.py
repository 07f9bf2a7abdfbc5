"""The office takes a planned reminder out, with a reason, and may take that back before its day."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from notifications import sources
from notifications.ladder import EVERYONE, Rung, due_rung, may_take_back, rung_date
from notifications.models import MAX_REASON, Ladder, Reminder, SkippedRung
from notifications.permissions import may_manage_outbox
from records.errors import ActRefused
from records.services import record

from .recipients import recipients_of


def skip(*, kind, subject_key, rung, recipient=EVERYONE, recipient_name="", reason, actor, day):
    """Keep one rung from going out for one subject, to one recipient (its key) or to everyone.

    It stays the latest rung that was reached, so no earlier one goes out instead. ActRefused for anyone but the office,
    without a reason, when the deadline is gone, when it went out already, and when a later rung has overtaken it.
    """
    reason = " ".join(reason.split())
    with transaction.atomic():
        # A run that writes this very reminder holds the ladder too: one of the two comes first.
        ladder = Ladder.objects.select_for_update().filter(kind=kind).first()
        if not may_manage_outbox(actor, day):
            raise ActRefused(gettext("Erinnerungen überspringt das Programmbüro."))
        if not reason:
            raise ActRefused(gettext("Bitte geben Sie einen Grund an."))
        if len(reason) > MAX_REASON:
            raise ActRefused(gettext("Der Grund ist zu lang: höchstens %(count)s Zeichen.") % {"count": MAX_REASON})
        planned_on = _planned_on(ladder, subject_key, rung, day)
        if _went_out(ladder, subject_key, rung, recipient):
            raise ActRefused(gettext("Diese Erinnerung ist schon im Postausgang."))
        taken_out = SkippedRung.objects.filter(kind=kind, subject_key=subject_key, rung=rung, taken_back_at=None)
        if taken_out.filter(recipient__in=[EVERYONE, recipient]).exists():
            raise ActRefused(gettext("Diese Erinnerung wird schon übersprungen."))
        row = SkippedRung.objects.create(
            kind=kind,
            subject_key=subject_key,
            rung=rung,
            recipient=recipient,
            recipient_name=recipient_name,
            reason=reason,
            planned_on=planned_on,
            skipped_by=actor,
        )
        _note(row, "skip_reminder", actor, note=reason)
    return row


def take_back(row, *, actor, day):
    """Let the reminder go out after all, as long as its day has not come."""
    with transaction.atomic():
        Ladder.objects.select_for_update().filter(kind=row.kind).first()
        row = SkippedRung.objects.select_for_update().get(pk=row.pk)
        if not may_manage_outbox(actor, day):
            raise ActRefused(gettext("Erinnerungen überspringt das Programmbüro."))
        if not can_take_back(row, day):
            raise ActRefused(gettext("Der Tag dieser Erinnerung ist gekommen oder sie ist schon wieder im Plan."))
        row.taken_back_at = timezone.now()
        row.taken_back_by = actor
        row.save(update_fields=["taken_back_at", "taken_back_by"])
        _note(row, "unskip_reminder", actor)
    return row


def can_take_back(row, day):
    """Whether the reminder could still go out on its own day. When its deadline was moved, the new one counts."""
    if row.taken_back_at is not None:
        return False
    rung_on = present_day(row)
    return rung_on is not None and may_take_back(rung_on, day)


def present_day(row):
    """The day of a skipped rung as things stand now; None when its deadline or its rung is gone."""
    source = sources.source_for(row.kind)
    due_on = source.due_on(row.subject_key) if source else None
    ladder = Ladder.objects.prefetch_related("rungs").filter(kind=row.kind).first()
    rung = _rungs(ladder).get(row.rung) if ladder else None
    return rung_date(rung, due_on) if rung and due_on else None


def _planned_on(ladder, subject_key, key, day):
    """When the rung goes out, as things stand: its day, or today when that has passed."""
    source = sources.source_for(ladder.kind) if ladder else None
    due_on = source.due_on(subject_key) if source else None
    rungs = _rungs(ladder) if ladder else {}
    if source is None or due_on is None or key not in rungs or not source.still_stands(subject_key, day):
        raise ActRefused(gettext("Diese Frist gibt es nicht mehr."))
    rung_on = rung_date(rungs[key], due_on)
    if rung_on <= day:
        latest = due_rung(list(rungs.values()), due_on, day, ())
        if latest is None or latest.key != key:
            raise ActRefused(gettext("Eine spätere Erinnerung hat diese überholt."))
    return max(rung_on, day)


def _rungs(ladder):
    return {rung.key: Rung(rung.key, rung.months, rung.days) for rung in ladder.rungs.all()}


def _went_out(ladder, subject_key, key, recipient):
    """Whether the recipient has it already, or, when it is about everyone, all of them."""
    sent = set(
        Reminder.objects.filter(kind=ladder.kind, subject_key=subject_key, rung=key).values_list("recipient", flat=True)
    )
    if recipient != EVERYONE:
        return recipient in sent
    people = recipients_of(sources.source_for(ladder.kind), ladder.rungs.get(key=key), subject_key)
    return bool(sent) and all(person.key in sent for person in people)


def _note(row, verb, actor, *, note=""):
    record(
        actor=actor,
        verb=verb,
        subject_kind=row.kind,
        subject_key=row.subject_key,
        to_state=f"{row.rung} {row.recipient}".strip()[:80],
        note=note,
    )
