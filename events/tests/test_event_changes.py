"""An announced event changes: called off, set again, moved, taken back."""

import datetime

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.services.announcing import PLACE_AND_TIME, cancel_event, move_event, set_again
from events.services.publishing import take_back
from events.structured import event_data
from notifications.models import OutboxMessage
from records.errors import ActRefused

from .factories import EditionFactory, EventFactory
from .registrations import RegistrationSettingsFactory, registered


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
