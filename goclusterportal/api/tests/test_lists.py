"""The lists: their fields, filters, pages, cost; and never more than the public pages show."""

import datetime

import pytest
from django.core.cache import caches

from clusters.models import Cluster
from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.models import Event
from events.tests.factories import EventFactory, NewsFactory
from labels.tests.factories import LabelAwardFactory
from programme.models import Land, TechnologyField

pytestmark = pytest.mark.django_db

LISTS = ["clusters", "events", "news", "labels"]


def get(client, name, **query):
    answer = client.get(f"/api/v1/{name}/", query)
    assert answer.status_code == 200, answer.content
    assert not answer.cookies
    return answer.json()


def results(client, name, **query):
    return get(client, name, **query)["results"]


@pytest.fixture
def member(member_cluster):
    member_cluster.laender.set(Land.objects.filter(iso__in=["DE-HH", "DE-SH"]))
    member_cluster.fields.set(TechnologyField.objects.order_by("code")[:1])
    member_cluster.reported_label = "gold"
    member_cluster.reported_label_year = 2022
    member_cluster.save()
    return member_cluster


def award(cluster, today, level="silver", **values):
    month = datetime.timedelta(days=30)
    return LabelAwardFactory(
        cluster=cluster, level=level, **{"valid_from": today - month, "valid_until": today + month, **values}
    )


@pytest.mark.parametrize("name", LISTS)
def test_lists_answer_in_one_shape(client, name):
    Event.objects.all().delete()
    assert get(client, name) == {"count": 0, "next": None, "previous": None, "results": []}


def test_a_cluster_has_these_fields(client, member, today, settings):
    award(member, today)
    award(member, today, level="gold")
    assert results(client, "clusters") == [
        {
            "slug": "wasserkraft-oberland",
            "name": "Wasserkraft Oberland",
            "laender": ["DE-HH", "DE-SH"],
            "fields": [member.fields.get().code],
            "label_valid": "gold",
            "label_reported": "gold",
            "label_reported_year": 2022,
            "url": f"{settings.SITE_URL}/clusters/wasserkraft-oberland/",
        }
    ]
    (english,) = results(client, "clusters", lang="en")
    assert english["url"] == f"{settings.SITE_URL}/en/clusters/wasserkraft-oberland/"


def test_what_is_not_known_is_null_and_never_valid(client, member):
    Cluster.objects.update(reported_label="", reported_label_year=None)
    (row,) = results(client, "clusters")
    assert (row["label_valid"], row["label_reported"], row["label_reported_year"]) == (None, None, None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "wasserkraft"}, True),
        ({"q": "niederwald"}, False),
        ({"land": "DE-HH"}, True),
        ({"land": "DE-BY"}, False),
        ({"label": "silver"}, True),
        ({"label": "gold"}, False),
        ({"label": "none"}, False),
        ({"q": "", "land": "", "label": ""}, True),
    ],
)
def test_clusters_are_filtered_as_in_the_directory(client, member, today, query, found):
    award(member, today)
    assert bool(results(client, "clusters", **query)) is found


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("clusters", "land", "XX"),
        ("clusters", "field", "unbekannt"),
        ("clusters", "label", "platin"),
        ("clusters", "q", "x" * 201),
        ("events", "kind", "party"),
        ("events", "upcoming", "maybe"),
        ("labels", "level", "platin"),
    ],
)
def test_a_wrong_filter_is_a_400_that_names_it(client, name, parameter, value):
    answer = client.get(f"/api/v1/{name}/", {parameter: value})
    assert answer.status_code == 400
    assert list(answer.json()) == [parameter]


def test_an_event_has_these_fields(client, member, settings):
    EventFactory(
        slug="tagung",
        title_de="Tagung",
        title_en="Conference",
        starts_on=datetime.date(2027, 5, 4),
        ends_on=datetime.date(2027, 5, 5),
        city="Jena",
        land=Land.objects.get(iso="DE-TH"),
        clusters=[member],
    )
    row = results(client, "events", upcoming="true", lang="en")[0]
    assert row == {
        "slug": "tagung",
        "kind": "workshop",
        "title": "Conference",
        "summary": "",
        "date_precision": "day",
        "starts_on": "2027-05-04",
        "ends_on": "2027-05-05",
        "starts_at": None,
        "ends_at": None,
        "city": "Jena",
        "country": "DE",
        "land": "DE-TH",
        "online": False,
        "cancelled_on": None,
        "participants": None,
        "participants_qualifier": "",
        "website": "",
        "clusters": ["wasserkraft-oberland"],
        "url": f"{settings.SITE_URL}/en/events/tagung/",
    }


def test_dates_are_as_exact_as_they_are_known(client):
    dates = {row["slug"]: row["starts_on"] for row in results(client, "events", upcoming="false")}
    assert dates["clusterkonferenz-innovative-netzwerke-verbinden"] == "2016"
    assert dates["1-vernetzungstag"] is None
    assert dates["european-cluster-conference"] == "2020-11-10"


def test_events_to_come_are_apart_from_the_archive(client):
    EventFactory(slug="kommt")
    assert [row["slug"] for row in results(client, "events", upcoming="true")] == ["kommt"]
    assert get(client, "events", upcoming="false")["count"] == 9
    assert get(client, "events", kind="cluster-week")["count"] == 2


def test_a_news_item_has_these_fields(client, settings):
    NewsFactory(slug="neu", title_de="Neu", title_en="New", released_on=datetime.date(2026, 1, 2))
    assert results(client, "news", lang="en") == [
        {
            "slug": "neu",
            "title": "New",
            "teaser": "Ein Anreißer.",
            "body": "Ein Text mit **Betonung**.",
            "released_on": "2026-01-02",
            "clusters": [],
            "url": f"{settings.SITE_URL}/en/news/neu/",
        }
    ]


def test_a_label_has_these_fields(client, member, today):
    given = award(member, today)
    assert results(client, "labels") == [
        {
            "cluster": "wasserkraft-oberland",
            "level": "silver",
            "valid_from": given.valid_from.isoformat(),
            "valid_until": given.valid_until.isoformat(),
        }
    ]
    assert results(client, "labels", level="gold") == []


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, True),
        ({"confirmed_on": None}, False),
        ({"valid_until": datetime.date(2026, 5, 3)}, False),
        ({"valid_until": datetime.date(2026, 5, 4)}, True),
        ({"valid_from": datetime.date(2026, 5, 5)}, False),
        ({"revoked_on": datetime.date(2026, 5, 4), "revoked_reason": "Kanarienvogel"}, False),
    ],
)
def test_only_confirmed_labels_valid_today_are_told(client, member, time_machine, values, shown):
    time_machine.move_to(datetime.datetime(2026, 5, 4, 9, tzinfo=datetime.UTC))
    award(member, datetime.date(2026, 5, 4), **values)
    assert bool(results(client, "labels")) is shown
    assert (results(client, "clusters")[0]["label_valid"] == "silver") is shown


def test_nothing_internal_is_told(client, member, today):
    """Data that could leak, and the whole text of every answer."""
    tomorrow = today + datetime.timedelta(days=1)
    hidden = ClusterFactory(name="Kanarien-Cluster", slug="kanarien-cluster", profile_released=True)
    unreleased = MembershipFactory(cluster__name="Kanarien ohne Profil", cluster__profile_released=False).cluster
    untold = MembershipFactory(cluster__name="Kanarien ohne Schreiben", public_from=None).cluster
    yesterday = today - datetime.timedelta(days=1)
    left = MembershipFactory(cluster__name="Kanarien ausgetreten", ends_on=yesterday, end_reason="resigned").cluster
    for cluster in (hidden, unreleased, untold, left):
        award(cluster, today)
        Cluster.objects.filter(pk=cluster.pk).update(slug=f"kanarie-{cluster.pk}")
    award(member, today, level="gold", confirmed_on=None, issuing_body="Kanarienvogel")
    for released_on in (None, tomorrow):
        EventFactory(title_de="Kanarien-Treffen", released_on=released_on)
        NewsFactory(title_de="Kanarien-Meldung", released_on=released_on)
    EventFactory(title_de="Treffen", clusters=[hidden, unreleased, untold, left])
    NewsFactory(title_de="Meldung", clusters=[hidden, unreleased, untold, left])
    for name in (*LISTS, "facts"):
        answer = client.get(f"/api/v1/{name}/", {"page_size": 100}).content.decode().casefold()
        assert "kanari" not in answer
    assert get(client, "labels")["count"] == 0


def test_pages_hold_at_most_a_hundred_rows(client):
    NewsFactory.create_batch(103)
    first = get(client, "news")
    assert (first["count"], len(first["results"]), first["previous"]) == (103, 50, None)
    assert "page=2" in first["next"]
    assert len(results(client, "news", page_size=1000)) == 100
    assert len(results(client, "news", page_size=7)) == 7
    last = get(client, "news", page=3)
    assert (len(last["results"]), last["next"]) == (3, None)
    assert client.get("/api/v1/news/", {"page": 99}).status_code == 404
    assert client.get("/api/v1/news/", {"page": "x"}).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_any_number_of_rows(client, name, today, django_assert_max_num_queries):
    made, costs = 0, []
    laender = list(Land.objects.all()[:2])
    for total in (1, 3, 100):
        for _number in range(total - made):
            cluster = MembershipFactory(cluster__laender=laender).cluster
            award(cluster, today)
            EventFactory(clusters=[cluster])
            NewsFactory(clusters=[cluster])
        made = total
        # Factories raise no version of the content.
        caches["pages"].clear()
        with django_assert_max_num_queries(14 if name == "clusters" else 6) as counted:
            rows = get(client, name, page_size=100)["results"]
        assert len(rows) >= total or name == "events"
        costs.append(len(counted))
    assert len(set(costs)) == 1


@pytest.mark.parametrize("name", [*LISTS, "facts", "schema"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, name, method):
    assert getattr(client, method)(f"/api/v1/{name}/").status_code == 405
