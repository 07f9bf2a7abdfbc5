"""Lists narrowed to a cluster: all that its profile cannot hold is reached from there."""

import datetime

import pytest

from clusters.models import Cluster
from clusters.tests.factories import ClusterFactory, MembershipFactory

from .factories import EventFactory, NewsFactory, StoryFactory

pytestmark = pytest.mark.django_db
LISTS = ["/news/", "/news/archive/2020/", "/stories/", "/events/", "/events/archive/"]


@pytest.fixture
def cluster(today):
    row = ClusterFactory(name="Photonik Jena", slug="photonik-jena", profile_released=True)
    MembershipFactory(cluster=row, public_from=today)
    return row


@pytest.fixture
def content(cluster, today):
    """Six of each of the cluster, and one of nobody's."""
    past = today - datetime.timedelta(days=40)
    for number in range(6):
        NewsFactory(title_de=f"Eigene {number}", clusters=[cluster])
        StoryFactory(title_de=f"Eigene {number}", clusters=[cluster])
        EventFactory(title_de=f"Eigene {number}", clusters=[cluster])
        EventFactory(title_de=f"Eigene {number}", clusters=[cluster], starts_on=past)
    NewsFactory(title_de="Fremde")
    StoryFactory(title_de="Fremde")
    EventFactory(title_de="Fremde")
    EventFactory(title_de="Fremde", starts_on=past)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_what_is_the_clusters(client, content, address):
    everything = client.get(address).content.decode()
    assert "Fremde" in everything
    narrowed = client.get(f"{address}?cluster=photonik-jena").content.decode()
    assert narrowed.count("Eigene") >= 6
    assert "Fremde" not in narrowed
    assert "Cluster: Photonik Jena" in narrowed
    assert f'href="{address}"' in narrowed
    assert "noindex" in narrowed


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("slug", ["gibt-es-nicht", "verborgen", "%00", "ä"])
def test_an_unknown_cluster_is_said_and_filters_nothing(client, content, address, slug):
    ClusterFactory(slug="verborgen", name="Verborgenes Cluster")
    page = client.get(f"{address}?cluster={slug}")
    words = page.content.decode()
    assert page.status_code == 200
    assert "Dieses Cluster gibt es hier nicht" in words
    assert "Fremde" in words
    assert "Verborgenes" not in words


def test_the_other_filters_keep_the_cluster(client, content, today):
    EventFactory(kind="fair", title_de="Lichtmarkt")
    words = client.get("/events/?cluster=photonik-jena&kind=workshop").content.decode()
    assert 'href="/events/?cluster=photonik-jena"' in words
    assert "Lichtmarkt" not in words
    assert 'href="/events/?kind=workshop"' in words
    EventFactory(clusters=[Cluster.objects.get()], starts_on=datetime.date(2020, 5, 1))
    archive = client.get("/events/archive/?cluster=photonik-jena").content.decode()
    assert 'href="/events/archive/?year=2020&amp;cluster=photonik-jena"' in archive
    news = client.get("/news/?cluster=photonik-jena").content.decode()
    assert 'href="/news/archive/2020/?cluster=photonik-jena"' in news
    assert "2020 (6)" in news


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/news/", "Zu diesem Cluster gibt es hier keine Meldung."),
        ("/stories/", "Dazu gibt es hier keinen Beitrag."),
        ("/events/", "Zu dieser Auswahl gibt es keine Veranstaltung."),
        ("/events/archive/", "Von diesem Cluster liegt hier keine Veranstaltung zurück."),
    ],
)
def test_nothing_of_a_cluster_is_said(client, cluster, address, words):
    NewsFactory()
    StoryFactory()
    assert words in client.get(f"{address}?cluster={cluster.slug}").content.decode()


def test_the_profile_leads_there(client, cluster, content):
    words = client.get("/clusters/photonik-jena/").content.decode()
    for address in ("/news/", "/stories/", "/events/", "/events/archive/"):
        assert f'href="{address}?cluster=photonik-jena"' in words


def test_a_profile_with_past_events_alone_leads_to_them(client, cluster, today):
    EventFactory(clusters=[cluster], starts_on=today - datetime.timedelta(days=40))
    words = client.get("/clusters/photonik-jena/").content.decode()
    assert 'href="/events/archive/?cluster=photonik-jena"' in words
    assert 'href="/events/?cluster=photonik-jena"' not in words
