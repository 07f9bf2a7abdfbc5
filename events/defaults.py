"""What the events start with: the programme's past events as it has published them."""

from datetime import date
from pathlib import Path

from clusters.defaults import first_day
from clusters.naming import slug_for
from programme.defaults import read_csv
from programme.searched import fill_search_texts

from .models import Edition, Event, News, NewsletterTopic, Publication, Story

DATA = Path(__file__).resolve().parent / "data"
PUBLISHED_BY = date(2022, 12, 31)
"""The sources of this archive had appeared by then; it is the day of release for an event without a date."""
TOPICS = (
    ("programme", "Programm und Ausschreibungen", "Programme and calls", ["programme", "news", "publication"]),
    ("events", "Veranstaltungen", "Events", ["event"]),
    ("stories", "Erfolge aus den Clustern", "Success stories from the clusters", ["story"]),
)
"""code, names, and what belongs to it [D]; the office changes them."""


def load_defaults():
    """Topics of the newsletter and the archive of past events, each unless there are some already; safe to repeat."""
    fill_search_texts(Edition, Event, News, Story, Publication)
    if not NewsletterTopic.objects.exists():
        NewsletterTopic.objects.bulk_create(
            NewsletterTopic(code=code, name_de=german, name_en=english, kinds=kinds, position=position)
            for position, (code, german, english, kinds) in enumerate(TOPICS, 1)
        )
    if Event.objects.exists():
        return
    events = []
    for row in read_csv(DATA / "programme_events.csv"):
        slug = slug_for(row["name_de"], {event.slug for event in events}, fallback="event")
        events.append(_event(row, slug))
    Event.objects.bulk_create(events)


def _event(row, slug):
    starts_on, ends_on = first_day(row["start"]), first_day(row["end"])
    return Event(
        slug=slug,
        kind=row["type"],
        title_de=row["name_de"],
        date_precision=row["date_precision"],
        starts_on=starts_on,
        ends_on=ends_on,
        city=row["city"],
        country=row["country"],
        online=bool(row["online"]),
        participants=int(row["participants"]) if row["participants"] else None,
        participants_qualifier=row["participants_qualifier"],
        note_de=row["note_de"],
        note_en=row["note_en"],
        released_on=ends_on or starts_on or PUBLISHED_BY,
    )
