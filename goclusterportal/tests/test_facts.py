"""Zahlen und Fakten: what is counted, what is not recorded, what was published; the same on page, file and API."""

import csv
import datetime
import io

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusters.models import ActorFigures, Cluster, FactsSnapshot, InternationalisationStatement, Membership
from clusters.services import publish_snapshot, take_snapshot, withdraw_snapshot
from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.models import Event, News, Publication, Story
from events.tests.factories import EventFactory
from goclusterportal.public.facts.counting import count_certificates, facts_for
from goclusterportal.public.facts.rows import report
from goclusterportal.public.facts.timeline import count_over, days_to_count
from labels.models import LabelAward, OtherCertificate
from labels.tests.factories import LabelAwardFactory
from programme.models import ActivityRecord, Land, LineRecording, ProgrammeSettings, TechnologyField

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2025, 6, 30)
SINCE = D(2022, 1, 1)
ADMITTED, FIRST = D(2021, 3, 1), D(2025, 1, 1)


@pytest.fixture(autouse=True)
def complete():
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(register_complete_since=SINCE)


def member(starts_on=ADMITTED, *, laender=(), fields=(), **values):
    cluster = ClusterFactory(
        profile_released=True,
        laender=Land.objects.filter(iso__in=laender),
        fields=TechnologyField.objects.filter(code__in=fields),
    )
    MembershipFactory(cluster=cluster, starts_on=starts_on, **values)
    return cluster


def computed(day=DAY):
    return facts_for(day, today=timezone.localdate()).computed


def page(client, **query):
    return client.get(reverse("public:facts"), query)


def text_of(response):
    return response.content.decode()


# --- Counting ------------------------------------------------------------------------------------------------------


def certificate(cluster, name="ISO 9001", valid_from=FIRST, valid_until=DAY):
    return OtherCertificate.objects.create(
        cluster=cluster, name=name, valid_from=valid_from, valid_until=valid_until, source="Urkunde"
    )


@pytest.mark.parametrize(
    ("day", "held"), [(D(2024, 12, 31), 0), (D(2025, 1, 1), 1), (D(2025, 6, 30), 1), (D(2025, 7, 1), 0)]
)
def test_a_certificate_counts_from_its_first_to_its_last_day(day, held):
    certificate(member())
    assert sum(count_certificates(day, timezone.localdate()).values()) == held


def test_certificates_are_counted_once_per_member_whatever_the_spelling():
    one, two = member(), member()
    certificate(one)
    certificate(one, name="iso  9001 ")
    certificate(two, valid_from=None, valid_until=None)
    certificate(two, name="Exzellenzlabel")
    certificate(ClusterFactory())
    assert count_certificates(DAY, timezone.localdate()) == {"ISO 9001": 2, "Exzellenzlabel": 1}


def test_the_latest_statement_by_the_day_counts_and_silence_is_unknown():
    one, two, three = member(), member(), member()
    states = [(one, D(2024, 1, 1), True), (one, D(2025, 7, 1), False), (two, D(2023, 1, 1), True),
              (two, DAY, False)]  # fmt: skip
    for cluster, as_of, holds in states:
        InternationalisationStatement.objects.create(
            cluster=cluster, kind="strategy", holds=holds, as_of=as_of, recorded_on=as_of
        )
    numbers = computed()
    assert (numbers["international.strategy"], numbers["international.strategy.stated"]) == (1, 2)
    assert (numbers["international.cooperation"], numbers["international.cooperation.stated"]) == (None, 0)
    assert computed(D(2025, 7, 1))["international.strategy"] == 0
    assert three.internationalisation.count() == 0


def test_what_nobody_reported_is_not_recorded_and_a_reported_none_is_0():
    cluster = member()
    assert computed()["actors"] is None
    ActorFigures.objects.create(cluster=cluster, key_date=DAY, sme=0, released=True, recorded_on=DAY)
    numbers = computed()
    assert (numbers["actor.sme"], numbers["actor.sme.clusters"], numbers["actor.companies"]) == (0, 1, None)


# --- The programme's own work --------------------------------------------------------------------------------------


def test_a_line_is_not_recorded_before_its_day_and_a_true_0_after_it():
    LineRecording.objects.filter(line="funded-projects").update(recorded_since=DAY)
    one = datetime.timedelta(days=1)
    assert [computed(DAY + shift)["activity.funded-projects"] for shift in (-one, 0 * one, one)] == [None, 0, 0]
    assert computed()["activity.newsletter"] is None


def test_each_line_counts_its_rows_of_the_year_up_to_the_day():
    LineRecording.objects.update(recorded_since=D(2020, 1, 1))
    for kind, day in [
        (Event.Kind.ANNUAL_MEETING, D(2025, 1, 1)), (Event.Kind.ANNUAL_MEETING, D(2024, 12, 31)),
        (Event.Kind.FAIR, DAY), (Event.Kind.FAIR, D(2025, 7, 1)), (Event.Kind.WEBINAR, D(2025, 5, 5)),
    ]:  # fmt: skip
        EventFactory(kind=kind, starts_on=day, ends_on=day, date_precision="day", released_on=D(2024, 1, 1))
    EventFactory(kind=Event.Kind.FAIR, starts_on=DAY, ends_on=DAY, date_precision="day", released_on=None)
    EventFactory(kind=Event.Kind.FAIR, starts_on=D(2025, 6, 1), ends_on=None, date_precision="month",
                 released_on=D(2024, 1, 1), starts_at=None, ends_at=None)  # fmt: skip
    for model, slug in ((News, "n"), (Story, "s"), (Publication, "p")):
        model.objects.create(slug=slug, title_de=slug, released_on=D(2025, 2, 2))
        model.objects.create(slug=f"{slug}2", title_de=slug, released_on=D(2025, 7, 1))
        model.objects.create(slug=f"{slug}3", title_de=slug)
    for kind, on, number in (("consultation", DAY, 4), ("newsletter-issue", D(2025, 1, 1), 1),
                             ("funded-project", D(2024, 12, 31), 9), ("report", DAY, 2)):  # fmt: skip
        ActivityRecord.objects.create(kind=kind, on=on, title_de="Eintrag", source="Akte", number=number)
    numbers = computed()
    assert {code.partition(".")[2]: value for code, value in numbers.items() if code.startswith("activity.")} == {
        "funded-projects": 0, "cluster-meetings": 1, "events": 2, "news": 4, "workshops": 5, "newsletter": 1,
        "publications": 1,
    }  # fmt: skip
    # The fair known as "June" is certain from the last day of June on.
    assert computed(D(2025, 6, 29))["activity.events"] == 0


# --- Sums and sameness ---------------------------------------------------------------------------------------------

shapes = st.lists(
    st.tuples(
        st.sets(st.sampled_from(["DE-BY", "DE-HH", "DE-SN"]), max_size=3),
        st.lists(st.sampled_from(["bronze", "silver", "gold"]), max_size=3, unique=True),
        st.none() | st.dates(D(2021, 1, 1), D(2025, 12, 31)),
    ),
    max_size=5,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=shapes, day=st.dates(SINCE, D(2025, 12, 31)))
def test_sums_fit_and_page_and_api_say_the_same(client, shape, day):
    caches["pages"].clear()
    for model in (LabelAward, Membership, Cluster):
        model.objects.all().delete()
    for laender, levels, ends_on in shape:
        cluster = member(laender=laender, ends_on=ends_on, end_reason="resigned" if ends_on else "")
        for level in levels:
            LabelAwardFactory(cluster=cluster, level=level, valid_from=D(2022, 1, 1))
    numbers = computed(day)
    laender = sum(value for code, value in numbers.items() if code.startswith("land."))
    assert laender >= numbers["members"] >= numbers["land.none"]
    assert numbers["labels"] == sum(numbers[f"label.{level}"] for level in ("bronze", "silver", "gold"))
    assert count_over([day], timezone.localdate())[day] == (numbers["members"], numbers["labels"])
    told = client.get("/api/v1/facts/", {"on": day.isoformat()}).json()["figures"]
    shown = [row for table in page(client, on=day.isoformat()).context["tables"] for row in table.rows]
    assert [(row["code"], row["value"]) for row in told] == [(row.code, row.here.value) for row in shown]
    assert all(numbers.get(row["code"], 0) == row["value"] for row in told)


def test_file_and_api_say_what_the_page_says(client):
    certificate(member(laender=["DE-BY"]), name="=1+1")
    query = {"on": DAY.isoformat(), "with": "2024-06-30"}
    expected = [(row["code"], row["value"], row["difference"])
                for row in report(DAY, D(2024, 6, 30), today=timezone.localdate()).as_rows()]  # fmt: skip
    api = client.get("/api/v1/facts/", query).json()
    assert api["with"] == "2024-06-30"
    for figures in (api["figures"], client.get(reverse("public:facts-json"), query).json()["figures"]):
        assert [(row["code"], row["value"], row["difference"]) for row in figures] == expected
    answer = client.get(reverse("public:facts-csv"), query)
    assert answer["Content-Disposition"] == 'attachment; filename="facts-2025-06-30.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][2] == "2025-06-30"
    assert len(rows) == len(expected) + 1
    assert [cell for row in rows for cell in row if cell.startswith(("=", "@"))] == []
    assert "'=1+1" in [row[1] for row in rows]
    assert next(row for row in rows if row[1] == "Mitglieder")[2] == "1"
    assert next(row for row in rows if row[1] == "geförderte Projekte")[2] == "nicht erfasst"


@pytest.mark.parametrize("name", ["facts-csv", "facts-json"])
@pytest.mark.parametrize("query", [{"on": "morgen"}, {"on": "2999-01-01"}, {"with": "x"}, {"on": "\x00"}])
def test_a_file_for_a_day_that_cannot_be_leads_to_the_page_that_says_so(client, name, query):
    answer = client.get(reverse(f"public:{name}"), query, follow=True)
    assert answer.redirect_chain
    assert answer.context["form"].errors


# --- Two key dates -------------------------------------------------------------------------------------------------


def test_two_key_dates_stand_side_by_side_with_the_difference_in_words(client):
    member(D(2024, 1, 1))
    member(D(2025, 1, 1))
    text = text_of(page(client, on="2025-06-30", **{"with": "2024-06-30"}))
    assert "+1" in text
    assert "1 mehr" in text
    assert "1 weniger" in text_of(page(client, on="2024-06-30", **{"with": "2025-06-30"}))


def test_what_is_not_known_on_one_day_is_not_compared(client):
    member()
    response = page(client, on="2025-06-30", **{"with": "2021-12-31"})
    rows = {row.code: row for table in response.context["tables"] for row in table.rows}
    assert (rows["members"].here.value, rows["members"].there.value, rows["members"].change) == (1, None, None)
    assert rows["members"].there.missing == "nicht berechnet"
    assert rows["members"].change_words == "nicht vergleichbar"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"on": "2025-06-30", "with": "2025-06-30"}, "other"),
        ({"with": "2999-01-01"}, "other"),
        ({"with": "gestern"}, "other"),
        ({"on": "2025-02-30", "with": "2025-01-01"}, "on"),
        ({"on": "0000-00-00"}, "on"),
    ],
)
def test_a_day_that_cannot_be_compared_is_said_at_its_field(client, query, field):
    response = page(client, **query)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["other"] is None
    api = client.get("/api/v1/facts/", query)
    assert (api.status_code, list(api.json())) == (400, ["with" if field == "other" else "on"])


def test_today_may_not_be_compared_with_itself(client, today):
    assert page(client, **{"with": today.isoformat()}).context["form"].errors


@pytest.mark.parametrize("day", [D(2024, 2, 29), D(2025, 12, 31), D(2026, 1, 1)])
def test_the_presets_are_days_that_can_be(client, day):
    with time_machine.travel(datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)):
        caches["pages"].clear()
        for preset in page(client).context["presets"]:
            # On the last day of a year two of them are the same address.
            caches["pages"].clear()
            assert not client.get(preset["url"]).context["form"].errors


# --- Published figures ---------------------------------------------------------------------------------------------


def test_published_figures_stand_beside_the_counted_ones_with_date_and_source(client):
    member()
    response = page(client, on="2025-06-30")
    assert "Oktober 2022" in text_of(response)
    rows = {row.code: row for table in response.context["tables"] for row in table.rows}
    assert rows["members"].published.figure.value == 81
    assert rows["actor.companies"].published.words == "mehr als 12\u202f000"


def test_before_the_register_counts_nothing_is_computed(client):
    member(D(2015, 1, 1))
    response = page(client, on="2021-12-31")
    assert not response.context["facts"].is_counted
    assert [table.section.code for table in response.context["tables"]] == ["activities"]
    assert page(client, on="2022-01-01").context["facts"].computed["members"] == 1


# --- Links ---------------------------------------------------------------------------------------------------------


def test_only_existing_things_of_today_lead_to_the_directory(client, today):
    LabelAwardFactory(cluster=member(laender=["DE-BY"]), level="gold", valid_until=D(2999, 12, 31))
    rows = {row.code: row for table in page(client).context["tables"] for row in table.rows}
    linked = {code: row.url for code, row in rows.items() if row.url}
    assert linked == {
        "label.gold": "/clusters/?label=gold",
        "land.DE-BY": "/clusters/?land=DE-BY",
    }
    assert "label=none" not in text_of(page(client))
    yesterday = (today - datetime.timedelta(days=1)).isoformat()
    assert not [row for table in page(client, on=yesterday).context["tables"] for row in table.rows if row.url]


# --- Years ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        (None, D(2024, 5, 1), []),
        (D(2024, 5, 2), D(2024, 5, 1), []),
        (D(2024, 5, 1), D(2024, 5, 1), [D(2024, 5, 1)]),
        (D(2022, 12, 31), D(2024, 5, 1), [D(2022, 12, 31), D(2023, 12, 31), D(2024, 5, 1)]),
        (D(2023, 1, 1), D(2023, 12, 31), [D(2023, 1, 1), D(2023, 12, 31)]),
    ],
)
def test_the_days_of_the_time_line(since, today, days):
    assert days_to_count(since, today) == days


# --- Cost and freshness --------------------------------------------------------------------------------------------


def queries_of(client, address, capture):
    caches["pages"].clear()
    with capture as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "address", ["/facts/?on=2025-06-30&with=2024-06-30", "/facts/figures.csv", "/api/v1/facts/?on=2025-06-30"]
)
def test_the_number_of_queries_does_not_grow(client, office, today, address):
    def more(number):
        for _ in range(number):
            cluster = member(laender=["DE-BY", "DE-HH"], fields=["energy"])
            LabelAwardFactory(cluster=cluster)
            certificate(cluster)
            ActorFigures.objects.create(cluster=cluster, key_date=DAY, companies=3, released=True, recorded_on=DAY)

    more(1)
    publish_snapshot(take_snapshot(DAY, numbers=computed(), actor=office, day=today), actor=office, day=today)
    more(2)
    few = queries_of(client, address, CaptureQueriesContext(connection))
    more(27)
    assert queries_of(client, address, CaptureQueriesContext(connection)) == few


@pytest.mark.django_db(transaction=True)
def test_a_kept_page_is_made_anew_when_a_number_changes(client, office):
    client_of_office = type(client)()
    client_of_office.force_login(office)
    LineRecording.objects.update(recorded_since=D(2020, 1, 1))
    assert computed(D(2025, 6, 30))["activity.workshops"] == 0
    before = text_of(page(client, on="2025-06-30"))
    assert text_of(page(client, on="2025-06-30")) == before
    client_of_office.post(
        "/admin/programme/activityrecord/add/",
        {"kind": "consultation", "on": "2025-06-01", "date_precision": "day", "title_de": "Beratung", "title_en": "",
         "number": "7", "source": "Akte"},
    )  # fmt: skip
    record = ActivityRecord.objects.get()
    assert (record.recorded_by, record.number) == (office, 7)
    assert computed(D(2025, 6, 30))["activity.workshops"] == 7
    assert text_of(page(client, on="2025-06-30")) != before


def test_withdrawn_snapshots_stay_listed(client, office, today):
    snapshot = publish_snapshot(
        take_snapshot(DAY, numbers={"members": 9, "labels": 2}, actor=office, day=today), actor=office, day=today
    )
    withdraw_snapshot(snapshot, reason="Doppelt gezählt.", actor=office, day=today)
    take_snapshot(D(2025, 6, 29), numbers={"members": 7777}, actor=office, day=today)
    text = text_of(client.get(reverse("public:facts-snapshots")))
    assert "Doppelt gezählt." in text
    assert "7777" not in text
    assert FactsSnapshot.objects.count() == 2
