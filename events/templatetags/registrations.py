"""{% load registrations %}: answers of one person."""

from django import template

register = template.Library()


@register.filter
def of_row(by_key, key):
    """{{ answers|of_row:person.pk }}: what a dictionary holds under a row's key."""
    return by_key.get(key, ())
