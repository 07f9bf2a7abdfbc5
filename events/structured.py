"""What search engines read of an event (schema.org/Event)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from programme.templatetags.portal import translate

from .calendars import ZONE
from .models import Event

_MODES = {
    (False, False): "OfflineEventAttendanceMode",
    (False, True): "OnlineEventAttendanceMode",
    (True, False): "OfflineEventAttendanceMode",
    (True, True): "MixedEventAttendanceMode",
}


def event_data(event):
    """The data block of a day-precise event, in the language that is active; None for any other."""
    if event.date_precision != Event.Precision.DAY:
        return None
    address = settings.SITE_URL + reverse("events:event", args=[event.slug])
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": translate(event, "title")[0],
        "startDate": _moment(event.starts_on, event.starts_at),
        "endDate": _moment(event.last_day, event.ends_at),
        "eventAttendanceMode": f"https://schema.org/{_MODES[bool(event.city), event.online]}",
        "eventStatus": f"https://schema.org/{'EventCancelled' if event.cancelled_on else 'EventScheduled'}",
        "url": address,
        "location": _places(event, address),
    }
    if event.organiser:
        data["organizer"] = {"@type": "Organization", "name": event.organiser}
    return data


def _moment(day, time):
    return datetime.combine(day, time, ZONE).isoformat() if time else day.isoformat()


def _places(event, address):
    places = []
    if event.city or not event.online:
        place = {"@type": "PostalAddress", "addressCountry": event.country}
        if event.address:
            place["streetAddress"] = event.address
        if event.city:
            place["addressLocality"] = event.city
        places.append({"@type": "Place", "name": event.address or event.city or event.country, "address": place})
    if event.online:
        places.append({"@type": "VirtualLocation", "url": event.website or address})
    return places
