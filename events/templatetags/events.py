"""Template filters for events: {% load events %}."""

from django import template

from events import wording

register = template.Library()


@register.filter
def event_date(event):
    """{{ event|event_date }}: when it takes place, as exact as it is known."""
    return wording.date_words(event)


@register.filter
def event_participants(event):
    """{{ event|event_participants }}: "rund 200"."""
    return wording.participants_words(event)
