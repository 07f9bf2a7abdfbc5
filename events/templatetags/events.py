"""Template filters for events: {% load events %}."""

from django import template

from events import wording
from events.registration_facts import place_of

register = template.Library()


@register.filter
def event_date(event):
    """{{ event|event_date }}: when it takes place, as exact as it is known."""
    return wording.date_words(event)


@register.filter
def event_participants(event):
    """{{ event|event_participants }}: "rund 200"."""
    return wording.participants_words(event)


@register.filter
def event_town(event):
    """{{ event|event_town }}: "Jena", abroad "Paris, Frankreich"; empty where there is none."""
    return wording.town_words(event)


@register.filter
def event_place(event):
    """{{ event|event_place }}: venue, town, country and "online"."""
    return place_of(event)
