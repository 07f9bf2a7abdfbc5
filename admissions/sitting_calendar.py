"""A sitting as iCalendar (RFC 5545), for members of the board. It names no application: calendars get around."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

ZONE = ZoneInfo("Europe/Berlin")
USUAL_LENGTH = timedelta(hours=2)


def calendar_of(sitting):
    """The bytes of a calendar with one entry: the sitting, or the last day of a circulation as a whole day."""
    calendar = Calendar()
    calendar.add("prodid", "-//goclusterportal//board//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = Event()
    # The same for ever: a calendar program recognises a moved sitting by it.
    entry.add("uid", f"sitting-{sitting.key}@goclusterportal")
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    circulation = sitting.kind == sitting.Kind.CIRCULATION
    if sitting.starts_at and not circulation:
        start = datetime.combine(sitting.held_on, sitting.starts_at, ZONE)
        entry.add("dtstart", start)
        entry.add("dtend", start + USUAL_LENGTH)
    else:
        entry.add("dtstart", sitting.held_on)
        entry.add("dtend", sitting.held_on + timedelta(days=1))
    if circulation:
        entry.add("summary", _("Umlaufverfahren des Programmbegleitkreises: letzter Tag"))
    else:
        entry.add("summary", _("Sitzung des Programmbegleitkreises"))
    if sitting.place and not circulation:
        entry.add("location", sitting.place)
    entry.add("url", settings.SITE_URL + reverse("admissions:review-sitting", args=[sitting.key]))
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()
