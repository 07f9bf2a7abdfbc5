"""An announced event changes: it is called off, set again, or it moves.

The public reads why; everyone registered is told, and whoever submitted it to its cluster week.
"""

from django.db import transaction
from django.utils.translation import gettext

from clusters.permissions import is_office
from programme import content
from records.errors import ActRefused
from records.services import record

from ..models import Event, RegistrationSettings
from ..registration_facts import begins_at
from ..seats import moved_by
from .edition_mails import tell_submitter
from .registration_news import call_off, tell_on_again, tell_registered

SUBJECT_KIND = "event"
PLACE_AND_TIME = ("starts_on", "ends_on", "starts_at", "ends_at", "address", "city", "land", "online")


def cancel_event(event, *, notice_de, notice_en="", actor, day, now):
    """The event does not take place. Its page stays and says so; calendars get STATUS:CANCELLED.

    Everyone registered is told the reason. Returns how many.
    """
    with transaction.atomic():
        row = _announced(event, actor, day)
        row.cancelled_on, row.notice_de, row.notice_en = day, notice_de, notice_en
        row.sequence += 1
        row.save()
        told = call_off(row, reason=notice_de, reason_en=notice_en, actor=actor, now=now)
        tell_submitter(row, "called_off", word=notice_de, word_en=notice_en)
        content.bump()
        record(actor=actor, verb="cancel_event", subject_kind=SUBJECT_KIND, subject_key=row.slug[:80], note=notice_de)
    return told


def set_again(event, *, actor, day, now):
    """An event that was called off by mistake takes place after all, calendars get STATUS:CONFIRMED.

    Everyone registered is told. Returns how many.
    """
    with transaction.atomic():
        row = Event.objects.select_for_update().get(pk=event.pk)
        if not may_set_again(row, actor, day):
            raise ActRefused(
                gettext(
                    "Wieder ansetzen kann das Programmbüro, was abgesagt, veröffentlicht und noch nicht vorbei ist."
                )
            )
        row.cancelled_on, row.notice_de, row.notice_en = None, "", ""
        row.sequence += 1
        row.save()
        told = tell_on_again(row, actor=actor, now=now)
        tell_submitter(row, "on_again")
        content.bump()
        record(actor=actor, verb="set_event_again", subject_kind=SUBJECT_KIND, subject_key=row.slug[:80])
    return told


def move_event(event, *, values, notice_de, notice_en="", closes_at=None, actor, day, now):
    """Another day, hour or place: `values` has PLACE_AND_TIME. Everyone registered is told. Returns how many.

    The registration closes at `closes_at` then; by default it moves by as many days as the event.
    """
    with transaction.atomic():
        row = _announced(event, actor, day)
        changed = [name for name in PLACE_AND_TIME if getattr(row, name) != values[name]]
        if not changed:
            raise ActRefused(gettext("Termin und Ort sind dieselben wie bisher."))
        before = row.starts_on
        for name in changed:
            setattr(row, name, values[name])
        if {"starts_on", "starts_at"} & set(changed):
            row.moved_from = before
        row.notice_de, row.notice_en = notice_de, notice_en
        row.sequence += 1
        row.full_clean()
        if row.last_day < day or (row.starts_on < day and row.starts_on != before):
            raise ActRefused(gettext("Der neue Termin ist schon vorbei."))
        row.save()
        _move_times(row, (row.starts_on - before).days, closes_at)
        told = tell_registered(row, actor=actor, now=now, word=notice_de, word_en=notice_en)
        tell_submitter(row, "moved", word=notice_de, word_en=notice_en)
        content.bump()
        record(
            actor=actor,
            verb="move_event",
            subject_kind=SUBJECT_KIND,
            subject_key=row.slug[:80],
            from_state=before,
            to_state=row.starts_on,
            note=notice_de,
        )
    return told


def _move_times(event, days, closes_at):
    """The times of the registration move along with the event."""
    settings = RegistrationSettings.objects.select_for_update().filter(event=event).first()
    if settings is not None:
        settings.closes_at = closes_at or moved_by(settings.closes_at, days)
        if settings.changes_until:
            settings.changes_until = min(moved_by(settings.changes_until, days), begins_at(event))
        settings.save(update_fields=["closes_at", "changes_until"])


def may_change(event, user, day):
    """Whether the office may still call it off or move it: announced, not over, not called off."""
    return is_office(user, day) and _is_announced(event, day)


def may_set_again(event, user, day):
    """Whether the office may set again what was called off: while it is not over."""
    return is_office(user, day) and event.cancelled_on is not None and _is_ahead(event, day)


def _is_announced(event, day):
    return event.cancelled_on is None and _is_ahead(event, day)


def _is_ahead(event, day):
    is_known = event.date_precision == Event.Precision.DAY and event.released_on is not None
    return is_known and event.last_day is not None and event.last_day >= day


def _announced(event, actor, day):
    row = Event.objects.select_for_update().get(pk=event.pk)
    if not is_office(actor, day):
        raise ActRefused(gettext("Das kann nur das Programmbüro."))
    if not _is_announced(row, day):
        raise ActRefused(gettext("Nur eine angekündigte Veranstaltung, die noch nicht vorbei ist, lässt sich ändern."))
    return row
