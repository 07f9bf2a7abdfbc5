"""Events as iCalendar (RFC 5545): whole days, or Europe/Berlin times with their time zone written out."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from icalendar import Calendar
from icalendar import Event as CalendarEntry

from programme.templatetags.portal import translate

from .plaintext import plain_text
from .registration_facts import place_of, span_of


def calendar_of(events):
    """The bytes of a calendar of day-precise events, in the language that is active."""
    calendar = Calendar()
    calendar.add("prodid", "-//goclusterportal//events//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("Veranstaltungen der Innovationscluster"))
    for event in events:
        calendar.add_component(_entry(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(event):
    entry = CalendarEntry()
    # The same in every language and for ever: a calendar program recognises the event by it.
    entry.add("uid", f"event-{event.slug}@goclusterportal")
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("last-modified", event.updated_at.astimezone(UTC))
    entry.add("sequence", event.sequence)
    entry.add("status", "CANCELLED" if event.cancelled_on else "CONFIRMED")
    start, end = span_of(event)
    entry.add("dtstart", start)
    if end:
        # Whole days end on the day after the last.
        entry.add("dtend", end if isinstance(end, datetime) else end + timedelta(days=1))
    for name, column in (("summary", "title"), ("description", "summary")):
        text, language = translate(event, column)
        text = plain_text(text) if column == "summary" else text
        if text:
            # Fallen back to German, it says so.
            entry.add(name, text, parameters={} if language == get_language() else {"language": language})
    if place := place_of(event):
        entry.add("location", place)
    entry.add("url", settings.SITE_URL + reverse("events:event", args=[event.slug]))
    return entry
