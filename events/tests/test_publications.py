"""A publication has a page of its own, which everything leads to; it needs a file or a link."""

import json
import re

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import IssueItem, Publication
from events.newsletter_mail import address_of
from events.services import publishing
from goclusterportal.tests.world_content import PDF
from programme.errors import ActRefused
from records.uploads import store_upload

from .factories import NewsFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(member_cluster):
    document = store_upload(SimpleUploadedFile("bericht.pdf", PDF), by=None)
    return PublicationFactory(slug="bericht", title_de="Bericht", document=document, clusters=[member_cluster])


def test_its_page_says_what_it_is_and_what_the_download_weighs(client, report, member_cluster):
    NewsFactory(title_de="Verwandt", clusters=[member_cluster])
    page = client.get("/publications/bericht/").content.decode()
    assert "<strong>Betonung</strong>" in page
    assert re.search(r'href="/publications/bericht/file/">bericht.pdf herunterladen \(PDF, \d+', page)
    assert "Verwandt" in page
    assert "Publikation, <time" in page
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert (json.loads(data)["@type"], json.loads(data)["headline"]) == ("Report", "Bericht")
    assert "Zur Publikation" not in page
    PublicationFactory(slug="entwurf", released_on=None)
    assert client.get("/publications/entwurf/").status_code == 404


def test_everything_leads_there(client, report):
    assert 'href="/publications/bericht/">Bericht' in client.get("/publications/").content.decode()
    assert "/publications/bericht/</loc>" in client.get("/sitemap.xml").content.decode()
    assert address_of(IssueItem(kind="publication", slug="bericht")).endswith("/publications/bericht/")
    (entry,) = feedparser.parse(client.get("/news/feed/").content).entries
    assert entry.link.endswith("/publications/bericht/")


def test_without_file_and_link_it_is_not_released(client, office, today):
    bare = PublicationFactory(released_on=None)
    with pytest.raises(ActRefused):
        publishing.release(bare, on=today, actor=office, day=today)
    client.force_login(office)
    act = reverse("admin:events_publication_act", args=[bare.pk, "release"])
    assert "braucht eine Datei oder einen Link" in client.post(act, {"on": today}).content.decode()
    add, values = reverse("admin:events_publication_add"), {"title_de": "Neu", "released_on": today}
    assert list(client.post(add, values).context["adminform"].form.errors) == ["upload"]
    assert client.post(add, {**values, "link": "https://portal.example/x"}).status_code == 302
    new = Publication.objects.get(title_de="Neu")
    assert new.released_on == today
    # Nor can its only source be taken away.
    change = reverse("admin:events_publication_change", args=[new.pk])
    answer = client.post(change, {"title_de": "Neu", "link": ""})
    assert list(answer.context["adminform"].form.errors) == ["upload"]


def test_the_office_previews_it(client, office, report):
    Publication.objects.update(released_on=None)
    client.force_login(office)
    page = client.get(reverse("admin:events_publication_preview", args=[report.pk])).content.decode()
    assert "bericht.pdf herunterladen" in page
