"""Events to come with their filters, the archive, one event; calling off and moving."""

import datetime
import json
import re

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.facets import FACETS, MOST_MONTHS, Facts, chosen_values, counts, found, months_of, toggled
from events.models import Event, Registration
from events.services.announcing import PLACE_AND_TIME, cancel_event, move_event, set_again
from events.services.publishing import take_back
from events.structured import event_data
from events.wording import month_words
from notifications.models import OutboxMessage
from programme.models import Land
from records.errors import ActRefused

from .factories import EditionFactory, EventFactory
from .registrations import RegistrationSettingsFactory, registered

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


@pytest.mark.django_db
class TestChanging:
    def when(self):
        return {"day": timezone.localdate(), "now": timezone.now()}

    def values(self, event, **more):
        return {name: getattr(event, name) for name in PLACE_AND_TIME} | more

    def test_calling_off(self, client, office):
        event = EventFactory()
        address = registered(RegistrationSettingsFactory(event=event)).email
        assert cancel_event(event, notice_de="Der Referent ist krank.", actor=office, **self.when()) == 1
        page = client.get(reverse("events:event", args=[event.slug])).content.decode()
        assert "Der Referent ist krank." in page
        assert "EventCancelled" in page
        assert "Jetzt anmelden" not in page
        entry = vobject.readOne(client.get(f"/events/{event.slug}.ics").content.decode()).vevent
        assert (entry.status.value, entry.sequence.value) == ("CANCELLED", "1")
        assert (
            "Der Referent ist krank."
            in OutboxMessage.objects.get(to_email=address, subject__startswith="Abgesagt").body
        )
        with pytest.raises(ActRefused):
            cancel_event(event, notice_de="Noch einmal.", actor=office, **self.when())

    def test_english_readers_are_told_in_english(self, office, today):
        event = EventFactory()
        settings = RegistrationSettingsFactory(event=event)
        for number, language in ((1, "de"), (2, "en")):
            registered(settings, number, language=language)
        later = today + datetime.timedelta(days=12)
        words = {"notice_de": "Bahnstreik.", "notice_en": "Rail strike."}
        move_event(event, values=self.values(event, starts_on=later), **words, actor=office, **self.when())
        words = {"notice_de": "Die Halle ist gesperrt.", "notice_en": "The hall is closed."}
        cancel_event(event, **words, actor=office, **self.when())
        for kind, german, english in (
            ("registration-news", "Bahnstreik.", "Rail strike."),
            ("registration-called-off", "Die Halle ist gesperrt.", "The hall is closed."),
        ):
            bodies = {mail.language: mail.body for mail in OutboxMessage.objects.filter(kind=kind)}
            assert german in bodies["de"]
            assert english in bodies["en"]
            assert german not in bodies["en"]

    def test_moving(self, client, office):
        event = EventFactory()
        later = event.starts_on + datetime.timedelta(days=7)
        move_event(
            event, values=self.values(event, starts_on=later), notice_de="Bahnstreik.", actor=office, **self.when()
        )
        event.refresh_from_db()
        assert (event.starts_on, event.sequence) == (later, 1)
        assert "Bahnstreik." in client.get(reverse("events:event", args=[event.slug])).content.decode()

    def test_search_engines_read_of_the_earlier_day(self, office):
        event = EventFactory(city="Jena")
        first = event.starts_on
        words = {"notice_de": "Grund", "actor": office, **self.when()}

        def read():
            event.refresh_from_db()
            data = event_data(event)
            return data["eventStatus"].rpartition("/")[2], data.get("previousStartDate")

        move_event(event, values=self.values(event, city="Gera"), **words)
        assert read() == ("EventScheduled", None)
        move_event(event, values=self.values(event, starts_on=first + datetime.timedelta(days=7)), **words)
        assert read() == ("EventRescheduled", first.isoformat())
        cancel_event(event, **words)
        assert read() == ("EventCancelled", None)

    def test_what_was_called_off_by_mistake_is_set_again(self, client, office, manager, today):
        client.force_login(office)
        event = EventFactory()
        settings = RegistrationSettingsFactory(event=event, capacity=1)
        for number in (1, 2):
            registered(settings, number)
        act = reverse("admin:events_event_act", args=[event.pk, "set-again"])
        with pytest.raises(ActRefused):
            set_again(event, actor=office, **self.when())
        cancel_event(event, notice_de="Irrtum.", actor=office, **self.when())
        with pytest.raises(ActRefused):
            set_again(event, actor=manager, **self.when())
        assert "2 angemeldete Personen bekommen eine E-Mail." in client.get(act).content.decode()
        client.post(act)
        page = client.get(reverse("events:event", args=[event.slug])).content.decode()
        assert "Irrtum." not in page
        assert "EventScheduled" in page
        assert "Auf die Warteliste" in page
        entry = vobject.readOne(client.get(f"/events/{event.slug}.ics").content.decode()).vevent
        assert (entry.status.value, entry.sequence.value) == ("CONFIRMED", "2")
        seated, waiting = OutboxMessage.objects.filter(kind="registration-on-again").order_by("pk")
        mailed = vobject.readOne(seated.calendar).vevent
        assert (mailed.status.value, mailed.sequence.value) == ("CONFIRMED", "2")
        assert "Ihr Platz ist weiter reserviert." in seated.body
        assert waiting.calendar == ""
        cancel_event(event, notice_de="Doch.", actor=office, **self.when())
        with pytest.raises(ActRefused):
            set_again(event, actor=office, day=event.starts_on + datetime.timedelta(days=1), now=timezone.now())

    def test_refusals(self, office, manager, today):
        event, over = EventFactory(), EventFactory(starts_on=today - datetime.timedelta(days=1))
        for wrong, actor in ((event, manager), (over, office), (EventFactory(released_on=None), office)):
            with pytest.raises(ActRefused):
                cancel_event(wrong, notice_de="x", actor=actor, **self.when())
        with pytest.raises(ActRefused):
            move_event(event, values=self.values(event), notice_de="x", actor=office, **self.when())

    def test_the_office_does_both_in_the_admin(self, client, office):
        client.force_login(office)
        event = EventFactory()
        later = event.starts_on + datetime.timedelta(days=3)
        act = lambda name: reverse("admin:events_event_act", args=[event.pk, name])  # noqa: E731
        wrong = client.post(
            act("move"), {"starts_on": later.isoformat(), "ends_on": "2020-01-01", "notice_de": "Grund"}
        )
        assert wrong.status_code == 200
        client.post(act("move"), {"starts_on": later.isoformat(), "notice_de": "Der Saal ist belegt."})
        event.refresh_from_db()
        assert event.starts_on == later
        client.post(act("cancel"), {"notice_de": "Zu wenige Anmeldungen."})
        event.refresh_from_db()
        assert event.cancelled_on == timezone.localdate()
        assert not Registration.objects.exists()

    def test_what_people_are_registered_for_is_not_taken_back(self, client, office, today):
        client.force_login(office)
        event = EventFactory()
        row = registered(RegistrationSettingsFactory(event=event))
        answer = client.post(reverse("admin:events_event_act", args=[event.pk, "take-back"]))
        assert "Bitte sagen Sie sie ab" in answer.content.decode()
        event.refresh_from_db()
        assert event.released_on
        cancel_event(event, notice_de="Sturm.", actor=office, **self.when())
        assert take_back(event, actor=office, day=today).released_on is None
        other = RegistrationSettingsFactory().event
        assert take_back(other, actor=office, day=today).released_on is None
        over = EventFactory(starts_on=today)
        row.settings.event = over
        row.settings.save()
        assert take_back(over, actor=office, day=today + datetime.timedelta(days=1)).released_on is None

    @pytest.mark.parametrize(
        ("values", "at"),
        [
            ({"starts_on": -1}, "starts_on"),
            ({"starts_on": 20, "ends_on": 19}, "ends_on"),
            ({"starts_on": 20, "starts_at": "10:00", "ends_at": "09:00"}, "ends_at"),
            ({"starts_on": 20, "ends_at": "09:00"}, "starts_at"),
            ({"starts_on": 20, "closes_at": 21}, "closes_at"),
            ({"starts_on": 3}, "closes_at"),
        ],
        ids=["past", "ends before", "hour", "no beginning", "closes after", "closes before it opens"],
    )
    def test_what_cannot_be_is_said_at_its_field(self, client, office, today, values, at):
        client.force_login(office)
        settings = RegistrationSettingsFactory(opens_on=today + datetime.timedelta(days=4))
        shift = lambda days: (today + datetime.timedelta(days=days)).isoformat()  # noqa: E731
        data = {name: shift(value) if isinstance(value, int) else value for name, value in values.items()}
        if "closes_at" in data:
            data["closes_at"] += "T12:00"
        address = reverse("admin:events_event_act", args=[settings.event.pk, "move"])
        answer = client.post(address, data | {"city": "Jena", "notice_de": "Grund"})
        assert list(answer.context["form"].errors) == [at]
        assert not OutboxMessage.objects.exists()

    def test_an_event_that_has_begun_may_change_its_place(self, client, office, today):
        client.force_login(office)
        first, last = (today + datetime.timedelta(days=days) for days in (-1, 1))
        event = EventFactory(starts_on=first, ends_on=last, city="Jena")
        address = reverse("admin:events_event_act", args=[event.pk, "move"])
        words = {"starts_on": first.isoformat(), "city": "Gera", "notice_de": "Grund"}
        assert list(client.post(address, words).context["form"].errors) == ["ends_on"]
        client.post(address, words | {"ends_on": last.isoformat()})
        event.refresh_from_db()
        assert event.city == "Gera"
        with pytest.raises(ActRefused):
            move_event(
                event,
                values=self.values(event, starts_on=first - datetime.timedelta(days=1)),
                notice_de="x",
                actor=office,
                **self.when(),
            )

    def test_the_times_of_the_registration_move_along(self, client, office, time_machine):
        time_machine.move_to(datetime.datetime(2027, 3, 10, 12, tzinfo=datetime.UTC))
        client.force_login(office)
        closes_at = datetime.datetime(2027, 3, 19, 17, tzinfo=datetime.UTC)
        settings = RegistrationSettingsFactory(
            event=EventFactory(starts_on=datetime.date(2027, 3, 20)), closes_at=closes_at, changes_until=closes_at
        )
        address = reverse("admin:events_event_act", args=[settings.event.pk, "move"])
        assert "19. März 2027" in client.get(address).content.decode()
        answer = client.post(address, {"starts_on": "2027-04-03", "notice_de": "Grund"}, follow=True)
        assert "Anmeldeschluss ist jetzt 2. April 2027" in answer.content.decode()
        settings.refresh_from_db()
        # Two weeks later the clocks have changed; the hour in Berlin is the same.
        expected = datetime.datetime(2027, 4, 2, 16, tzinfo=datetime.UTC)
        assert (settings.closes_at, settings.changes_until) == (expected, expected)
        client.post(address, {"starts_on": "2027-04-10", "closes_at": "2027-04-04T12:00", "notice_de": "Grund"})
        settings.refresh_from_db()
        assert settings.closes_at == datetime.datetime(2027, 4, 4, 10, tzinfo=datetime.UTC)

    def test_moved_out_of_its_cluster_week_the_office_is_warned(self, client, office):
        client.force_login(office)
        edition = EditionFactory()
        event = EventFactory(edition=edition, starts_on=edition.starts_on)
        address = reverse("admin:events_event_act", args=[event.pk, "move"])
        for day, warned in ((edition.ends_on, False), (edition.ends_on + datetime.timedelta(days=1), True)):
            answer = client.post(address, {"starts_on": day.isoformat(), "notice_de": "Grund"}, follow=True)
            assert ("nicht in der Clusterwoche" in answer.content.decode()) is warned
            event.refresh_from_db()
            assert event.starts_on == day

    def test_an_announcement_needs_its_day(self, client, office, today):
        client.force_login(office)
        words = {"kind": "fair", "title_de": "Messe", "country": "DE", "date_precision": "month"}
        ahead = (today + datetime.timedelta(days=60)).isoformat()
        refused = client.post(reverse("admin:events_event_add"), words | {"starts_on": ahead})
        assert refused.context["adminform"].form.errors["date_precision"]
        client.post(reverse("admin:events_event_add"), words | {"starts_on": "2019-05-01"})
        assert Event.objects.get(title_de="Messe").date_precision == "month"
