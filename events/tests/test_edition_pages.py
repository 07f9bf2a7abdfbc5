"""The pages of the cluster weeks: programme, form without an account, link of the mail, acts of the office."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import EditionSubmission, Event
from events.services import editions
from events.services.announcing import cancel_event
from events.services.edition_mails import token_of
from events.services.publishing import take_back
from events.submissionstates import SubmissionState, state_of
from programme.models import Land
from programme.templatetags.portal import german_date
from records.errors import ActRefused

from .factories import EditionFactory, EditionSubmissionFactory, EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(name_de="Clusterwoche 2031", name_en="Cluster week 2031")


def programme(edition, *rows):
    """Events of the edition: (title, day of the edition from 0, iso or "online")."""
    for title, n, place in rows:
        land = None if place == "online" else Land.objects.get(iso=place)
        day = edition.starts_on + datetime.timedelta(days=n)
        EventFactory(title_de=title, edition=edition, starts_on=day, land=land, online=land is None)


def page(client, edition, **query):
    return client.get(reverse("public:edition", args=[edition.slug]), query)


def test_the_programme_by_day_and_by_land(client, edition):
    programme(edition, ("Montag Bayern", 0, "DE-BY"), ("Dienstag online", 1, "online"), ("Montag Hessen", 0, "DE-HE"))
    by_day = page(client, edition)
    assert [len(rows) for _title, rows in by_day.context["sections"]] == [2, 1]
    by_land = page(client, edition, group="land")
    assert [title for title, _rows in by_land.context["sections"]] == ["Bayern", "Hessen", "online oder ohne Land"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"land": "DE-BY"}, {"Montag Bayern", "Dienstag Bayern"}),
        ({"land": "online"}, {"Dienstag online"}),
        ({"day": 0, "land": "DE-BY"}, {"Montag Bayern"}),
        ({"day": 1}, {"Dienstag Bayern", "Dienstag online"}),
        ({"land": "DE-XX", "day": "gestern", "group": "x"}, {"Montag Bayern", "Dienstag Bayern", "Dienstag online"}),
        ({"day": "2031-02-31"}, {"Montag Bayern", "Dienstag Bayern", "Dienstag online"}),
    ],
)
def test_filters(client, edition, query, found):
    programme(edition, ("Montag Bayern", 0, "DE-BY"), ("Dienstag Bayern", 1, "DE-BY"), ("Dienstag online", 1, "online"))
    if isinstance(query.get("day"), int):
        query = query | {"day": (edition.starts_on + datetime.timedelta(days=query["day"])).isoformat()}
    shown = page(client, edition, **query).context["sections"]
    assert {one.title_de for _title, rows in shown for one in rows} == found


def test_the_counts_of_one_filter_respect_the_other(client, edition):
    programme(edition, ("A", 0, "DE-BY"), ("B", 1, "DE-BY"), ("C", 1, "DE-HE"))
    day = edition.starts_on.isoformat()
    context = page(client, edition, day=day).context
    assert {chip["label"]: chip["count"] for chip in context["places"]} == {"überall": None, "Bayern": 1}
    assert [chip["count"] for chip in context["days"]] == [3, 1, 2]


def test_an_event_of_several_days_is_found_on_each(client, edition):
    first, second = (edition.starts_on + datetime.timedelta(days=n) for n in (0, 1))
    EventFactory(title_de="Zwei Tage", edition=edition, starts_on=first, ends_on=second)
    EventFactory(title_de="Endlos", edition=edition, starts_on=edition.ends_on, ends_on=datetime.date(9999, 12, 31))
    assert [chip["count"] for chip in page(client, edition).context["days"]] == [2, 1, 1, 1]
    shown = page(client, edition, day=second.isoformat()).context["sections"]
    assert [(title, [one.title_de for one in rows]) for title, rows in shown] == [(german_date(second), ["Zwei Tage"])]


def test_what_is_called_off_says_so(client, office, edition, today, django_capture_on_commit_callbacks):
    event = EventFactory(edition=edition, starts_on=edition.starts_on)
    assert "abgesagt" not in page(client, edition).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        cancel_event(event, notice_de="Grund", actor=office, day=today, now=timezone.now())
    assert "abgesagt" in page(client, edition).content.decode()


def test_an_event_does_not_tell_of_an_edition_in_preparation(client):
    hidden = EditionFactory(name_de="Geheime Clusterwoche", released_on=None)
    event = EventFactory(edition=hidden, starts_on=hidden.starts_on)
    assert "Geheime Clusterwoche" not in client.get(reverse("events:event", args=[event.slug])).content.decode()
    shown = EditionFactory(name_de="Offene Clusterwoche")
    event = EventFactory(edition=shown, starts_on=shown.starts_on)
    assert "Offene Clusterwoche" in client.get(reverse("events:event", args=[event.slug])).content.decode()


def test_what_is_not_released_is_not_there(client):
    hidden = EditionFactory(released_on=None)
    assert page(client, hidden).status_code == 404
    assert client.get(reverse("events:edition-submit", args=[hidden.slug])).status_code == 404
    shown = EditionFactory()
    EventFactory(edition=shown, released_on=None, title_de="Entwurf", starts_on=shown.starts_on)
    assert "Entwurf" not in page(client, shown).content.decode()


def test_queries_do_not_grow(client, edition, django_assert_max_num_queries):
    programme(edition, ("A", 0, "DE-BY"))
    with django_assert_max_num_queries(100) as one:
        page(client, edition, x=1)
    programme(edition, *((f"T{n}", n % 6, "DE-HE") for n in range(40)))
    with django_assert_max_num_queries(len(one.captured_queries)):
        page(client, edition, x=2)


def test_events_without_an_hour_stand_first_on_every_database(client, edition):
    programme(edition, ("A", 0, "DE-BY"))
    with CaptureQueriesContext(connection) as asked:
        page(client, edition)
    assert any("NULLS FIRST" in query["sql"] for query in asked.captured_queries)


def test_the_whole_programme_as_a_calendar(client, edition):
    programme(edition, ("A", 0, "DE-BY"), ("B", 1, "online"))
    answer = client.get(reverse("edition-calendar", args=[edition.slug]))
    assert answer.content.count(b"BEGIN:VEVENT") == 2


@pytest.mark.parametrize("act", ["confirm", "withdraw"])
def test_refused_at_the_last_moment_is_no_fault(client, monkeypatch, act):
    submission = EditionSubmissionFactory()

    def refuse(token, *, now):
        raise ActRefused("zu spät")

    monkeypatch.setattr(editions, act, refuse)
    answer = client.post(reverse(f"events:edition-submission-{act}", args=[token_of(submission)]))
    assert answer.url == reverse("events:edition-submission", args=[token_of(submission)])


class TestTheForm:
    def words(self, edition, **more):
        return {
            "organisation": "Initiative Leichtbau",
            "contact_name": "Erika Beispiel",
            "contact_email": "erika@portal.test",
            "title_de": "Offene Werkstatt",
            "summary_de": "Wir zeigen, woran wir arbeiten.",
            "held_on": edition.starts_on.isoformat(),
            "city": "Augsburg",
            **more,
        }

    def send(self, client, edition, **more):
        return client.post(reverse("events:edition-submit", args=[edition.slug]), self.words(edition, **more))

    def test_it_is_taken(self, client, edition):
        assert self.send(client, edition).status_code == 302
        assert state_of(EditionSubmission.objects.get()) == SubmissionState.UNCONFIRMED

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("held_on", "2020-01-01"),
            ("held_on", "bald"),
            ("city", ""),
            ("contact_email", "keine Adresse"),
            ("title_de", "x" * 201),
            ("summary_de", "x" * 3001),
            ("website", "javascript:alert(1)"),
            ("ends_at", "11:00"),
            ("title_de", "\x00"),
            ("title_de", "Siehe https://x.test"),
            ("title_de", "Siehe WWW.x.test"),
            ("title_de", "Eine\nzweite Zeile"),
            ("title_en", "See http://x.test"),
            ("land", "999"),
        ],
    )
    def test_a_fault_is_said_at_its_field_and_nothing_is_lost(self, client, edition, field, value):
        answer = self.send(client, edition, **{field: value})
        assert answer.status_code == 200
        at = "starts_at" if field == "ends_at" else field
        assert answer.context["form"].errors[at]
        assert "Wir zeigen" in answer.content.decode() or field == "summary_de"
        assert not EditionSubmission.objects.exists()

    def test_the_faults_are_summed_up_once(self, client, edition):
        row = EditionSubmissionFactory(edition=edition)
        own = reverse("events:edition-submission", args=[token_of(row)])
        for answer in (self.send(client, edition, city=""), client.post(own, self.words(edition, city=""))):
            assert answer.content.count(b'id="error-summary') == 1

    def test_a_closed_week_has_no_form(self, client, edition):
        edition.submissions_until = edition.submissions_from
        edition.save()
        assert self.send(client, edition).status_code == 200
        assert not EditionSubmission.objects.exists()
        assert b"<textarea" not in client.get(reverse("events:edition-submit", args=[edition.slug])).content


class TestTheLink:
    def test_opening_it_changes_nothing(self, client):
        row = EditionSubmissionFactory()
        client.get(reverse("events:edition-submission", args=[token_of(row)]))
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.UNCONFIRMED

    def test_confirm_change_withdraw(self, client):
        row = EditionSubmissionFactory()
        token = token_of(row)
        client.post(reverse("events:edition-submission-confirm", args=[token]))
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.WAITING
        words = TestTheForm().words(row.edition, city="Ulm")
        client.post(reverse("events:edition-submission", args=[token]), words)
        row.refresh_from_db()
        assert row.city == "Ulm"
        client.post(reverse("events:edition-submission-withdraw", args=[token]))
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.WITHDRAWN
        assert client.post(reverse("events:edition-submission-withdraw", args=[token])).status_code == 302

    def test_the_page_says_what_became_of_the_event(self, client, office, today):
        row = EditionSubmissionFactory(confirmed_at=timezone.now())
        when = {"actor": office, "day": today, "now": timezone.now()}
        shown = lambda: client.get(reverse("events:edition-submission", args=[token_of(row)])).content.decode()  # noqa: E731
        event = editions.accept(row, **when)
        assert "Ihre Veranstaltung steht im Programm." in shown()
        cancel_event(event, notice_de="Der Saal ist gesperrt.", **when)
        assert "Ihre Veranstaltung ist abgesagt." in shown()
        assert "Der Saal ist gesperrt." in shown()
        take_back(event, actor=office, day=today)
        page_now = shown()
        assert "steht zurzeit nicht im Programm" in page_now
        assert "Nicht mehr im Programm" in page_now
        assert reverse("events:event", args=[event.slug]) not in page_now

    @pytest.mark.parametrize(
        "name", ["edition-submission", "edition-submission-confirm", "edition-submission-withdraw"]
    )
    def test_a_foreign_link_is_not_found(self, client, name):
        assert client.post(reverse(f"events:{name}", args=["unbekannt"])).status_code == 404


class TestTheOffice:
    def test_sees_only_what_is_confirmed(self, client, office):
        client.force_login(office)
        EditionSubmissionFactory(title_de="Unbestätigt")
        row = EditionSubmissionFactory(title_de="Bestätigt", confirmed_at=timezone.now())
        listed = client.get(reverse("admin:events_editionsubmission_changelist")).content.decode()
        assert "Bestätigt" in listed
        assert "Unbestätigt" not in listed
        assert "Bestätigt" in client.get(reverse("admin:index")).content.decode()
        client.post(reverse("admin:events_editionsubmission_act", args=[row.pk, "accept"]))
        assert Event.objects.get(edition=row.edition).title_de == "Bestätigt"
        assert "Bestätigt" in page(client, row.edition).content.decode()
        assert "Bestätigt" not in client.get(reverse("admin:index")).content.decode()

    def test_is_warned_of_the_same_event_from_another_address(self, client, office):
        client.force_login(office)
        row = EditionSubmissionFactory(confirmed_at=timezone.now())
        address = reverse("admin:events_editionsubmission_change", args=[row.pk])
        accept = reverse("admin:events_editionsubmission_act", args=[row.pk, "accept"])
        assert "Achtung" not in client.get(accept).content.decode()
        other = EditionSubmissionFactory(
            edition=row.edition, title_de=row.title_de, organisation="Zweite GmbH", confirmed_at=timezone.now()
        )
        assert "Achtung" in client.get(accept).content.decode()
        found = client.get(address).content.decode()
        assert reverse("admin:events_editionsubmission_change", args=[other.pk]) in found
        assert "Zweite GmbH" in found
        client.post(accept)
        assert Event.objects.filter(edition=row.edition).exists()

    def test_puts_words_right_and_asks(self, client, office):
        client.force_login(office)
        row = EditionSubmissionFactory(confirmed_at=timezone.now())
        address = row.contact_email
        words = TestTheForm().words(row.edition, title_de="Berichtigt", contact_email="andere@portal.test")
        client.post(reverse("admin:events_editionsubmission_act", args=[row.pk, "edit"]), words)
        client.post(reverse("admin:events_editionsubmission_act", args=[row.pk, "ask"]), {"question": "Wo genau?"})
        row.refresh_from_db()
        assert (row.title_de, row.contact_email, state_of(row)) == ("Berichtigt", address, SubmissionState.ASKED)

    def test_the_list_of_weeks_counts_what_waits(self, client, office):
        client.force_login(office)
        edition = EditionFactory()
        EditionSubmissionFactory.create_batch(2, edition=edition, confirmed_at=timezone.now())
        EditionSubmissionFactory(edition=edition)
        found = client.get(reverse("admin:events_edition_changelist")).context["cl"].result_list
        assert [one.waiting_count for one in found] == [2]
