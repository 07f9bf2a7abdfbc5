"""The calendar entry that goes along with the mails about a registration (RFC 5545, RFC 5546; decision 0025).

A mail invites (REQUEST) or calls off (CANCEL) exactly the person it goes to; a download only tells (PUBLISH). The same
UID and a rising SEQUENCE let a calendar move the entry instead of doubling it.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings as portal
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from programme.models import ProgrammeSettings
from programme.templatetags.portal import translated
from records.calendars import uid_of

from .registration_facts import place_of, span_of

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def entry_for(registration, method=PUBLISH):
    """The text of a calendar with this one date, in the person's language."""
    with translation.override(registration.language):
        calendar = Calendar()
        calendar.add("prodid", "-//goclusterportal//registration//DE")
        calendar.add("version", "2.0")
        calendar.add("method", method)
        calendar.add_component(_entry(registration, method))
        return calendar.to_ical().decode()


def _entry(registration, method):
    event, entry = registration.settings.event, Event()
    entry.add("uid", uid_of("registration", registration.key))
    entry.add("sequence", registration.sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    start, end = span_of(event)
    if isinstance(start, datetime):
        entry.add("dtstart", start.astimezone(UTC))
        if end:
            entry.add("dtend", end.astimezone(UTC))
    else:
        # Whole days end on the day after the last.
        entry.add("dtstart", start)
        entry.add("dtend", end + timedelta(days=1))
    entry.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry.add("summary", translated(event, "title"))
    if place := place_of(event):
        entry.add("location", place)
    # The event's page, not the personal one: calendars are shared with colleagues.
    address = portal.SITE_URL + reverse("events:event", args=[event.slug])
    entry.add("description", _("Alles Weitere im Portal: %(address)s") % {"address": address})
    entry.add("url", address)
    organizer = vCalAddress(f"mailto:{ProgrammeSettings.load().office_email}")
    organizer.params["cn"] = vText(_("Programmbüro"))
    entry["organizer"] = organizer
    if method != PUBLISH:
        attendee = vCalAddress(f"mailto:{registration.email}")
        attendee.params["rsvp"] = vText("FALSE")
        attendee.params["partstat"] = vText("NEEDS-ACTION")
        entry.add("attendee", attendee, encode=0)
    return entry
