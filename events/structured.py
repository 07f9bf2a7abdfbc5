"""What search engines read of an event and an article (schema.org), as plain data; {% json_ld %} writes it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from programme.templatetags.portal import translate
from records.shown_pictures import shown

from .models import Event, Publication
from .seats import ZONE

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
        "eventStatus": f"https://schema.org/{_status(event)}",
        "url": address,
        "location": _places(event, address),
    }
    if event.moved_from and not event.cancelled_on:
        data["previousStartDate"] = event.moved_from.isoformat()
    if event.organiser:
        data["organizer"] = {"@type": "Organization", "name": event.organiser}
    return data


def news_article(article):
    """The article as a dictionary, in the language of the page; all addresses are absolute."""
    title, language = translate(article, "title")
    facts = {
        "@context": "https://schema.org",
        "@type": "Report" if isinstance(article, Publication) else "NewsArticle",
        "headline": title,
        "inLanguage": language,
        "datePublished": article.released_on.isoformat(),
        "dateModified": article.updated_at.isoformat(timespec="seconds"),
        "mainEntityOfPage": address_of(article),
        "publisher": {"@type": "Organization", "name": gettext("Innovationscluster-Portal")},
        "author": {"@type": "Organization", "name": gettext("Innovationscluster-Portal")},
    }
    teaser = translate(article, "teaser")[0]
    if teaser:
        facts["description"] = teaser
    if article.picture:
        facts["image"] = settings.SITE_URL + shown(article.picture).address
    about = [
        {
            "@type": "Organization",
            "name": one.name,
            "url": settings.SITE_URL + reverse("public:cluster", args=[one.slug]),
        }
        for one in article.public_clusters
    ]
    if about:
        facts["about"] = about
    return facts


def address_of(article):
    """The absolute address of a news item, a story or a publication in the language that is on."""
    return settings.SITE_URL + reverse(f"events:{article._meta.model_name}", args=[article.slug])


def _status(event):
    if event.cancelled_on:
        return "EventCancelled"
    return "EventRescheduled" if event.moved_from else "EventScheduled"


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
