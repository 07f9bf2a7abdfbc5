"""What the rules need to know about the registration for an event, read from its rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from programme.templatetags.portal import translate

from .models import Event, Registration, RegistrationSettings
from .seats import ZONE, Phase, begin_of, closing_of, free_seats, may_change, phase_of
from .wording import town_words

State = Registration.State


@dataclass(frozen=True)
class Standing:
    """How a registration stands at one moment."""

    phase: Phase
    seated: int
    waiting: int
    free: int | None
    closes_at: datetime

    @property
    def takes(self):
        """Whether somebody can register now, be it for the waiting list."""
        return self.phase in {Phase.OPEN, Phase.WAITING}


def standing_of(settings, now):
    """One query."""
    counts = settings.registrations.aggregate(
        seated=Count("pk", filter=Q(state=State.SEATED)), waiting=Count("pk", filter=Q(state=State.WAITING))
    )
    return standing_from(settings, counts["seated"], counts["waiting"], now)


def standing_from(settings, seated, waiting, now):
    """The same from counts that are known already."""
    free = free_seats(settings.capacity, seated)
    phase = phase_of(
        now=now,
        last_day=settings.event.last_day,
        begins_at=begins_at(settings.event),
        opens_on=settings.opens_on,
        closes_at=settings.closes_at,
        closed_at=settings.closed_at,
        called_off_at=settings.called_off_at,
        free=free,
        waiting_list=settings.waiting_list,
    )
    return Standing(phase, seated, waiting, free, closing_of(settings.closes_at, begins_at(settings.event)))


def registration_of(event, now):
    """Settings and standing of an event for its public page; (None, None) without registration. Two queries."""
    settings = RegistrationSettings.objects.filter(event=event).select_related("event").first()
    if settings is None or not is_dated(event):
        return None, None
    return settings, standing_of(settings, now)


def has_registration(event):
    """Whether a registration was set up for the event."""
    return event.pk is not None and RegistrationSettings.objects.filter(event=event).exists()


def is_dated(event):
    """Registration needs a day that is known."""
    return event.date_precision == Event.Precision.DAY and event.starts_on is not None


def begins_at(event):
    return begin_of(event.starts_on, event.starts_at)


def day_has_come(event, day):
    """Whether the event has begun by the calendar; one without a day has not."""
    return event.starts_on is not None and day >= event.starts_on


def is_changeable(registration, now):
    """Whether the person may change the own answers now."""
    settings = registration.settings
    if registration.state == State.CANCELLED or settings.called_off_at or registration.emptied_at:
        return False
    return may_change(now=now, begins_at=begins_at(settings.event), changes_until=settings.changes_until)


def is_cancellable(registration, now):
    """Whether the person may give the seat back now: until the event begins."""
    if registration.state == State.CANCELLED or registration.settings.called_off_at or registration.emptied_at:
        return False
    return now < begins_at(registration.settings.event)


def has_entry(registration):
    """Whether there is a date for the person's calendar: a seat, on a day that is known."""
    settings = registration.settings
    return registration.state == State.SEATED and settings.called_off_at is None and is_dated(settings.event)


def access_of(registration):
    """How to take part, and the language of these words: for whoever has a seat, else empty."""
    if registration.state != State.SEATED or registration.settings.called_off_at:
        return "", ""
    return translate(registration.settings, "access_note")


def waiting_position(registration):
    """1 for whoever moves up next; None for somebody who does not wait."""
    if registration.state != State.WAITING:
        return None
    before = Q(registered_at__lt=registration.registered_at) | Q(
        registered_at=registration.registered_at, pk__lt=registration.pk
    )
    return registration.settings.registrations.waiting().filter(before).count() + 1


def facts_of(event):
    """What people who come must know: where it differs from what they were told, they are to be told."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name in ("starts_on", "ends_on", "starts_at", "ends_at", "address", "city", "online")
        for value in [getattr(event, name)]
    }


def untold(settings):
    """Names of the facts that changed since the registered people were told."""
    now = facts_of(settings.event)
    return [name for name, value in now.items() if settings.told and settings.told.get(name, value) != value]


def span_of(event):
    """Begin and end for a calendar: moments in Berlin, or days where no hour is known."""
    if event.starts_at is None or (event.ends_at is None and event.last_day != event.starts_on):
        return event.starts_on, event.last_day
    end = datetime.combine(event.last_day, event.ends_at, ZONE) if event.ends_at else None
    return begins_at(event), end


def place_of(event):
    """Venue, city, country and "online", in the language that is active."""
    return ", ".join(filter(None, [event.address, town_words(event), _("online") if event.online else ""]))


def answer_words(question, answers, language):
    """An answer as people read it; empty where there is none."""
    value = answers.get(question.key)
    if value in (None, "", []):
        return ""
    if question.kind == question.Kind.YES_NO:
        return _("ja") if value == "yes" else _("nein")
    if question.kind in {question.Kind.SINGLE, question.Kind.MULTIPLE}:
        words = dict(question.choices) if language == "en" else {}
        values = value if isinstance(value, list) else [value]
        return "; ".join(words.get(one, one) for one in values)
    return str(value)
