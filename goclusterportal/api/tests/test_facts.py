"""The figures as data are those of the page."""

import datetime

import pytest

from clusters.figures import figures_for
from clusters.models import ActorFigures
from clusters.tests.factories import MembershipFactory
from labels.tests.factories import LabelAwardFactory
from programme.models import Land, ProgrammeSettings

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 1)


@pytest.fixture
def complete():
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(register_complete_since=datetime.date(2022, 1, 1))


def facts(client, **query):
    answer = client.get("/api/v1/facts/", query)
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.json()


def test_counted_figures_are_those_of_the_page(client, member_cluster, complete):
    member_cluster.laender.set([Land.objects.get(iso="DE-HH"), Land.objects.get(iso="DE-SH")])
    MembershipFactory(
        starts_on=None,
        starts_precision="unknown",
        recorded_on=datetime.date(2021, 1, 1),
        public_from=datetime.date(2021, 1, 1),
    )
    LabelAwardFactory(cluster=member_cluster)
    day = datetime.date(2025, 1, 1)
    ActorFigures.objects.create(cluster=member_cluster, key_date=day, companies=12, released=True, recorded_on=day)
    told = facts(client, on=DAY.isoformat())
    assert told["on"] == "2025-06-01"
    assert told["register_complete_since"] == "2022-01-01"
    counted, page = told["counted"], figures_for(DAY, as_of=DAY).counted
    assert (counted["members"], counted["unknown_start"]) == (page.members, page.unknown_start) == (2, 1)
    assert {row["iso"]: row["members"] for row in counted["by_land"] if row["members"]} == {"DE-HH": 1, "DE-SH": 1}
    assert (counted["without_land"], counted["without_field"]) == (1, 2)
    assert counted["actors"]["total"] == 12
    assert counted["actors"]["clusters"] == 1
    assert counted["actors"]["newest_key_date"] == "2025-01-01"
    assert counted["labels"] == {
        "total": 1,
        "levels": [
            {"level": "gold", "clusters": 0},
            {"level": "silver", "clusters": 1},
            {"level": "bronze", "clusters": 0},
        ],
    }
    page_text = client.get("/facts/", {"on": DAY.isoformat()}).content.decode()
    assert "gemeldet von 1 der 2 Mitglieder" in page_text


def test_before_the_register_was_complete_only_published_figures_are_told(client, complete):
    told = facts(client, on="2018-03-15")
    assert told["counted"] is None
    members = [row for row in told["published"] if row["figure"] == "members"]
    assert members
    assert {"figure", "label", "value", "qualifier", "key_date", "source"} == set(members[0])


def test_published_figures_are_as_exact_as_they_are_known(client):
    dates = {row["key_date"] for row in facts(client)["published"]}
    assert "2022-10" in dates
    assert None in dates


def test_without_a_day_it_is_today(client, today):
    assert facts(client)["on"] == facts(client, on="")["on"] == today.isoformat()
    assert facts(client, on=today.isoformat())["on"] == today.isoformat()


def test_labels_follow_the_language(client):
    names = {facts(client, lang=language)["published"][0]["figure"] for language in ("de", "en")}
    assert len(names) == 1


@pytest.mark.parametrize(
    "on", ["x", "2025-02-30", "2025-13-01", "20250601000", "9999-12-31", "2025-06-01T00:00", "\x00"]
)
def test_a_bad_day_is_a_400_that_names_it(client, on):
    answer = client.get("/api/v1/facts/", {"on": on})
    assert answer.status_code == 400
    assert list(answer.json()) == ["on"]


def test_tomorrow_is_the_future(client, today):
    answer = client.get("/api/v1/facts/", {"on": (today + datetime.timedelta(days=1)).isoformat()})
    assert answer.status_code == 400
    assert "Zukunft" in answer.json()["on"][0]
