"""Personal data go in time, or with the account; the reminder reaches those who have a seat, once."""

import datetime

import pytest
from django.utils import timezone

from accounts.services import erase_user
from accounts.tests.factories import UserFactory
from events.models import Registration
from events.registration_links import token_of
from events.reminders import EventSource
from events.services.registration_news import call_off
from events.services.registration_privacy import purge_registrations
from events.services.registrations import cancel
from notifications.models import OutboxMessage, Reminder
from notifications.services import send_reminders
from notifications.sources import OnlySources

from .registrations import RegistrationSettingsFactory, registered

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def test_data_go_on_the_day_after_the_last(client, now):
    settings = RegistrationSettingsFactory(retention_days=30, capacity=1)
    row = registered(settings, 1, now=now, answers={"1": "vegan"}, consent_text="Einverstanden.")
    registered(settings, 2, now=now)
    last = settings.event.starts_on + 30 * DAY
    assert purge_registrations(last, now) == 0
    assert purge_registrations(last + DAY, now) == 2
    assert purge_registrations(last + DAY, now) == 0
    row.refresh_from_db()
    assert (row.name, row.email, row.organisation, row.answers, row.consent_text) == ("–", "", "", {}, "")
    assert list(Registration.objects.order_by("pk").values_list("state", flat=True)) == ["seated", "waiting"]
    mails = OutboxMessage.objects.all()
    assert {mail.to_email for mail in mails} == {"deleted@portal.invalid"}
    assert {mail.state for mail in mails} == {"discarded"}
    assert not [mail for mail in mails if "Person" in mail.body or mail.calendar]
    assert client.get(f"/events/registrations/{token_of(row)}/").status_code == 404


def test_data_go_with_the_account(administrator, now, today):
    user = UserFactory(email="person1@portal.test")
    settings = RegistrationSettingsFactory()
    row, other = (registered(settings, number, now=now) for number in (1, 2))
    assert row.user == user
    erase_user(user, actor=administrator, day=today)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.email, row.state, other.email) == ("", "seated", "person2@portal.test")


def test_who_has_a_seat_is_reminded_once_and_led_to_the_own_page(now):
    settings = RegistrationSettingsFactory(capacity=2)
    rows = [registered(settings, number, now=now) for number in range(1, 4)]
    day = settings.event.starts_on - 3 * DAY
    OutboxMessage.objects.all().delete()
    with OnlySources(EventSource()):
        assert send_reminders(day - DAY, today=day - DAY).queued == 0
        assert send_reminders(day, today=day).queued == 2
        assert send_reminders(day, today=day).queued == 0
    mails = {mail.to_email: mail for mail in OutboxMessage.objects.all()}
    assert set(mails) == {"person1@portal.test", "person2@portal.test"}
    assert token_of(rows[0]) in mails["person1@portal.test"].body
    assert "Werkstattgespräch" in mails["person1@portal.test"].subject
    assert "Ort: Jena" in mails["person1@portal.test"].body
    assert not Reminder.objects.filter(recipient__contains="portal.test").exists()


@pytest.mark.parametrize("reason", ["cancelled", "called off", "moved", "over", "not released"])
def test_a_reminder_that_lost_its_reason_is_not_sent(reason, office, now):
    settings, source = RegistrationSettingsFactory(), EventSource()
    row = registered(settings, now=now)
    [due] = source.due(timezone.localdate())
    day = settings.event.starts_on
    assert source.still_stands(due.subject_key, day)
    assert source.due_on(due.subject_key) == day
    if reason == "cancelled":
        cancel(row, now=now)
    elif reason == "called off":
        call_off(settings.event, reason="Sturm", actor=office, now=now)
    elif reason == "not released":
        settings.event.released_on = None
        settings.event.save()
    elif reason == "moved":
        settings.event.starts_on += DAY
        settings.event.save()
    assert not source.still_stands(due.subject_key, day + DAY if reason == "over" else day)


def test_the_source_asks_the_same_for_one_and_many(django_assert_num_queries, now):
    for number in range(3):
        registered(RegistrationSettingsFactory(), number, now=now)
        with django_assert_num_queries(1):
            assert len(EventSource().due(timezone.localdate())) == number + 1
