"""Registering for an event, changing, giving the seat back. Every act holds the row of the event's registration.

So two people never get one seat, and whoever waits moves up in the same transaction in which a seat gets free.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from clusters.models import Cluster
from clusters.permissions import is_office
from notifications.services import wake_sweep
from programme.content import bump
from records.errors import ActRefused
from records.services import record

from ..models import Registration, RegistrationSettings
from ..permissions import may_register
from ..registration_consent import promises_broken
from ..registration_facts import begins_at, day_has_come, facts_of, is_cancellable, is_changeable, standing_of
from ..seats import Phase, moving_up
from .registration_mails import (
    SUBJECT_KIND,
    mail_cancelled,
    mail_changed,
    mail_link_again,
    mail_moved_up,
    mail_registered,
)

SETTINGS_KIND = "event-registration"
LINK_AGAIN_AFTER = timedelta(hours=1)
"""No address is sent its link more often, whoever types it into the form [D]."""

State = Registration.State


@dataclass(frozen=True)
class Wish:
    """What a person fills in."""

    name: str
    email: str
    organisation: str = ""
    cluster: Cluster | None = None
    language: str = "de"
    answers: dict[str, Any] = field(default_factory=dict)
    consent_text: str = ""


def register(settings, wish, *, user=None, on_behalf_by=None, now: datetime):
    """Take a seat, or a place on the waiting list when none is free. Returns the Registration.

    An address that is registered already gets its link by mail once more, at most once per LINK_AGAIN_AFTER, and
    nothing changes. ActRefused when nobody can register now, or the event is not meant for this person. The office may
    register people before and after the time for it, until the event is over.
    """
    if on_behalf_by is not None:
        office_only(on_behalf_by, now)
    email = wish.email.strip().lower()
    with lock(settings, now) as held:
        standing = standing_of(held, now)
        _refuse_unless_open(standing.phase, on_behalf=on_behalf_by is not None)
        if on_behalf_by is None and not may_register(user, held, timezone.localdate(now)):
            raise ActRefused(gettext("Diese Veranstaltung ist für Personen aus Mitgliedsclustern."))
        known = held.registrations.standing().filter(email=email).first()
        if known is not None:
            _send_link_again(known, now)
            return known
        if not (standing.seated or standing.waiting) or held.emptied_at:
            # An event whose data have gone may get a new day and new people: theirs go in time as well.
            held.told, held.emptied_at = facts_of(held.event), None
            held.save(update_fields=["told", "emptied_at"])
        has_seat = standing.free is None or standing.free > 0
        if not has_seat and not held.waiting_list:
            raise ActRefused(gettext("Alle Plätze sind vergeben, und es gibt keine Warteliste."))
        row = Registration.objects.create(
            settings=held,
            state=State.SEATED if has_seat else State.WAITING,
            name=wish.name,
            email=email,
            organisation=wish.organisation,
            cluster=wish.cluster,
            language=wish.language,
            answers=wish.answers,
            consent_text=wish.consent_text,
            user=account_of(email),
            entered_by=on_behalf_by,
            registered_at=now,
            seated_at=now if has_seat else None,
        )
        _note(row, "register_for_event", on_behalf_by or user, to_state=row.state)
        mail_registered(row)
    return row


def account_of(email):
    """The person who has proved to own the address: finds the registration at /my/, and has it erased with the account.

    None where nobody has yet; see registration_accounts.join_account.
    """
    return User.objects.filter(is_active=True, emailaddress__email__iexact=email, emailaddress__verified=True).first()


def change(registration, wish, *, actor=None, now):
    """Replace what the person filled in, all but the address. ActRefused when the time for it is over."""
    with lock(registration.settings, now) as held:
        row = _again(registration, held)
        if not is_changeable(row, now):
            raise ActRefused(gettext("Die Angaben lassen sich nicht mehr ändern."))
        changed = {"name": wish.name, "organisation": wish.organisation, "cluster": wish.cluster}
        before = {name: getattr(row, name) for name in changed}
        if before == changed and row.answers == wish.answers:
            return row
        for name, value in changed.items():
            setattr(row, name, value)
        row.answers = wish.answers
        row.sequence += 1
        row.save()
        _note(row, "change_registration", actor, from_state=row.state, to_state=row.state)
        mail_changed(row)
    return row


def cancel(registration, *, actor=None, by_office=False, reason="", now):
    """Give the seat back; the next one moves up. A second time changes nothing."""
    if by_office:
        office_only(actor, now)
    with lock(registration.settings, now) as held:
        row = _again(registration, held)
        if row.state == State.CANCELLED:
            return row
        if not is_cancellable(row, now):
            raise ActRefused(gettext("Abmelden ist nur möglich, bis die Veranstaltung beginnt."))
        before = row.state
        row.state, row.cancelled_at, row.attended = State.CANCELLED, now, None
        row.sequence += 1
        row.save()
        _note(row, "cancel_registration", actor, from_state=before, to_state=row.state, note=reason)
        mail_cancelled(row, had_seat=before == State.SEATED, by_office=by_office, reason=reason)
        fill(held, now)
    return row


def leave_waiting_list(row, now):
    """Somebody who waits can no longer be told of a seat; nobody writes. Call it with the registration's lock held."""
    row.state, row.cancelled_at = State.CANCELLED, now
    row.save(update_fields=["state", "cancelled_at"])
    _note(row, "cancel_registration", None, from_state=State.WAITING, to_state=row.state)


def move_up(registration, *, reason, actor, now):
    """Give somebody of the waiting list a seat out of turn: one more seat is offered, nobody loses one."""
    office_only(actor, now)
    with lock(registration.settings, now) as held:
        row = _again(registration, held)
        if row.state != State.WAITING or held.called_off_at or now >= begins_at(held.event):
            raise ActRefused(gettext("Diese Person wartet nicht mehr auf einen Platz."))
        seated = held.registrations.seated().count()
        if held.capacity is not None and seated >= held.capacity:
            held.capacity = seated + 1
            held.save(update_fields=["capacity"])
        _seat(row, now, actor=actor, verb="move_up_by_hand", note=reason)
    return row


def open_registration(settings, *, actor, now):
    """Let people register for an event from now on, or from the set day on."""
    with transaction.atomic():
        office_only(actor, now)
        settings.told = facts_of(settings.event)
        settings.save()
        record(actor=actor, verb="open_event_registration", subject_kind=SETTINGS_KIND, subject_key=settings.pk)
        bump()


def save_settings(settings, *, changed, actor, now):
    """Write the fields that the office changed, by their names, and no others: the row may have moved on meanwhile.

    When there are more seats, people move up. Returns how many. ActRefused where people have agreed to something else.
    """
    with transaction.atomic():
        office_only(actor, now)
        held = RegistrationSettings.objects.select_for_update().get(pk=settings.pk)
        values = {name: getattr(settings, name) for name in changed}
        if promises_broken(held, values):
            raise ActRefused(gettext("Es gibt schon Anmeldungen. Zweck und Aufbewahrung bleiben, wie zugesagt."))
        for name, value in values.items():
            setattr(held, name, value)
        if values:
            held.save(update_fields=list(values))
        record(actor=actor, verb="update_event_registration", subject_kind=SETTINGS_KIND, subject_key=held.pk)
        moved = fill(held, now)
        bump()
    return moved


def delete_settings(settings, *, actor, now):
    """Take back a registration that nobody has used. ActRefused when somebody has."""
    with transaction.atomic():
        office_only(actor, now)
        held = RegistrationSettings.objects.select_for_update().get(pk=settings.pk)
        if held.registrations.exists() or held.messages.exists():
            raise ActRefused(gettext("Es gibt schon Anmeldungen."))
        record(actor=actor, verb="delete_event_registration", subject_kind=SETTINGS_KIND, subject_key=held.pk)
        held.delete()
        bump()


def close(settings, *, actor, now):
    """Take no more registrations from now on, whatever the closing day says."""
    _set_closed(settings, now, "close_event_registration", actor, now)


def reopen(settings, *, actor, now):
    """Take registrations again, as far as the set times allow."""
    _set_closed(settings, None, "reopen_event_registration", actor, now)


def mark_attendance(registration, attended, *, actor, now):
    """Note who came (True), did not (False), or is not known (None): from the day of the event on."""
    office_only(actor, now)
    with lock(registration.settings, now) as held:
        row = _again(registration, held)
        if row.state != State.SEATED or not day_has_come(held.event, timezone.localdate(now)):
            raise ActRefused(gettext("Wer da war, lässt sich ab dem Tag der Veranstaltung festhalten."))
        if row.attended != attended:
            row.attended = attended
            row.save(update_fields=["attended"])
            _note(row, "mark_attendance", actor, to_state={True: "came", False: "absent", None: ""}[attended])
    return row


def take_over_number(settings, *, actor, now):
    """The number of those who came becomes the event's number of participants. Returns it."""
    with transaction.atomic():
        office_only(actor, now)
        held = RegistrationSettings.objects.select_for_update().get(pk=settings.pk)
        number = held.registrations.filter(attended=True).count()
        if not number:
            raise ActRefused(gettext("Es ist noch nicht festgehalten, wer da war."))
        event = held.event
        event.participants, event.participants_qualifier = number, ""
        event.save(update_fields=["participants", "participants_qualifier", "updated_at"])
        record(actor=actor, verb="take_over_attendance", subject_kind=SETTINGS_KIND, subject_key=held.pk)
        bump()
    return number


@contextmanager
def lock(settings, now):
    """Yields the row as it is now, held until the end of the transaction.

    When the act changes what visitors are told (full, free), their pages are made anew.
    """
    with transaction.atomic():
        held = RegistrationSettings.objects.select_for_update().get(pk=settings.pk)
        before = standing_of(held, now).phase
        yield held
        if standing_of(held, now).phase != before:
            bump()


def lock_all(rows):
    """Hold the registration of every event that one of the rows is for, in one order; call it in a transaction."""
    held = RegistrationSettings.objects.select_for_update().filter(pk__in=rows.values("settings"))
    return list(held.order_by("pk"))


def fill(held, now):
    """Whoever is next gets what is free, in the transaction that holds the row. Returns how many moved up."""
    if held.called_off_at or now >= begins_at(held.event):
        return 0
    seated = held.registrations.seated().count()
    rows = moving_up(held.capacity, seated, list(held.registrations.waiting().select_related("user")))
    for row in rows:
        row.settings = held
        _seat(row, now, actor=None, verb="move_up", wake=False)
    if rows:
        wake_sweep()
    return len(rows)


def _seat(row, now, *, actor, verb, note="", wake=True):
    row.state, row.seated_at = State.SEATED, now
    row.sequence += 1
    row.save()
    _note(row, verb, actor, from_state=State.WAITING, to_state=row.state, note=note)
    mail_moved_up(row, wake=wake)


def office_only(actor, now):
    """ActRefused for everyone else."""
    if not is_office(actor, timezone.localdate(now)):
        raise ActRefused(gettext("Das kann nur das Programmbüro."))


def _set_closed(settings, moment, verb, actor, now):
    with transaction.atomic():
        office_only(actor, now)
        held = RegistrationSettings.objects.select_for_update().get(pk=settings.pk)
        if (held.closed_at is None) == (moment is None):
            raise ActRefused(gettext("Das ist schon geschehen."))
        held.closed_at = moment
        held.save(update_fields=["closed_at"])
        record(actor=actor, verb=verb, subject_kind=SETTINGS_KIND, subject_key=held.pk)
        bump()


def _refuse_unless_open(phase, *, on_behalf):
    if phase in {Phase.OPEN, Phase.WAITING} or (on_behalf and phase not in {Phase.OVER, Phase.CALLED_OFF, Phase.FULL}):
        return
    sentences = {
        Phase.NOT_YET: gettext("Die Anmeldung hat noch nicht begonnen."),
        Phase.FULL: gettext("Alle Plätze sind vergeben, und es gibt keine Warteliste."),
        Phase.CLOSED: gettext("Die Anmeldung ist geschlossen."),
        Phase.CALLED_OFF: gettext("Die Veranstaltung ist abgesagt."),
        Phase.OVER: gettext("Die Veranstaltung ist vorbei."),
    }
    raise ActRefused(sentences[phase])


def _send_link_again(row, now):
    last = row.link_sent_at or row.registered_at
    if now < last + LINK_AGAIN_AFTER:
        return
    row.link_sent_at = now
    row.save(update_fields=["link_sent_at"])
    mail_link_again(row, now)


def _again(registration, held):
    """The registration as it is now, with its settings at hand."""
    row = Registration.objects.get(pk=registration.pk)
    row.settings = held
    return row


def _note(row, verb, actor, **states):
    record(actor=actor, verb=verb, subject_kind=SUBJECT_KIND, subject_key=row.key, **states)
