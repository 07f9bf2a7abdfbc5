"""The pages: what visitors see, what they never see, and at what cost."""

import datetime
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from clusters.tests.factories import ClusterFactory
from events.models import Event
from records.uploads import store_upload

from .factories import EventFactory, NewsFactory, PublicationFactory, StoryFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
LISTS = {
    "event-list": EventFactory,
    "news-list": NewsFactory,
    "story-list": StoryFactory,
    "publication-list": PublicationFactory,
}
DETAILS = {"event": EventFactory, "news": NewsFactory, "story": StoryFactory}


def text_of(answer):
    """The visible words of a page, with single spaces."""
    words = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(answer.content.decode())
    return " ".join(" ".join(words).split())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", [*LISTS, "newsletter-sent"])
def test_visitors_get_the_lists_without_a_cookie(client, name, language):
    with translation.override(language):
        answer = client.get(reverse(f"events:{name}"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize(("name", "factory"), DETAILS.items())
def test_visitors_read_what_is_released_without_a_cookie(client, name, factory):
    row = factory(title_de="Sichtbarer Titel")
    answer = client.get(reverse(f"events:{name}", args=[row.slug]))
    assert "Sichtbarer Titel" in text_of(answer)
    assert not answer.cookies


@pytest.mark.parametrize("released_on", [None, "tomorrow"])
@pytest.mark.parametrize(("name", "factory"), DETAILS.items())
def test_what_is_not_released_does_not_exist(client, name, factory, released_on, today):
    day = today + datetime.timedelta(days=1) if released_on else None
    row = factory(title_de="Kanarienvogel", released_on=day)
    assert client.get(reverse(f"events:{name}", args=[row.slug])).status_code == 404


@pytest.mark.parametrize(("name", "factory"), LISTS.items())
def test_lists_never_name_what_is_not_released(client, name, factory, today):
    factory(title_de="Kanarienvogel", released_on=None)
    factory(title_de="Kanarienvogel", released_on=today + datetime.timedelta(days=1))
    factory(title_de="Sichtbar", released_on=today)
    words = text_of(client.get(reverse(f"events:{name}")))
    assert "Sichtbar" in words
    assert "Kanarienvogel" not in words


def test_empty_lists_say_what_that_means(client):
    Event.objects.all().delete()
    assert "Zurzeit ist keine Veranstaltung angekündigt." in text_of(client.get("/events/"))
    assert "Noch liegt keine Veranstaltung zurück." in text_of(client.get("/events/archive/"))
    assert "Noch gibt es keine Meldung." in text_of(client.get("/news/"))
    assert "Noch ist kein ClusterERFOLG veröffentlicht." in text_of(client.get("/stories/"))
    assert "Noch ist nichts veröffentlicht." in text_of(client.get("/publications/"))


def test_the_archive_tells_dates_and_numbers_as_they_are_known(client):
    words = text_of(client.get("/events/archive/"))
    assert "Clusterkonferenz: Innovative Netzwerke verbinden 2016 Berlin" in words
    assert "mehr als 100 Teilnehmende" in words
    assert "rund 200 Teilnehmende" in words
    assert "1. Vernetzungstag undatiert Nürnberg" in words
    assert "1. Januar" not in words


def test_events_to_come_and_the_archive_have_pages(client, today):
    for number in range(21):
        EventFactory(title_de=f"Kommt {number:02}", starts_on=today + datetime.timedelta(days=number))
        EventFactory(title_de=f"War {number:02}", starts_on=today - datetime.timedelta(days=number + 1))
    assert "Kommt 20" not in text_of(client.get("/events/"))
    assert "Kommt 20" in text_of(client.get("/events/?page=2"))
    assert "War 20" not in text_of(client.get("/events/archive/"))
    assert "War 20" in text_of(client.get("/events/archive/?page=2"))
    assert client.get("/events/?page=999").status_code == 200


def test_english_falls_back_to_german_and_says_so(client):
    EventFactory(slug="nur-deutsch", title_de="Nur deutsch", summary_de="Ein *Text*.")
    EventFactory(slug="beides", title_de="Deutsch", title_en="English")
    answer = client.get("/en/events/nur-deutsch/").content.decode()
    assert '<span lang="de">Nur deutsch</span>' in answer
    assert "<em>Text</em>" in answer
    assert "English" in text_of(client.get("/en/events/beides/"))
    note = client.get("/en/events/1-vernetzungstag/").content.decode()
    assert "host CNA e.V.; date not published" in note


def test_markdown_is_cleaned(client):
    NewsFactory(slug="text", body_de="## Titel\n\n<script>alert(1)</script> **fett** [x](javascript:alert(1))")
    answer = client.get("/news/text/").content.decode()
    assert "<strong>fett</strong>" in answer
    assert "<script>alert" not in answer
    assert 'href="javascript' not in answer


@pytest.mark.parametrize(("name", "factory"), DETAILS.items())
def test_only_public_clusters_are_named(client, name, factory, member_cluster):
    hidden = ClusterFactory(name="Kanarien-Cluster", profile_released=True)
    row = factory(clusters=[member_cluster, hidden])
    words = text_of(client.get(reverse(f"events:{name}", args=[row.slug])))
    assert member_cluster.name in words
    assert "Kanarien-Cluster" not in words


def test_a_released_publication_hands_out_its_file(client, office):
    document = store_upload(SimpleUploadedFile("Jahresbericht Größe.pdf", PDF), by=office)
    PublicationFactory(slug="bericht", document=document)
    PublicationFactory(slug="geheim", document=document, released_on=None)
    PublicationFactory(slug="ohne-datei", link="https://portal.example/studie")
    listed = client.get("/publications/").content.decode()
    assert "/publications/bericht/file/" in listed
    assert "geheim" not in listed
    answer = client.get("/publications/bericht/file/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert not answer.cookies
    assert client.get("/publications/geheim/file/").status_code == 404
    assert client.get("/publications/ohne-datei/file/").status_code == 404
    assert client.get("/publications/keine/file/").status_code == 404


@pytest.mark.parametrize(("name", "factory"), LISTS.items())
def test_lists_cost_the_same_for_any_number_of_rows(client, name, factory, django_assert_max_num_queries, office):
    document = store_upload(SimpleUploadedFile("datei.pdf", PDF), by=office)
    more = {"document": document} if factory is PublicationFactory else {}
    made, costs = 0, []
    for total in (1, 3, 100):
        factory.create_batch(total - made, **more)
        made = total
        # The address differs, so that no page comes from the cache.
        with django_assert_max_num_queries(12) as counted:
            client.get(reverse(f"events:{name}"), {"x": total})
        costs.append(len(counted))
    assert len(set(costs)) == 1


def test_a_change_of_day_shows_at_once(client, time_machine):
    time_machine.move_to(datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC))
    NewsFactory(title_de="Morgen frei", released_on=datetime.date(2026, 5, 2))
    assert "Morgen frei" not in text_of(client.get("/news/"))
    time_machine.move_to(datetime.datetime(2026, 5, 1, 22, 30, tzinfo=datetime.UTC))
    assert timezone.localdate() == datetime.date(2026, 5, 2)
    assert "Morgen frei" in text_of(client.get("/news/"))
