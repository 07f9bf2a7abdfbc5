"""Mails about registrations: one function per occasion. The calendar entry travels in the message (decision 0025)."""

from django.utils import translation

from notifications.services import queue, queue_mail

from ..models import Registration
from ..registration_calendar import CANCEL, REQUEST, entry_for
from ..registration_facts import access_of, is_dated, place_of, waiting_position
from ..registration_links import page_of
from ..wording import date_words

SUBJECT_KIND = "registration"


def mail_registered(registration):
    """A seat, with the calendar entry; or a place on the waiting list, without."""
    if registration.state == Registration.State.SEATED:
        _mail(registration, "registration-seated", calendar=REQUEST)
    else:
        _mail(registration, "registration-waiting", position=waiting_position(registration))


def mail_link_again(registration, now):
    """For whoever registers a second time: where the registration is found."""
    _mail(registration, "registration-again", occasion=f"again-{now.timestamp():.6f}")


def mail_moved_up(registration, *, wake=True):
    _mail(registration, "registration-moved-up", calendar=REQUEST, wake=wake)


def mail_changed(registration):
    seated = registration.state == Registration.State.SEATED
    _mail(registration, "registration-changed", calendar=REQUEST if seated else "")


def mail_cancelled(registration, *, had_seat, by_office, reason):
    _mail(
        registration,
        "registration-cancelled",
        calendar=CANCEL if had_seat else "",
        by_office=by_office,
        reason=reason,
    )


def mail_news(registration, word):
    """Day, hour or place of the event have changed. Many at once: call `wake_sweep` after the last."""
    seated = registration.state == Registration.State.SEATED
    _mail(registration, "registration-news", calendar=REQUEST if seated else "", wake=False, word=word)


def mail_called_off(registration, reason):
    """Many at once: call `wake_sweep` after the last."""
    seated = registration.state == Registration.State.SEATED
    _mail(registration, "registration-called-off", calendar=CANCEL if seated else "", wake=False, reason=reason)


def mail_on_again(registration):
    """What was called off takes place after all. Many at once: call `wake_sweep` after the last."""
    seated = registration.state == Registration.State.SEATED
    _mail(registration, "registration-on-again", calendar=REQUEST if seated else "", wake=False)


def mail_words(registration, message, *, key, wake=True):
    """What the office wrote to everyone, in the person's language as far as there is a text in it."""
    english = registration.language == "en" and message.subject_en and message.body_en
    return queue(
        key=key,
        kind="registration-message",
        to_email=registration.email,
        to_user=registration.user,
        language="en" if english else "de",
        subject=message.subject_en if english else message.subject_de,
        body=message.body_en if english else message.body_de,
        subject_kind=SUBJECT_KIND,
        subject_key=registration.key,
        wake=wake,
    )


def _mail(registration, name, *, occasion="", calendar="", wake=True, **context):
    event = registration.settings.event
    # A calendar holds days: there is nothing to say to it about an event that has none.
    calendar = calendar if is_dated(event) else ""
    with translation.override(registration.language):
        known = {
            "registration": registration,
            "event": event,
            "when": date_words(event),
            "place": place_of(event),
            "own_page": page_of(registration),
            "has_calendar": bool(calendar),
            "access": access_of(registration)[0],
        }
    queue_mail(
        name,
        key=f"{name}-{registration.key}-{occasion or registration.sequence}",
        kind=name,
        to_user=registration.user,
        to_email=registration.email,
        language=registration.language,
        context={**known, **context},
        subject_kind=SUBJECT_KIND,
        subject_key=registration.key,
        calendar=entry_for(registration, calendar) if calendar else "",
        wake=wake,
    )
