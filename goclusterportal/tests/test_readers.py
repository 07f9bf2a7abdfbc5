"""Every public feed and calendar is read by libraries that the portal itself does not use: feedparser and vobject.

A new address joins by itself: what the access table offers visitors and what answers as a feed or calendar is read.
"""

import datetime
import json

import feedparser
import pytest
import vobject
from django.test import Client
from django.urls import reverse

from events.models import Event, News

from .access import SHOWN, TABLE
from .test_access import objects

FEEDS = ("application/atom+xml", "application/rss+xml", "application/feed+json")
# What is hard to write down: signs of both formats, a long line, another alphabet.
HARD = "Ende; mit, „Zeichen“ & <Klammern>\\n – " + "lang " * 40 + "😀 Łódź"


@pytest.fixture
def answers(world):
    """(address, content type, bytes) of everything that is no page, in both languages."""
    Event.objects.filter(pk=world.event.pk).update(
        title_de=HARD[:200], summary_de=HARD, city="Łódź; Mitte, 2", starts_at=datetime.time(9), ends_at=None
    )
    News.objects.filter(pk=world.news.pk).update(title_de=HARD[:200], teaser_de=HARD, body_de=HARD)
    parts, client, found = objects(world), Client(), []
    for name, row in TABLE.items():
        if "visitor" not in row.who or row.get != SHOWN:
            continue
        for language in ("de", "en"):
            address = f"{reverse(name, kwargs=parts[row.needs])}?lang={language}"
            answer = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found.append((address, answer["Content-Type"].partition(";")[0], content))
    return found


def of_kind(answers, *kinds):
    found = [(address, content) for address, kind, content in answers if kind in kinds]
    assert found
    return found


@pytest.mark.django_db
def test_feeds(answers):
    titles = set()
    for address, content in of_kind(answers, *FEEDS):
        feed = feedparser.parse(content)
        assert not feed.bozo, (address, feed.get("bozo_exception"))
        assert feed.version in {"atom10", "rss20"}, address
        assert feed.feed.title, address
        assert feed.feed.link.startswith("http"), address
        assert feed.entries, address
        keys = [entry.id for entry in feed.entries]
        assert len(keys) == len(set(keys)), address
        for entry in feed.entries:
            assert entry.title, address
            assert entry.link.startswith("http"), address
            assert entry.get("published_parsed") or entry.get("updated_parsed"), address
            assert "<script" not in entry.get("summary", "")
        titles |= {entry.title for entry in feed.entries}
    assert [title for title in titles if title.startswith("Ende; mit, „Zeichen“")]


@pytest.mark.django_db
def test_calendars(answers):
    titles = []
    for address, content in of_kind(answers, "text/calendar"):
        assert b"\r\n" in content
        assert max(map(len, content.split(b"\r\n"))) <= 75, address
        (calendar,) = vobject.readComponents(content.decode())
        calendar.validate(raiseException=True)
        for entry in calendar.contents.get("vevent", []):
            for needed in ("uid", "dtstamp", "dtstart", "summary"):
                assert needed in entry.contents, (address, needed)
            titles.append(entry.summary.value)
    assert HARD[:200].rstrip().replace("\\n", "\n") in {title.replace("\\n", "\n") for title in titles}


@pytest.mark.django_db
def test_answers_in_json_are_json(answers):
    for _address, content in of_kind(answers, "application/json"):
        assert json.loads(content)
