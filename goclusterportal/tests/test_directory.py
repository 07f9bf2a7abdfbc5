"""The directory: words, facets with their counts, chips, ways out, order, and the map that shares its filters."""

import datetime
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import FormerName
from clusters.naming import search_text
from programme import content
from programme.models import ProgrammeSettings

from .register import add_member

pytestmark = pytest.mark.django_db

D = datetime.date


@pytest.fixture
def five():
    add_member("Bäder und Öfen", city="Mönchengladbach", laender=["DE-NW"], fields=["energy"], since=D(2019, 5, 1))
    add_member(
        "Straßenbau Süd",
        city="Gießen",
        laender=["DE-HE", "DE-BY"],
        fields=["construction"],
        label="silver",
        actors=60,
        since=D(2021, 5, 1),
    )
    add_member(
        "Photonik Jena",
        laender=["DE-TH"],
        fields=["optics-photonics", "energy"],
        label="gold",
        actors=220,
        says=["strategy"],
        since=D(2020, 5, 1),
    )
    add_member(
        "Holz im Allgäu", laender=["DE-BY"], fields=["forest-wood"], actors=10, released=False, says=["strategy"]
    )
    add_member("Übersee Logistik", fields=["logistics"], since=D(2020, 1, 1))


def ask(client, query="", path="/clusters/"):
    answer = client.get(f"{path}?{query}" if query else path)
    assert answer.status_code == 200
    return answer


def names(client, query=""):
    return [cluster.name for cluster in ask(client, query).context["clusters"]]


def counts(answer):
    return {facet.name: {option.code: option.count for option in facet.options} for facet in answer.context["facets"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("land=DE-BY&land=DE-TH", ["Holz im Allgäu", "Photonik Jena", "Straßenbau Süd"]),
        ("land=DE-BY&field=construction", ["Straßenbau Süd"]),
        ("field=energy&field=logistics&label=none", ["Bäder und Öfen", "Übersee Logistik"]),
        ("label=gold&label=silver", ["Photonik Jena", "Straßenbau Süd"]),
        ("size=50-99", ["Straßenbau Süd"]),
        ("size=50-99&size=200-or-more", ["Photonik Jena", "Straßenbau Süd"]),
        ("international=strategy", ["Photonik Jena"]),
        (
            "land=&field=&label=&sort=&q=&page=",
            ["Bäder und Öfen", "Holz im Allgäu", "Photonik Jena", "Straßenbau Süd", "Übersee Logistik"],
        ),
        ("land=DE-BY&land=DE-BY", ["Holz im Allgäu", "Straßenbau Süd"]),
    ],
)
def test_or_within_a_facet_and_between_them(client, five, query, found):
    assert names(client, query) == found


def test_what_was_not_released_is_no_size_and_no_statement(client, five):
    found = counts(ask(client))
    assert found["size"] == {"50-99": 1, "200-or-more": 1}
    assert found["international"] == {"strategy": 1}


def test_a_value_counts_what_fits_the_other_facets(client, five):
    found = counts(ask(client, "land=DE-BY&label=silver"))
    # Of the Länder: those that fit the label. Of the labels: those that fit the Land.
    assert found["land"] == {"DE-BY": 1, "DE-HE": 1}
    assert found["label"] == {"silver": 1, "none": None}
    # Of another facet: what fits both.
    assert found["field"] == {"construction": 1}


def test_a_value_that_finds_nothing_is_left_out_unless_it_is_chosen(client, five):
    found = counts(ask(client, "land=DE-BY&label=gold"))
    assert found["land"] == {"DE-BY": 0, "DE-TH": 1}
    assert "silver" in found["label"]
    assert "bronze" not in found["label"]


def test_the_size_classes_are_the_programmes_policy(client, five):
    ProgrammeSettings.objects.update(size_class_bounds="100")
    answer = ask(client)
    assert counts(answer)["size"] == {"0-99": 1, "100-or-more": 1}
    assert "ab 100 Akteure" in answer.content.decode()
    assert list(ask(client, "size=50-99").context["form"].errors) == ["size"]


@pytest.mark.parametrize(
    ("query", "wrong", "found"),
    [
        ("land=DE-XX", ["land"], 5),
        ("land=DE-XX&land=DE-BY", ["land"], 2),
        ("land=DE-XX&field=energy", ["land"], 2),
        ("size=riesig&international=ja&label=platin", ["international", "label", "size"], 5),
        ("sort=quer", ["sort"], 5),
        ("size=none", ["size"], 5),
        ("q=---", ["q"], 5),
        ("q=" + "x" * 201, ["q"], 5),
        ("q=%00", ["q"], 5),
        ("land=%00", ["land"], 5),
        ("field=%F0%9F%98%80", ["field"], 5),
    ],
)
def test_a_wrong_value_is_said_at_its_facet_and_filters_nothing(client, five, query, wrong, found):
    answer = ask(client, query)
    assert sorted(answer.context["form"].errors) == wrong
    assert answer.context["total"] == found
    text = answer.content.decode()
    assert all(f'id="id_{name}_error"' in text for name in wrong)
    if set(wrong) - {"q", "sort"}:
        assert "popover role" not in text


def test_nobody_is_counted_for_lacking_something(client, five):
    """SPEC 2.2, decision 0047: the filter is there, its number is not."""
    page = ask(client).content.decode()
    assert 'id="label-none"' in page
    assert "directory-option__count" not in page.partition('id="label-none"')[2].partition("</li>")[0]
    assert 'id="size-none"' not in page


@pytest.mark.parametrize(("query", "name"), [("land=XX", "land"), ("sort=XX", "sort"), ("size=XX", "size")])
def test_each_wrong_value_has_its_place_on_the_map(client, five, query, name):
    page = ask(client, query, "/map/").content.decode()
    assert f'href="#id_{name}"' in page
    assert f'id="id_{name}"' in page
    assert f'id="id_{name}_error"' in page


def test_the_map_counts_what_its_drawer_holds(client, five):
    page = ask(client, "land=DE-BY&land=DE-TH&label=gold", "/map/")
    assert page.context["chosen_count"] == 1
    assert "Thüringen: 1 Cluster" in page.content.decode()


def test_the_print_view_in_the_other_language_is_one_too(client, five):
    page = client.get("/clusters/print.html?land=DE-BY")
    assert 'href="/en/clusters/print.html?land=DE-BY"' in page.content.decode()
    assert client.get("/clusters/print.html?land=XX&q=a").url == "/clusters/?land=XX&q=a"


def test_chips_take_one_value_away_and_keep_the_rest(client, five):
    chips = ask(client, "q=s%C3%BCd&land=DE-BY&land=DE-HE&sort=land").context["chips"]
    assert [chip["label"] for chip in chips] == ["Suche: süd", "Bayern", "Hessen"]
    assert [chip["url"] for chip in chips] == [
        "/clusters/?land=DE-BY&land=DE-HE&sort=land#results",
        "/clusters/?q=s%C3%BCd&land=DE-HE&sort=land#results",
        "/clusters/?q=s%C3%BCd&land=DE-BY&sort=land#results",
    ]


@pytest.mark.parametrize(
    ("query", "meant", "found"),
    [
        ("Fotonik", "Photonik", ["Photonik Jena"]),
        ("monchengladbch", "Mönchengladbach", ["Bäder und Öfen"]),
        ("strasenbau", "Straßenbau", ["Straßenbau Süd"]),
        ("Logistk", "Logistik", ["Übersee Logistik"]),
        # Words of fields and Länder, and one right word beside one that is not.
        ("thuringn", "Thüringen", ["Photonik Jena"]),
        ("photonik jenna", "Photonik Jena", ["Photonik Jena"]),
    ],
)
def test_a_typing_error_is_forgiven_and_said(client, five, query, meant, found):
    answer = ask(client, f"q={query}")
    assert [cluster.name for cluster in answer.context["clusters"]] == found
    assert f"Gezeigt wird, was zu „{meant}“ passt." in answer.content.decode()


def test_other_spellings_are_offered(client, five):
    add_member("Phototik")
    answer = ask(client, "q=Phototnik&label=gold")
    shown, others = answer.context["finding"].query, answer.context["others"]
    assert {shown, *(one["label"] for one in others)} >= {"Photonik", "Phototik"}
    assert others[0]["url"] == f"/clusters/?q={others[0]['label']}&label=gold#results"
    assert "Meinten Sie:" in answer.content.decode()


def test_a_former_name_is_found_with_a_typing_error_too(client, five, today):
    cluster = add_member("Neuer Name")
    name = "Alpenglas"
    FormerName.objects.create(
        cluster=cluster,
        name=name,
        until=today - datetime.timedelta(days=1),
        search_text=search_text(name),
        recorded_on=today,
    )
    answer = ask(client, "q=Alpenglass")
    assert [found.name for found in answer.context["clusters"]] == ["Neuer Name"]
    assert "Alpenglas" in answer.content.decode()


def test_words_of_what_is_not_public_are_never_offered(client, five):
    add_member("Geheimnetz", profile_released=False)
    text = ask(client, "q=Geheimnet").content.decode()
    assert "Geheimnetz" not in text
    assert "Kein Cluster gefunden" in text


@pytest.mark.parametrize(
    ("query", "ways"),
    [
        ("field=logistics&land=DE-BY", {"ohne Filter „Bayern“: 1 Cluster", "ohne Filter „Logistik“: 2 Cluster"}),
        ("q=holz&label=gold", {"ohne Suchbegriff „holz“: 1 Cluster", "ohne Filter „Gold“: 1 Cluster"}),
        ("q=xqzw", set()),
        (
            "q=holz&label=gold&land=DE-NW",
            {
                "nur mit Suchbegriff „holz“: 1 Cluster",
                "nur mit Filter „Gold“: 1 Cluster",
                "nur mit Filter „Nordrhein-Westfalen“: 1 Cluster",
            },
        ),
    ],
)
def test_an_empty_result_says_what_to_drop_and_what_that_would_find(client, five, query, ways):
    answer = ask(client, query)
    assert answer.context["total"] == 0
    assert {way["label"] for way in answer.context["ways_out"]} == ways
    for way in answer.context["ways_out"]:
        less = ask(client, way["url"].partition("?")[2].partition("#")[0])
        assert f": {less.context['total']} Cluster" in way["label"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sort=name", ["Bäder und Öfen", "Holz im Allgäu"]),
        ("sort=land", ["Holz im Allgäu", "Straßenbau Süd", "Bäder und Öfen", "Photonik Jena", "Übersee Logistik"]),
        ("q=energ", ["Bäder und Öfen", "Photonik Jena"]),
    ],
)
def test_orders(client, five, query, first):
    assert names(client, query)[: len(first)] == first


def test_the_newest_members_first_and_an_unknown_year_last(client):
    add_member("Alt", since=D(2010, 1, 1))
    add_member("Neu", since=D(2024, 1, 1))
    add_member("B im selben Jahr", since=D(2024, 2, 1))
    assert names(client, "sort=newest") == ["B im selben Jahr", "Neu", "Alt"]


def test_names_before_places_when_words_are_asked_for(client):
    add_member("Aachener Netz", city="Optik")
    add_member("Zentrum für Optik")
    assert names(client, "q=optik") == ["Zentrum für Optik", "Aachener Netz"]
    assert names(client, "q=optik&sort=name") == ["Aachener Netz", "Zentrum für Optik"]


def test_only_the_plain_page_is_for_search_engines(client, five):
    for path in ("/clusters/", "/map/", "/clusters/print.html"):
        filtered = ask(client, "land=DE-BY", path).content.decode()
        assert '<meta name="robots" content="noindex, follow">' in filtered
        home = "/map/" if path == "/map/" else "/clusters/"
        assert re.search(rf'<link rel="canonical" href="[^"]*{home}">', filtered)
    assert "noindex" not in ask(client).content.decode()


def test_the_address_to_share_is_the_shortest(client, five):
    answer = ask(client, "q=&land=DE-BY&land=DE-BY&sort=relevance&page=1&field=")
    assert answer["HX-Push-Url"] == "/clusters/?land=DE-BY"
    assert ask(client, "q=&land=", "/en/map/")["HX-Push-Url"] == "/en/map/"


# --- The map ------------------------------------------------------------------------


def test_the_map_counts_what_fits_the_filters_and_leads_to_the_directory(client, five):
    answer = ask(client, "label=none&field=forest-wood&field=energy", "/map/")
    members = {land["iso"]: land["members"] for land in answer.context["laender"] if land["members"]}
    assert members == {"DE-BY": 1, "DE-NW": 1}
    bavaria = next(land for land in answer.context["laender"] if land["iso"] == "DE-BY")
    assert bavaria["url"] == "/clusters/?land=DE-BY&field=forest-wood&field=energy&label=none"
    assert ask(client, bavaria["url"].partition("?")[2]).context["total"] == 1
    assert answer.context["without_land"] == 0
    assert ask(client, "", "/map/").context["without_land"] == 1
    assert "© GeoBasis-DE / BKG 2017 (Daten verändert)" in answer.content.decode()


def test_a_chosen_land_is_marked_and_the_others_keep_their_numbers(client, five):
    answer = ask(client, "land=DE-TH", "/map/")
    assert answer.context["total"] == 1
    assert {land["iso"]: land["members"] for land in answer.context["laender"]}["DE-BY"] == 2
    assert [land["iso"] for land in answer.context["laender"] if land["is_chosen"]] == ["DE-TH"]
    assert '<input type="hidden" name="land" value="DE-TH">' in answer.content.decode()


def test_list_and_map_keep_what_was_asked(client, five):
    query = "q=s%C3%BCd&land=DE-BY&size=50-99"
    assert f'href="/map/?{query.replace("&", "&amp;")}"' in ask(client, query).content.decode()
    assert f'href="/clusters/?{query.replace("&", "&amp;")}"' in ask(client, query, "/map/").content.decode()


def test_all_sixteen_laender_are_drawn_and_the_cities_on_top(client, db):
    drawn = ask(client, "", "/map/").context["drawn"]
    assert len(drawn) == 16
    assert {land["iso"] for land in drawn if land["is_city"]} >= {"DE-BE", "DE-HB", "DE-HH"}
    assert [land["is_city"] for land in drawn] == sorted(land["is_city"] for land in drawn)


# --- Cost ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/clusters/",
        "/clusters/?land=DE-BY&land=DE-BE&field=energy&label=none&sort=land",
        "/clusters/?q=cluster",
        "/clusters/?q=clustr",
        "/map/?q=cluster",
        "/clusters/export.csv",
        "/clusters/export.json?land=DE-BY",
        "/clusters/print.html",
    ],
)
def test_the_number_of_queries_is_the_same_for_any_number_of_clusters(client, address):
    costs, made = [], 0
    for total in (1, 3, 30):
        for number in range(made, total):
            add_member(f"Cluster {number:03}", laender=["DE-BY"], fields=["energy"], actors=number, says=["strategy"])
        made = total
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        costs.append(len(counted))
    assert len(set(costs)) == 1, costs
    assert costs[0] <= 22


def test_the_register_is_made_once_for_all_who_ask_and_anew_after_a_change(
    client, five, office, django_capture_on_commit_callbacks
):
    ask(client)
    with CaptureQueriesContext(connection) as counted:
        ask(client, "land=DE-BY")
    assert not [one for one in counted if "clusters_actorfigures" in one["sql"]]
    with django_capture_on_commit_callbacks(execute=True):
        from_now_on("Neues Mitglied")
    assert "Neues Mitglied" in names(client, "land=DE-HH")


def from_now_on(name):
    """A change as the services make it."""
    add_member(name, laender=["DE-HH"])
    content.bump()


def test_whoever_carries_a_session_sees_the_present(client, five, manager):
    ask(client)
    add_member("Eben erst", laender=["DE-HH"])
    client.force_login(manager)
    assert names(client, "land=DE-HH") == ["Eben erst"]
