"""The result to take along: CSV, JSON, the page to print. Public columns only, and no cell is a formula."""

import csv
import datetime
import io

import pytest
from django.core.management import call_command

from programme.models import ProgrammeSettings

from .register import KEY_DATE, add_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(today):
    add_member(
        '=SUM(A1;"x")',
        short_name="@kurz",
        city="+49 Ort",
        laender=["DE-BY", "DE-BE"],
        fields=["energy"],
        label="gold",
        actors=60,
        since=datetime.date(2020, 3, 1),
        website="https://eins.example/",
    )
    add_member("Zwei", actors=4711, released=False, reported_label="silver", reported_label_year=2019)


def as_rows(answer):
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_the_csv_holds_what_was_found_and_no_formula(client, two):
    answer = client.get("/clusters/export.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    head, one, other = as_rows(answer)
    assert len(head) == len(one) == len(other)
    assert one[:5] == ['\'=SUM(A1;"x")', "'@kurz", "'+49 Ort", "Bayern, Berlin", "Energietechnologien"]
    assert dict(zip(head, one, strict=True))["Clusterakteure"] == "60"
    assert "4711" not in answer.content.decode()
    assert [row[0] for row in as_rows(client.get("/clusters/export.csv?land=DE-BE"))[1:]] == ['\'=SUM(A1;"x")']


def test_the_json_holds_codes_and_null_for_what_is_not_known(client, two, settings):
    tree = client.get("/clusters/export.json?label=none").json()
    assert tree["count"] == 1
    (row,) = tree["clusters"]
    assert (row["name"], row["actors"], row["actors_on"], row["laender"]) == ("Zwei", None, None, [])
    assert (row["label_reported"], row["label_reported_year"]) == ("silver", 2019)
    (row,) = client.get("/clusters/export.json?label=gold").json()["clusters"]
    assert (row["laender"], row["fields"], row["member_since"]) == (["DE-BY", "DE-BE"], ["energy"], 2020)
    assert (row["actors"], row["actors_on"]) == (60, KEY_DATE.isoformat())
    assert row["url"].startswith(settings.SITE_URL + "/clusters/")


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_wrong_value_leads_to_the_page_that_says_it(client, two, ending):
    answer = client.get(f"/clusters/export.{ending}?land=XX&q=zwei")
    assert (answer.status_code, answer["Location"]) == (302, "/clusters/?land=XX&q=zwei")


def test_the_page_to_print_holds_all_and_says_where_it_ends(client, two, monkeypatch):
    text = client.get("/clusters/print.html?sort=name").content.decode()
    assert "2 Cluster gefunden" in text
    assert text.count('<th scope="row">') == 2
    monkeypatch.setattr("goclusterportal.public.directory.pages.MOST_PRINTED", 1)
    cut = client.get("/clusters/print.html?sort=name&page=").content.decode()
    assert cut.count('<th scope="row">') == 1
    assert "Hier steht das erste Cluster." in cut


@pytest.mark.slow
def test_three_thousand_clusters_cost_no_more_queries_than_three(client, django_assert_max_num_queries):
    ProgrammeSettings.objects.update_or_create(pk=1, defaults={"is_demo": True})
    call_command("seed", "--clusters", "3000")
    for address in (
        "/clusters/",
        "/clusters/?q=photonik&land=DE-BY",
        "/clusters/?q=photonikk",
        "/map/?field=energy",
        "/clusters/export.csv",
        "/clusters/print.html",
        "/api/v1/clusters/?label=gold",
    ):
        with django_assert_max_num_queries(22):
            assert client.get(address).status_code == 200
