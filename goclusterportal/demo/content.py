"""Invented events, so that no list of the demo is empty."""

import datetime

from events.models import Event

NOTE_DE = "Erfunden für die Demonstration."
NOTE_EN = "Invented for the demonstration."


def load(day):
    """Everything that is not there yet, by its address. Returns how many pieces are new."""
    made = [
        _event("demo-jahrestreffen", Event.Kind.ANNUAL_MEETING, "Jahrestreffen der Innovationscluster",
               "Annual meeting of the innovation clusters", day + datetime.timedelta(days=40), "Berlin", day),
        _event("demo-webinar-silber", Event.Kind.WEBINAR, "Webinar: Der Weg zum Silber-Label",
               "Webinar: the way to the silver label", day + datetime.timedelta(days=12), "", day, online=True),
    ]  # fmt: skip
    return sum(made)


def _event(slug, kind, title_de, title_en, starts_on, city, day, online=False):
    values = {
        "kind": kind,
        "title_de": title_de,
        "title_en": title_en,
        "summary_de": NOTE_DE,
        "summary_en": NOTE_EN,
        "starts_on": starts_on,
        "ends_on": starts_on,
        "starts_at": datetime.time(10),
        "ends_at": datetime.time(16),
        "city": city,
        "online": online,
        "released_on": day,
    }
    return Event.objects.get_or_create(slug=slug, defaults=values)[1]
