"""Calendar files and the feed: parsed by someone else's reader."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from icalendar import Calendar

from events.models import Event

from .factories import EventFactory, NewsFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies
    return Calendar.from_ical(answer.content)


def entry_of(client, slug, query=""):
    (entry,) = parsed(client.get(f"/events/{slug}.ics{query}")).walk("VEVENT")
    return entry


def test_whole_days_end_on_the_day_after_the_last(client):
    EventFactory(slug="woche", title_de="Woche", starts_on=datetime.date(2026, 5, 4), ends_on=datetime.date(2026, 5, 8))
    entry = entry_of(client, "woche")
    assert entry.decoded("dtstart") == datetime.date(2026, 5, 4)
    assert entry.decoded("dtend") == datetime.date(2026, 5, 9)
    assert str(entry["url"]).endswith("/events/woche/")


@pytest.mark.parametrize(("day", "offset"), [(datetime.date(2026, 7, 1), 2), (datetime.date(2026, 12, 1), 1)])
def test_times_are_those_of_berlin_with_their_zone_written_out(client, day, offset):
    EventFactory(slug="termin", starts_on=day, starts_at=datetime.time(9, 30), ends_at=datetime.time(16), city="Jena")
    answer = client.get("/events/termin.ics")
    calendar = parsed(answer)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Berlin"
    assert b"DTSTART;TZID=Europe/Berlin:" in answer.content
    (entry,) = calendar.walk("VEVENT")
    assert entry.decoded("dtstart").utcoffset() == datetime.timedelta(hours=offset)
    assert (entry.decoded("dtend") - entry.decoded("dtstart")) == datetime.timedelta(hours=6, minutes=30)
    assert str(entry["location"]) == "Jena"


def test_the_description_is_plain_text(client):
    EventFactory(
        slug="text", summary_de="Mit **Betonung**.\n\n![Der Saal](bild:abcdefgh1234)\n\n[Mehr](https://x.test/)"
    )
    description = str(entry_of(client, "text")["description"])
    assert description.startswith("Mit Betonung.")
    assert "bild:" not in description
    assert "Mehr (https://x.test/)" in description


def test_a_beginning_without_an_end_stays_open(client):
    EventFactory(slug="offen", starts_at=datetime.time(9))
    assert "dtend" not in entry_of(client, "offen")


def test_several_days_with_only_a_beginning_are_whole_days(client):
    EventFactory(
        slug="tage",
        starts_on=datetime.date(2026, 5, 4),
        ends_on=datetime.date(2026, 5, 5),
        starts_at=datetime.time(9),
    )
    assert entry_of(client, "tage").decoded("dtend") == datetime.date(2026, 5, 6)


def test_the_entry_keeps_its_identity_in_every_language_and_after_changes(client, time_machine):
    time_machine.move_to(datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC), tick=False)
    event = EventFactory(slug="bleibt", title_de="Alt", title_en="Old")
    german, english = entry_of(client, "bleibt"), entry_of(client, "bleibt", "?lang=en")
    assert (str(german["summary"]), str(english["summary"])) == ("Alt", "Old")
    assert str(english["url"]).endswith("/en/events/bleibt/")
    time_machine.shift(60)
    event.title_de = "Neu; mit, Zeichen\nund Umbruch"
    event.save()
    changed = entry_of(client, "bleibt", "?x=1")
    assert german["uid"] == english["uid"] == changed["uid"]
    assert str(changed["summary"]) == "Neu; mit, Zeichen\nund Umbruch"
    assert changed.decoded("dtstamp") > german.decoded("dtstamp")


def test_a_german_text_in_the_english_calendar_says_so(client):
    EventFactory(slug="deutsch", title_de="Nur deutsch")
    assert entry_of(client, "deutsch", "?lang=en")["summary"].params["LANGUAGE"] == "de"


@pytest.mark.parametrize(
    "values",
    [
        {"date_precision": "month"},
        {"date_precision": "year"},
        {"date_precision": "undated", "starts_on": None},
        {"released_on": None},
    ],
)
def test_only_released_events_with_a_known_day_are_in_a_calendar(client, values):
    EventFactory(slug="anders", title_de="Kanarienvogel", **values)
    EventFactory(slug="dabei")
    assert client.get("/events/anders.ics").status_code == 404
    calendar = parsed(client.get("/events/calendar.ics"))
    uids = {str(entry["uid"]) for entry in calendar.walk("VEVENT")}
    assert "event-dabei@goclusterportal" in uids
    assert "event-anders@goclusterportal" not in uids
    assert len(uids) == 8


def test_the_calendar_costs_the_same_for_any_number_of_events(client, django_assert_num_queries):
    Event.objects.all().delete()
    for total in (1, 3, 100):
        EventFactory.create_batch(total - Event.objects.count())
        # The content version and the events.
        with django_assert_num_queries(2):
            client.get("/events/calendar.ics", {"x": total})


def test_calendars_and_feed_have_one_address(client):
    EventFactory(slug="hier")
    for address in ("/en/events/calendar.ics", "/en/events/hier.ics", "/en/news/feed/"):
        assert client.get(address).status_code == 404


def feed(client, query=""):
    answer = client.get(f"/news/feed/{query}")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not answer.cookies
    return ET.fromstring(answer.content)


def test_the_feed_lists_released_news_the_latest_first(client, settings):
    NewsFactory(slug="alt", title_de="Alt", released_on=datetime.date(2026, 1, 1))
    NewsFactory(slug="neu", title_de="Neu & <gut>", title_en="New", released_on=datetime.date(2026, 2, 1))
    NewsFactory(title_de="Kanarienvogel", released_on=None)
    root = feed(client)
    entries = root.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Neu & <gut>", "Alt"]
    assert entries[0].find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}/news/neu/"
    assert entries[0].find(f"{ATOM}published").text == "2026-02-01T00:00:00+01:00"
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")} == {
        "alternate": f"{settings.SITE_URL}/news/",
        "self": f"{settings.SITE_URL}/news/feed/?lang=de",
    }
    english = feed(client, "?lang=en").findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in english] == ["New", "Alt"]
    assert english[0].find(f"{ATOM}link").get("href") == f"{settings.SITE_URL}/en/news/neu/"


def test_the_feed_without_news_is_a_feed(client):
    assert feed(client).findall(f"{ATOM}entry") == []
