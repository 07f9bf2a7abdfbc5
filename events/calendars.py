"""Events as iCalendar (RFC 5545): whole days, or Europe/Berlin times with their time zone written out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from icalendar import Calendar
from icalendar import Event as CalendarEntry

from programme.templatetags.portal import translate

ZONE = ZoneInfo("Europe/Berlin")


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
    if event.cancelled_on:
        entry.add("status", "CANCELLED")
    start, end = _span(event)
    entry.add("dtstart", start)
    if end:
        entry.add("dtend", end)
    for name, column in (("summary", "title"), ("description", "summary")):
        text, language = translate(event, column)
        if text:
            # Fallen back to German, it says so.
            entry.add(name, text, parameters={} if language == get_language() else {"language": language})
    places = [event.address, event.city, gettext("online") if event.online else ""]
    if any(places):
        entry.add("location", ", ".join(filter(None, places)))
    entry.add("url", settings.SITE_URL + reverse("events:event", args=[event.slug]))
    return entry


def _span(event):
    """Start and end. Whole days end on the day after the last (RFC 5545); None where only the beginning is known."""
    if event.starts_at is None or (event.ends_at is None and event.last_day != event.starts_on):
        return event.starts_on, event.last_day + timedelta(days=1)
    start = datetime.combine(event.starts_on, event.starts_at, ZONE)
    end = datetime.combine(event.last_day, event.ends_at, ZONE) if event.ends_at else None
    return start, end
