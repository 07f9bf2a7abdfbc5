"""Invented events, news and a story, so that no list of the demo is empty."""

import datetime

from clusters.models import Cluster
from events.models import Event, News, Story

from .register import OWN_MEMBER

NOTE_DE = "Erfunden für die Demonstration."
NOTE_EN = "Invented for the demonstration."


def load(day):
    """Everything that is not there yet, by its address. Returns how many pieces are new."""
    own = Cluster.objects.get(external_id=OWN_MEMBER)
    made = [
        _event("demo-jahrestreffen", Event.Kind.ANNUAL_MEETING, "Jahrestreffen der Innovationscluster",
               "Annual meeting of the innovation clusters", day + datetime.timedelta(days=40), "Berlin", day),
        _event("demo-webinar-silber", Event.Kind.WEBINAR, "Webinar: Der Weg zum Silber-Label",
               "Webinar: the way to the silver label", day + datetime.timedelta(days=12), "", day, online=True),
        _article(News, "demo-neue-mitglieder", day, own, "Neue Mitglieder im Programm", "New members in the programme"),
        _article(News, "demo-selbstcheck", day, None, "Selbstcheck für Bewerbungen", "Self-check for applicants"),
        _article(Story, "demo-holzbau-drei-stockwerke", day, own, "Drei Stockwerke aus Holz in zehn Tagen",
                 "Three storeys of timber in ten days", number=1),
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


def _article(model, slug, day, cluster, title_de, title_en, **more):
    values = {
        "title_de": title_de,
        "title_en": title_en,
        "teaser_de": NOTE_DE,
        "teaser_en": NOTE_EN,
        "body_de": f"{NOTE_DE}\n\nSo sieht ein Beitrag aus: ein Titel, ein Anreißer und ein Text mit **Markdown**.",
        "body_en": f"{NOTE_EN}\n\nThis is what an article looks like: a title, a teaser, and a text in **Markdown**.",
        "released_on": day,
        **more,
    }
    article, created = model.objects.get_or_create(slug=slug, defaults=values)
    if created and cluster:
        article.clusters.add(cluster)
    return created
