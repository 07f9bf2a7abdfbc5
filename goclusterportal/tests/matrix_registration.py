"""The matrix on registration for events: forms with errors, and the page of a registration in each of its states."""

import datetime

from django.utils import timezone

from events.models import Event, RegistrationSettings
from events.registration_links import token_of
from events.services.registration_news import call_off
from events.services.registrations import cancel
from events.tests.registrations import registered


def further_registrations(world):
    """(gone, off, later, free, members): made once for a world, however often they are asked for."""
    if hasattr(world, "further_registrations"):
        return world.further_registrations
    gone = registered(world.registration_settings, 3)
    cancel(gone, now=timezone.now())
    event = _another(world, "abgesagt")
    off = registered(event, 4)
    call_off(event.event, reason="Krankheit", actor=world.cast.office, now=timezone.now())
    later = _another(world, "spaeter", opens_on=world.today + datetime.timedelta(days=1))
    free = _another(world, "frei", capacity=20)
    members = _another(world, "mitglieder", audience="members")
    world.further_registrations = gone, off, later, free, members
    return world.further_registrations


def registration_pages(world, empty_form):
    settings = world.registration_settings
    gone, off, later, free, members = further_registrations(world)
    own = f"/events/registrations/{world.registration_token}/"
    admin = "/admin/events"
    return [
        ("visitor", f"/events/{world.event.slug}/register/", empty_form),
        ("manager", f"/events/{free.event.slug}/register/", None),
        ("visitor", f"/events/{free.event.slug}/", None),
        ("visitor", f"/events/{later.event.slug}/register/", None),
        ("visitor", f"/events/{members.event.slug}/register/", None),
        ("outsider", f"/events/{members.event.slug}/register/", None),
        ("visitor", f"{own}change/", empty_form),
        ("visitor", f"/events/registrations/{token_of(world.waiting)}/", None),
        ("visitor", f"/events/registrations/{token_of(gone)}/", None),
        ("visitor", f"/events/registrations/{token_of(off)}/", None),
        ("office", f"{admin}/registrationsettings/{settings.pk}/act/on-behalf/", empty_form),
        ("office", f"{admin}/registrationsettings/{settings.pk}/attendance/?q=niemand", None),
        ("office", f"{admin}/registration/{world.waiting.pk}/act/move-up/", empty_form),
        ("office", f"{admin}/registrationsettings/add/", empty_form),
    ]


def _another(world, slug, **values):
    event = Event.objects.create(
        slug=slug,
        kind=Event.Kind.WORKSHOP,
        title_de=f"Werkstatt {slug}",
        starts_on=world.today + datetime.timedelta(days=30),
        released_on=world.today,
    )
    closes_at = timezone.now() + datetime.timedelta(days=29)
    return RegistrationSettings.objects.create(event=event, closes_at=closes_at, **values)
