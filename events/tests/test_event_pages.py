"""Events to come with their filters, the archive, one event; calling off and moving."""

import datetime
import json
import re

import pytest
import vobject
from django.urls import reverse

from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.facets import FACETS, MOST_MONTHS, Facts, chosen_values, counts, found, months_of, toggled
from events.models import Event
from events.wording import month_words
from programme.models import Land

from .factories import EditionFactory, EventFactory
from .registrations import RegistrationSettingsFactory

SAMPLE = [
    Facts(1, "workshop", ("DE-BY",), ("2027-05",)),
    Facts(2, "workshop", ("DE-HE", "online"), ("2027-05",)),
    Facts(3, "seminar", ("online",), ("2027-06",)),
    Facts(4, "fair", (), ("2027-06",)),
]
NOTHING = {facet: [] for facet in FACETS}


class TestFacets:
    @pytest.mark.parametrize(
        ("chosen", "keys"),
        [
            ({}, [1, 2, 3, 4]),
            ({"kind": ["workshop"]}, [1, 2]),
            ({"kind": ["seminar", "fair"]}, [3, 4]),
            ({"kind": ["workshop"], "land": ["online"]}, [2]),
            ({"land": ["DE-BY", "online"], "month": ["2027-05"]}, [1, 2]),
            ({"kind": ["fair"], "land": ["online"]}, []),
        ],
    )
    def test_or_within_a_facet_and_across(self, chosen, keys):
        assert [one.key for one in found(SAMPLE, NOTHING | chosen)] == keys

    @pytest.mark.parametrize(
        ("first", "last", "months"),
        [
            ("2027-05-01", "2027-05-31", ("2027-05",)),
            ("2027-11-30", "2027-12-02", ("2027-11", "2027-12")),
            ("2027-12-31", "2028-02-01", ("2027-12", "2028-01", "2028-02")),
        ],
    )
    def test_the_months_that_an_event_touches(self, first, last, months):
        assert months_of(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)) == months
        assert len(months_of(datetime.date.fromisoformat(first), datetime.date.max)) == MOST_MONTHS

    def test_counts_leave_their_own_facet_out(self):
        assert counts(SAMPLE, NOTHING | {"kind": ["fair"]}, "kind") == {"workshop": 2, "seminar": 1, "fair": 1}
        assert counts(SAMPLE, NOTHING | {"kind": ["workshop"]}, "land") == {"DE-BY": 1, "DE-HE": 1, "online": 1}

    def test_the_address_of_a_choice_adds_or_takes(self):
        chosen = NOTHING | {"kind": ["fair"], "month": ["2027-06"]}
        assert toggled(chosen, "kind", "seminar") == [("kind", "fair"), ("kind", "seminar"), ("month", "2027-06")]
        assert toggled(chosen, "kind", "fair") == [("month", "2027-06")]

    def test_what_is_no_value_is_not_chosen(self):
        known = {"kind": {"fair"}, "land": set(), "month": set()}
        assert chosen_values({"kind": ["x", "fair", "fair"], "land": ["y"]}, known) == NOTHING | {"kind": ["fair"]}


def titles(answer):
    return [event.title_de for event in answer.context["events"]]


@pytest.mark.django_db
class TestTheList:
    def test_the_next_one_first_and_nothing_that_is_over(self, client, today):
        EventFactory(title_de="Übermorgen", starts_on=today + datetime.timedelta(days=2))
        EventFactory(title_de="Heute", starts_on=today)
        EventFactory(title_de="Gestern", starts_on=today - datetime.timedelta(days=1))
        assert titles(client.get("/events/")) == ["Heute", "Übermorgen"]

    def test_filters_and_their_counts(self, client):
        EventFactory(title_de="A", kind="workshop", land=Land.objects.get(iso="DE-BY"))
        EventFactory(title_de="B", kind="seminar", land=Land.objects.get(iso="DE-BY"))
        EventFactory(title_de="C", kind="seminar", online=True)
        answer = client.get("/events/?kind=seminar&kind=workshop&land=DE-BY&land=nirgends&month=irgendwann")
        assert sorted(titles(answer)) == ["A", "B"]
        kinds, places, _months = [chips for _label, chips in answer.context["filters"]]
        assert [(chip["label"], chip["count"]) for chip in kinds] == [("Seminar", 1), ("Workshop", 1)]
        assert [(chip["label"], chip["count"], chip["current"]) for chip in places] == [
            ("Bayern", 2, True),
            ("online", 1, False),
        ]
        assert sorted(titles(client.get(places[1]["url"]))) == ["A", "B", "C"]
        assert b"noindex" in answer.content

    def test_queries_do_not_grow(self, client, django_assert_num_queries, django_assert_max_num_queries):
        EventFactory(land=Land.objects.get(iso="DE-BY"))
        with django_assert_max_num_queries(50) as one:
            client.get("/events/?page=1")
        EventFactory.create_batch(30, land=Land.objects.get(iso="DE-BE"))
        with django_assert_num_queries(len(one.captured_queries)):
            client.get("/events/?page=1&x=1")

    def test_what_still_goes_on_stands_in_this_month(self, client, today):
        EventFactory(starts_on=today - datetime.timedelta(days=70), ends_on=today)
        EventFactory(starts_on=today)
        answer = client.get("/events/")
        months = re.findall('portal-list-heading">(.*?)<', answer.content.decode())
        assert months == [month_words(f"{today:%Y-%m}")]

    def test_an_event_over_the_end_of_a_month_is_found_in_both(self, client, time_machine):
        time_machine.move_to(datetime.datetime(2027, 11, 2, 12, tzinfo=datetime.UTC))
        EventFactory(title_de="Über Monate", starts_on=datetime.date(2027, 11, 30), ends_on=datetime.date(2027, 12, 2))
        EventFactory(title_de="Im Dezember", starts_on=datetime.date(2027, 12, 1))
        for query, headings in (
            ("", ["November 2027", "Dezember 2027"]),
            ("?month=2027-11", ["November 2027"]),
            ("?month=2027-12", ["Dezember 2027"]),
        ):
            answer = client.get(f"/events/{query}")
            assert "Über Monate" in titles(answer)
            assert re.findall('portal-list-heading">(.*?)<', answer.content.decode()) == headings

    @pytest.mark.parametrize("query", ["page=0", "page=x", "page=99", "kind=%00", "month=2027-13", "land=x"])
    def test_an_odd_address_is_no_fault(self, client, query):
        EventFactory()
        assert client.get(f"/events/?{query}").status_code == 200
        assert client.get(f"/events/archive/?{query}&year=%00&quarter=9").status_code == 200

    def test_the_calendar_of_a_choice(self, client):
        EventFactory(title_de="Dabei", kind="seminar", land=Land.objects.get(iso="DE-BY"))
        EventFactory(title_de="Andere Art", kind="workshop", land=Land.objects.get(iso="DE-BY"))
        EventFactory(title_de="Anderswo", kind="seminar")
        answer = client.get("/events/calendar.ics?kind=seminar&kind=x&land=DE-BY")
        assert [entry.summary.value for entry in vobject.readOne(answer.content.decode()).vevent_list] == ["Dabei"]


@pytest.mark.django_db
class TestTheArchive:
    @pytest.fixture(autouse=True)
    def past(self):
        Event.objects.all().delete()
        for title, day, precision in (
            ("Mai 2021", datetime.date(2021, 5, 3), "day"),
            ("November 2021", datetime.date(2021, 11, 1), "month"),
            ("Irgendwann 2021", datetime.date(2021, 1, 1), "year"),
            ("2019", datetime.date(2019, 2, 1), "day"),
            ("Ohne Datum", None, "undated"),
        ):
            EventFactory(title_de=title, starts_on=day, date_precision=precision)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["November 2021", "Mai 2021", "Irgendwann 2021", "2019", "Ohne Datum"]),
            ("year=2021", ["November 2021", "Mai 2021", "Irgendwann 2021"]),
            ("year=2021&quarter=2", ["Mai 2021"]),
            ("year=2021&quarter=4", ["November 2021"]),
            ("year=2021&quarter=1", ["November 2021", "Mai 2021", "Irgendwann 2021"]),
            ("year=undated", ["Ohne Datum"]),
            ("year=1999", ["November 2021", "Mai 2021", "Irgendwann 2021", "2019", "Ohne Datum"]),
        ],
        ids=["all", "year", "quarter", "by month", "known to the year only", "undated", "no such year"],
    )
    def test_by_year_and_quarter(self, client, query, found):
        page = client.get(f"/events/archive/?{query}").context["page_obj"]
        assert [event.title_de for event in page] == found

    def test_the_counts(self, client):
        context = client.get("/events/archive/?year=2021").context
        assert [(chip["label"], chip["count"]) for chip in context["years"]] == [
            ("alle Jahre", None),
            ("2021", 3),
            ("2019", 1),
            ("ohne Datum", 1),
        ]
        assert [chip["count"] for chip in context["quarters"]] == [1, 1]


@pytest.mark.django_db
class TestOneEvent:
    def data(self, client, event):
        page = client.get(reverse("events:event", args=[event.slug])).content.decode()
        return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])

    def test_what_search_engines_read(self, client):
        event = EventFactory(
            title_de="Ein </script><b>Titel</b> & mehr", city="Jena", starts_at=datetime.time(10), online=True
        )
        data = self.data(client, event)
        assert data["name"] == event.title_de
        assert data["startDate"].startswith(f"{event.starts_on}T10:00:00+0")
        assert data["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
        assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]

    def test_abroad_the_country_stands_with_the_town(self, client, today):
        event = EventFactory(city="Lyon", country="FR", address="Messehalle 2", title_de="Messe in Lyon")
        EventFactory(city="Jena", title_de="Treffen in Jena")
        page = client.get(reverse("events:event", args=[event.slug])).content.decode()
        assert "<dd>Messehalle 2, Lyon, Frankreich</dd>" in page
        assert "· Lyon, Frankreich" in page
        english = client.get(f"/en/events/{event.slug}/").content.decode()
        assert "Lyon, France" in english
        listed = client.get("/events/").content.decode()
        assert "<span>Lyon, Frankreich</span>" in listed
        assert "<span>Jena</span>" in listed
        entry = vobject.readOne(client.get(f"/events/{event.slug}.ics").content.decode()).vevent
        assert entry.location.value == "Messehalle 2, Lyon, Frankreich"

    def test_the_preview_tells_what_the_page_will(self, client, office):
        client.force_login(office)
        cluster = ClusterFactory(name="Optik Jena", profile_released=True)
        MembershipFactory(cluster=cluster)
        event = EventFactory(
            address="Carl-Zeiss-Straße 1",
            city="Jena",
            land=Land.objects.get(iso="DE-TH"),
            partner_country="Italien",
            participants=200,
            participants_qualifier="about",
            note_de="Bitte einen Ausweis mitbringen.",
            edition=EditionFactory(name_de="Clusterwoche 2031"),
            clusters=[cluster],
            summary_de="Worum es geht.",
        )
        facts = re.compile(r'(?s)<dl class="portal-facts">.*?</dl>')
        public = client.get(reverse("events:event", args=[event.slug])).content.decode()
        preview = client.get(reverse("admin:events_event_preview", args=[event.pk])).content.decode()
        assert facts.search(preview)[0] == facts.search(public)[0]
        for words in ("Carl-Zeiss-Straße 1", "Thüringen", "Italien", "rund 200", "Optik Jena", "Ausweis", "2031"):
            assert words in facts.search(preview)[0]

    def test_related_ones_of_the_same_kind(self, client):
        event, same = EventFactory(kind="seminar"), EventFactory(kind="seminar")
        EventFactory(kind="workshop")
        context = client.get(reverse("events:event", args=[event.slug])).context
        assert list(context["related"]) == [same]

    def test_when_the_registration_closes_no_kept_page_offers_it(self, client, time_machine, django_assert_num_queries):
        now = datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC)
        time_machine.move_to(now, tick=False)
        closes_at = now + datetime.timedelta(minutes=5)
        event = RegistrationSettingsFactory(closes_at=closes_at).event
        page = lambda: client.get(reverse("events:event", args=[event.slug])).content.decode()  # noqa: E731
        assert "Jetzt anmelden" in page()
        time_machine.move_to(closes_at - datetime.timedelta(seconds=1), tick=False)
        with django_assert_num_queries(1):
            assert "Jetzt anmelden" in page()
        time_machine.move_to(closes_at, tick=False)
        assert "Jetzt anmelden" not in page()
        with django_assert_num_queries(1):
            assert "Die Anmeldung ist geschlossen." in page()
