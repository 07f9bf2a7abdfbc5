"""What all registered people are told: a new day or place, the event called off, a mail that the office writes."""

from types import SimpleNamespace

from django.db import transaction
from django.utils.translation import gettext

from notifications.services import wake_sweep
from programme.content import bump
from records.errors import ActRefused
from records.services import record

from ..models import Registration, RegistrationMessage, RegistrationSettings
from ..registration_facts import facts_of
from .registration_mails import mail_called_off, mail_news, mail_on_again, mail_words
from .registrations import SETTINGS_KIND, fill, lock, office_only

Recipients = RegistrationMessage.Recipients
WORDS = {"subject_de", "subject_en", "body_de", "body_en"}


def registered_count(event):
    """How many people would be told: with a seat or waiting."""
    return Registration.objects.standing().filter(settings__event=event, emptied_at=None).count()


def tell_registered(event, *, actor, now, word="", word_en=""):
    """Tell everyone registered when and where the event takes place now, with the moved calendar entry.

    `word` goes along, to English readers `word_en` where there is one. Returns how many are told; none where there is
    no registration.
    """
    office_only(actor, now)
    settings = RegistrationSettings.objects.filter(event=event).first()
    if settings is None:
        return 0
    with lock(settings, now) as held:
        if held.called_off_at:
            raise ActRefused(gettext("Die Veranstaltung ist abgesagt."))
        rows = _standing(held)
        for row in rows:
            row.sequence += 1
            row.save(update_fields=["sequence"])
            mail_news(row, _in_language_of(row, word, word_en))
        wake_sweep()
        held.told = facts_of(held.event)
        held.save(update_fields=["told"])
        _note(held, "tell_registered", actor, len(rows))
    return len(rows)


def call_off(event, *, reason, reason_en="", actor, now):
    """The event does not take place: nobody can register any more, everyone is told. Returns how many.

    The registrations stay as they were. A second time tells nobody again.
    """
    office_only(actor, now)
    settings = RegistrationSettings.objects.filter(event=event).first()
    if settings is None:
        return 0
    with lock(settings, now) as held:
        if held.called_off_at:
            return 0
        rows = _standing(held)
        for row in rows:
            row.sequence += 1
            row.save(update_fields=["sequence"])
            mail_called_off(row, _in_language_of(row, reason, reason_en))
        wake_sweep()
        held.called_off_at = now
        held.save(update_fields=["called_off_at"])
        _note(held, "call_off_registration", actor, len(rows))
        bump()
    return len(rows)


def tell_on_again(event, *, actor, now):
    """What was called off takes place after all: the registration goes on as it stood. Returns how many are told."""
    office_only(actor, now)
    settings = RegistrationSettings.objects.filter(event=event).first()
    if settings is None:
        return 0
    with lock(settings, now) as held:
        if not held.called_off_at:
            return 0
        held.called_off_at, held.told = None, facts_of(held.event)
        held.save(update_fields=["called_off_at", "told"])
        rows = _standing(held)
        for row in rows:
            row.sequence += 1
            row.save(update_fields=["sequence"])
            mail_on_again(row)
        wake_sweep()
        # More seats may be offered by now.
        fill(held, now)
        _note(held, "set_registration_again", actor, len(rows))
        bump()
    return len(rows)


def _in_language_of(registration, german, english):
    return english if registration.language == "en" and english else german


def recipients_of(message):
    """Whom a message goes to, as things stand."""
    rows = message.settings.registrations.filter(emptied_at=None)
    if message.recipients == Recipients.SEATED:
        return rows.seated()
    return rows.waiting() if message.recipients == Recipients.WAITING else rows.standing()


def save_message(message, *, changed=None, actor, now):
    """Keep a message that the office writes. `changed` names the fields of one that exists; no others are written.

    Words that were changed have not been tested. ActRefused once it is released.
    """
    office_only(actor, now)
    with transaction.atomic():
        if message.pk is None:
            message.save()
            return
        row = RegistrationMessage.objects.select_for_update().get(pk=message.pk)
        _refuse_released(row)
        values = {name: getattr(message, name) for name in changed}
        if WORDS & set(values):
            values["tested_at"] = None
        for name, value in values.items():
            setattr(row, name, value)
        if values:
            row.save(update_fields=list(values))


def send_test(message, *, actor, now):
    """Send the message in both languages to the person who presses the button, and to nobody else."""
    office_only(actor, now)
    with transaction.atomic():
        message = RegistrationMessage.objects.select_for_update().get(pk=message.pk)
        _refuse_released(message)
        for language in ("de", "en"):
            if language == "en" and not (message.subject_en and message.body_en):
                continue
            nobody = SimpleNamespace(language=language, email=actor.email, user=actor, key=f"M{message.pk}")
            key = f"registration-message-{message.pk}-test-{language}-{now.timestamp():.6f}"
            mail_words(nobody, message, key=key)
        message.tested_at = now
        message.save(update_fields=["tested_at"])
        key = message.settings_id
        record(actor=actor, verb="test_registration_message", subject_kind=SETTINGS_KIND, subject_key=key)


def release_message(message, *, expected, actor, now):
    """Send the message to everyone, once. `expected` is the number that the office was shown.

    ActRefused when the number is another one by now, so that nobody releases what was not seen.
    """
    office_only(actor, now)
    with lock(message.settings, now) as held:
        row = RegistrationMessage.objects.select_for_update().get(pk=message.pk)
        _refuse_released(row)
        row.settings = held
        rows = list(recipients_of(row).select_related("user"))
        if not rows:
            raise ActRefused(gettext("Zurzeit ist niemand da, an den die Nachricht gehen könnte."))
        if len(rows) != expected:
            raise ActRefused(
                gettext("Inzwischen geht die Nachricht an %(count)s Personen. Bitte geben Sie sie noch einmal frei.")
                % {"count": len(rows)}
            )
        for one in rows:
            mail_words(one, row, key=f"registration-message-{row.pk}-{one.key}", wake=False)
        wake_sweep()
        row.released_at, row.number = now, len(rows)
        row.save(update_fields=["released_at", "number"])
        _note(held, "release_registration_message", actor, len(rows))
    return len(rows)


def _refuse_released(message):
    if message.released_at is not None:
        raise ActRefused(gettext("Die Nachricht ist schon freigegeben."))


def _standing(held):
    rows = list(held.registrations.standing().filter(emptied_at=None).select_related("user"))
    for row in rows:
        row.settings = held
    return rows


def _note(held, verb, actor, number):
    record(actor=actor, verb=verb, subject_kind=SETTINGS_KIND, subject_key=held.pk, to_state=number)
