"""{% load registrations %}: what the page of an event says about registering, answers of one person."""

from django import template
from django.utils import timezone

from events.registration_facts import registration_of

register = template.Library()


@register.simple_tag
def registering(event):
    """{% registering event as found %}: {settings, standing} for events/registration_box.html; None without."""
    settings, standing = registration_of(event, timezone.now())
    return {"settings": settings, "standing": standing} if settings else None


@register.filter
def of_row(by_key, key):
    """{{ answers|of_row:person.pk }}: what a dictionary holds under a row's key."""
    return by_key.get(key, ())
