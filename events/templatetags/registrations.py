"""{% load registrations %}: the box about registering on the page of an event, answers of one person."""

from django import template
from django.utils import timezone

from events.registration_facts import registration_of

register = template.Library()


@register.inclusion_tag("events/registration_box.html")
def registration_box(event):
    """{% registration_box event %}: whether and until when people can register. Draws nothing without registration."""
    settings, standing = registration_of(event, timezone.now())
    return {"event": event, "settings": settings, "standing": standing}


@register.filter
def of_row(by_key, key):
    """{{ answers|of_row:person.pk }}: what a dictionary holds under a row's key."""
    return by_key.get(key, ())
