"""Submitting to a cluster week: the states, what the submitter may do, what the office decides, what is forgotten."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from events.models import EditionSubmission, Event
from events.services import editions
from events.services.announcing import PLACE_AND_TIME, cancel_event, move_event, set_again
from events.services.edition_mails import token_of
from events.services.publishing import release, take_back
from events.submissionstates import OPEN, SubmissionState, state_of
from notifications.models import OutboxMessage
from programme.models import Land, ProgrammeSettings
from records.errors import ActRefused
from records.models import AuditEntry

from .factories import EditionFactory, EditionSubmissionFactory

DATES = ("confirmed_at", "asked_at", "accepted_at", "declined_at", "withdrawn_at", "erased_at")


@pytest.mark.parametrize(
    ("set_dates", "state"),
    [
        ((), SubmissionState.UNCONFIRMED),
        (("confirmed_at",), SubmissionState.WAITING),
        (("confirmed_at", "asked_at"), SubmissionState.ASKED),
        (("confirmed_at", "accepted_at"), SubmissionState.ACCEPTED),
        (("confirmed_at", "asked_at", "declined_at"), SubmissionState.DECLINED),
        (("confirmed_at", "withdrawn_at"), SubmissionState.WITHDRAWN),
        (("confirmed_at", "accepted_at", "erased_at"), SubmissionState.ACCEPTED),
        (("confirmed_at", "asked_at", "erased_at"), SubmissionState.LAPSED),
    ],
)
def test_the_state_follows_from_the_dates(set_dates, state):
    now = timezone.now()
    assert state_of(SimpleNamespace(**{name: now if name in set_dates else None for name in DATES})) == state


@pytest.mark.parametrize(
    ("since", "until", "released", "takes"),
    [
        (0, None, 0, True),
        (1, None, 0, False),
        (None, None, 0, False),
        (-5, 0, 0, True),
        (-5, -1, 0, False),
        (0, None, 1, False),
        (0, None, None, False),
    ],
    ids=["first day", "day before", "never", "last day", "day after", "not released yet", "not released"],
)
def test_when_it_takes_submissions(since, until, released, takes):
    day = datetime.date(2027, 3, 1)
    at = lambda days: None if days is None else day + datetime.timedelta(days=days)  # noqa: E731
    edition = EditionFactory.build(
        starts_on=at(10), submissions_from=at(since), submissions_until=at(until), released_on=at(released)
    )
    assert edition.takes_submissions(day) is takes


def test_without_an_end_it_takes_them_until_the_last_day():
    edition = EditionFactory.build()
    assert edition.takes_submissions(edition.ends_on)
    assert not edition.takes_submissions(edition.ends_on + datetime.timedelta(days=1))


def words(edition, **more):
    return {
        "organisation": "Initiative Leichtbau",
        "contact_name": "Erika Beispiel",
        "contact_email": "Erika@Portal.Test",
        "title_de": "Offene Werkstatt",
        "title_en": "Open workshop",
        "summary_de": "Wir zeigen, woran wir arbeiten.",
        "summary_en": "",
        "held_on": edition.starts_on,
        "starts_at": datetime.time(10),
        "ends_at": None,
        "online": False,
        "address": "Werkstraße 1",
        "city": "Augsburg",
        "land": Land.objects.get(iso="DE-BY"),
        "website": "",
        **more,
    }


@pytest.mark.django_db
class TestSubmitting:
    @pytest.fixture
    def edition(self):
        return EditionFactory()

    def submit(self, edition, now=None, **more):
        now = now or timezone.now()
        return editions.submit(
            edition, values=words(edition, **more), language="de", day=timezone.localdate(now), now=now
        )

    def test_it_is_kept_and_asked_to_be_confirmed(self, edition):
        row = self.submit(edition)
        assert state_of(row) == SubmissionState.UNCONFIRMED
        mail = OutboxMessage.objects.get()
        assert mail.to_email == "erika@portal.test"
        assert f"/events/submissions/{token_of(row)}/" in mail.body
        assert editions.find(token_of(row)) == row

    def test_the_same_again_is_one_row_and_one_mail(self, edition):
        self.submit(edition)
        again = self.submit(edition, title_de="offene werkstatt", city="Kempten")
        assert EditionSubmission.objects.get() == again
        assert again.city == "Kempten"
        assert OutboxMessage.objects.count() == 1

    def test_after_an_hour_the_mail_comes_again(self, edition):
        row = self.submit(edition)
        self.submit(edition, now=row.submitted_at + editions.RESEND_AFTER)
        assert OutboxMessage.objects.count() == 2

    def test_what_is_with_the_office_is_not_changed_without_the_link(self, edition):
        row = self.submit(edition)
        editions.confirm(token_of(row), now=timezone.now())
        self.submit(edition, city="Anderswo")
        row.refresh_from_db()
        assert row.city == "Augsburg"
        assert OutboxMessage.objects.count() == 1

    def test_a_flood_from_one_address_ends(self, edition, monkeypatch):
        monkeypatch.setattr(editions, "MOST_OPEN", 2)
        for title in "AB":
            editions.confirm(token_of(self.submit(edition, title_de=title)), now=timezone.now())
        with pytest.raises(ActRefused):
            self.submit(edition, title_de="C")
        self.submit(edition, title_de="C", contact_email="andere@portal.test")

    def test_unconfirmed_ones_of_somebody_else_lock_nobody_out(self, edition, monkeypatch):
        monkeypatch.setattr(editions, "MOST_OPEN", 2)
        monkeypatch.setattr(editions, "MOST_UNCONFIRMED", 3)
        rows = [self.submit(edition, title_de=title) for title in "ABC"]
        with pytest.raises(ActRefused):
            self.submit(edition, title_de="D")
        with pytest.raises(ActRefused):
            self.submit(edition, title_de="A", now=timezone.now() + editions.RESEND_AFTER)
        assert OutboxMessage.objects.count() == 3
        editions.confirm(token_of(rows[0]), now=timezone.now())
        self.submit(edition, title_de="D")
        self.submit(edition, title_de="E", now=timezone.now() + datetime.timedelta(days=1, minutes=1))

    def test_the_mail_to_an_unproved_address_has_no_strange_subject(self, edition):
        self.submit(edition, title_de="Gewinnen Sie jetzt")
        mail = OutboxMessage.objects.get()
        assert "Gewinnen" not in mail.subject
        assert edition.name_de in mail.subject

    def test_a_closed_edition_takes_nothing(self, edition):
        edition.submissions_until = edition.submissions_from
        edition.save()
        with pytest.raises(ActRefused):
            self.submit(edition)
        assert not EditionSubmission.objects.exists()

    @pytest.mark.parametrize("broken", ["", "x", "x~y", "~", "\x00~a"])
    def test_a_made_up_link_leads_nowhere(self, broken):
        assert editions.find(broken) is None

    def test_the_link_of_another_one_does_not_fit(self, edition):
        first, second = self.submit(edition), self.submit(edition, title_de="Andere")
        forged = f"{first.key}~{token_of(second).partition('~')[2]}"
        assert editions.find(forged) is None


@pytest.mark.django_db
class TestTheSubmittersLink:
    @pytest.fixture
    def row(self):
        return EditionSubmissionFactory(confirmed_at=timezone.now())

    def test_changing_answers_the_question(self, row, office):
        editions.ask(row, question="Wo genau?", actor=office, day=timezone.localdate(), now=timezone.now())
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.ASKED
        editions.change(token_of(row), values=words(row.edition, city="Ulm"), now=timezone.now())
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.WAITING
        assert row.city == "Ulm"
        assert row.question == "Wo genau?"

    def test_the_address_stays(self, row):
        editions.change(token_of(row), values=words(row.edition), now=timezone.now())
        address = row.contact_email
        row.refresh_from_db()
        assert row.contact_email == address

    @pytest.mark.parametrize("outcome", ["accepted_at", "declined_at", "withdrawn_at"])
    def test_what_is_decided_stays(self, row, outcome):
        setattr(row, outcome, timezone.now())
        row.save()
        assert state_of(row) not in OPEN
        for act in (
            lambda: editions.change(token_of(row), values=words(row.edition), now=timezone.now()),
            lambda: editions.withdraw(token_of(row), now=timezone.now()),
        ):
            with pytest.raises(ActRefused):
                act()

    def test_withdrawing(self, row):
        editions.withdraw(token_of(row), now=timezone.now())
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.WITHDRAWN


@pytest.mark.django_db
class TestTheOffice:
    @pytest.fixture
    def row(self):
        return EditionSubmissionFactory(
            confirmed_at=timezone.now(), title_en="Open workshop", land=Land.objects.get(iso="DE-BY")
        )

    def when(self):
        return {"day": timezone.localdate(), "now": timezone.now()}

    def test_accepting_makes_a_released_event(self, row, office, django_capture_on_commit_callbacks):
        before = ProgrammeSettings.load().content_version
        with django_capture_on_commit_callbacks(execute=True):
            event = editions.accept(row, actor=office, **self.when())
        assert Event.objects.released_on(timezone.localdate()).get(edition=row.edition) == event
        assert (event.title_de, event.title_en, event.land.iso, event.organiser) == (
            row.title_de,
            "Open workshop",
            "DE-BY",
            "Initiative Leichtbau",
        )
        assert ProgrammeSettings.load().content_version > before
        mail = OutboxMessage.objects.get()
        assert f"/events/{event.slug}/" in mail.body
        row.refresh_from_db()
        assert (state_of(row), row.event) == (SubmissionState.ACCEPTED, event)

    def test_declining_tells_the_reason(self, row, office):
        editions.decline(row, reason="Werbung.", actor=office, **self.when())
        assert "Werbung." in OutboxMessage.objects.get().body
        assert not Event.objects.filter(edition=row.edition).exists()
        assert AuditEntry.objects.filter(subject_key=row.key, actor=office).exists()

    def test_only_the_office_and_only_once(self, row, office, manager, ministry):
        for actor in (manager, ministry):
            with pytest.raises(ActRefused):
                editions.accept(row, actor=actor, **self.when())
        editions.accept(row, actor=office, **self.when())
        for act in (
            lambda: editions.accept(row, actor=office, **self.when()),
            lambda: editions.decline(row, reason="x", actor=office, **self.when()),
            lambda: editions.ask(row, question="x", actor=office, **self.when()),
        ):
            with pytest.raises(ActRefused):
                act()
        assert Event.objects.filter(edition=row.edition).count() == 1

    def test_what_nobody_confirmed_cannot_be_accepted(self, office):
        with pytest.raises(ActRefused):
            editions.accept(EditionSubmissionFactory(), actor=office, **self.when())

    def test_the_street_goes_along(self, office):
        row = EditionSubmissionFactory(confirmed_at=timezone.now(), address="Werkstraße 1")
        assert editions.accept(row, actor=office, **self.when()).address == "Werkstraße 1"

    def test_whoever_submitted_is_told_what_becomes_of_the_event(self, office):
        row = EditionSubmissionFactory(confirmed_at=timezone.now(), language="en", title_en="Open workshop")
        event = editions.accept(row, actor=office, **self.when())
        reason = {"notice_de": "Umbau.", "notice_en": "Rebuilding."}
        place = {name: getattr(event, name) for name in PLACE_AND_TIME} | {"city": "Ulm"}
        acts = [
            lambda: move_event(event, values=place, **reason, actor=office, **self.when()),
            lambda: cancel_event(event, **reason, actor=office, **self.when()),
            lambda: set_again(event, actor=office, **self.when()),
            lambda: take_back(event, actor=office, day=timezone.localdate()),
            lambda: release(event, on=timezone.localdate(), actor=office, day=timezone.localdate()),
        ]
        for act in acts:
            act()
        told = list(OutboxMessage.objects.filter(kind="edition-news").order_by("pk"))
        assert {mail.to_email for mail in told} == {row.contact_email}
        assert [mail.language for mail in told] == ["en"] * 5
        assert len({mail.subject for mail in told}) == 5
        assert ["Rebuilding." in mail.body for mail in told] == [True, True, False, False, False]
        assert "Ulm" in told[0].body
        assert token_of(row) in told[0].body
        EditionSubmission.objects.update(contact_email="", erased_at=timezone.now())
        cancel_event(event, **reason, actor=office, **self.when())
        assert OutboxMessage.objects.filter(kind="edition-news").count() == 5

    def test_the_same_event_from_another_address_is_noticed(self):
        row = EditionSubmissionFactory(confirmed_at=timezone.now(), title_de="Ökologie zeigen")
        same = {"edition": row.edition, "title_de": "ÖKOLOGIE ZEIGEN", "confirmed_at": timezone.now()}
        other = EditionSubmissionFactory(**same)
        EditionSubmissionFactory(**same, contact_email=row.contact_email)
        EditionSubmissionFactory(**same, held_on=row.edition.ends_on)
        EditionSubmissionFactory(**same, withdrawn_at=timezone.now())
        EditionSubmissionFactory(**{**same, "confirmed_at": None})
        EditionSubmissionFactory(**{**same, "edition": EditionFactory(starts_on=row.held_on)})
        EditionSubmissionFactory(**{**same, "title_de": "Anderes"})
        assert editions.doubles_of(row) == [other]

    def test_a_title_that_is_an_address_of_the_portal(self, row, office):
        row.title_de = "Weeks"
        row.save()
        assert editions.accept(row, actor=office, **self.when()).slug != "weeks"

    def test_the_mails_are_in_the_language_of_the_form(self, row, office):
        row.language = "en"
        row.save()
        editions.ask(row, question="Where?", actor=office, **self.when())
        assert "/en/events/submissions/" in OutboxMessage.objects.get().body


@pytest.mark.django_db
class TestForgetting:
    def test_unconfirmed_ones_go_in_time(self):
        now = timezone.now()
        days = ProgrammeSettings.load().submission_unconfirmed_days
        late = EditionSubmissionFactory(submitted_at=now - datetime.timedelta(days=days, seconds=1))
        EditionSubmissionFactory(submitted_at=now - datetime.timedelta(days=days) + datetime.timedelta(seconds=1))
        EditionSubmissionFactory(submitted_at=now - datetime.timedelta(days=99), confirmed_at=now)
        assert editions.purge_submissions(timezone.localdate(), now) == (1, 0)
        assert not EditionSubmission.objects.filter(pk=late.pk).exists()
        assert EditionSubmission.objects.count() == 2

    def test_the_contact_goes_some_time_after_the_edition(self, office):
        row = EditionSubmissionFactory(confirmed_at=timezone.now())
        event = editions.accept(row, actor=office, day=timezone.localdate(), now=timezone.now())
        over = row.edition.ends_on + datetime.timedelta(days=ProgrammeSettings.load().submission_contact_days)
        assert editions.purge_submissions(over, timezone.now()) == (0, 0)
        later = over + datetime.timedelta(days=1)
        assert editions.purge_submissions(later, timezone.now()) == (0, 1)
        assert editions.purge_submissions(later, timezone.now()) == (0, 0)
        address, link = row.contact_email, token_of(row)
        row.refresh_from_db()
        assert (row.contact_name, row.contact_email) == ("", "")
        assert not OutboxMessage.objects.filter(to_email=address).exists()
        assert editions.find(link) is None
        assert Event.objects.filter(pk=event.pk).exists()

    @pytest.mark.parametrize("asked", [False, True])
    def test_what_nobody_decided_lapses_with_its_contact(self, office, asked):
        now = timezone.now()
        row = EditionSubmissionFactory(confirmed_at=now, asked_at=now if asked else None)
        later = row.edition.ends_on + datetime.timedelta(days=ProgrammeSettings.load().submission_contact_days + 1)
        editions.purge_submissions(later, now)
        row.refresh_from_db()
        assert state_of(row) == SubmissionState.LAPSED
        assert not EditionSubmission.objects.undecided().exists()
        for act in (
            lambda: editions.accept(row, actor=office, day=later, now=now),
            lambda: editions.decline(row, reason="x", actor=office, day=later, now=now),
            lambda: editions.ask(row, question="x", actor=office, day=later, now=now),
        ):
            with pytest.raises(ActRefused):
                act()
