"""Personal data go in time, or with the account; the reminder reaches those who have a seat, once."""

import datetime
from unittest.mock import patch

import pytest
from django.utils import timezone

from accounts.services import erase_user
from events.models import Registration
from events.registration_facts import waiting_position
from events.registration_links import token_of
from events.reminders import EventSource
from events.services.registration_news import call_off
from events.services.registration_privacy import purge_registrations
from events.services.registrations import cancel, change, lock_all, move_up, save_settings
from notifications.models import OutboxMessage, Reminder, SkippedRung
from notifications.services import send_reminders
from notifications.sources import OnlySources
from records.errors import ActRefused
from records.models import AuditEntry, AuditNote

from .registrations import RegistrationSettingsFactory, account, all_states, registered, wish

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


def test_nothing_leads_back_to_the_person(office, now):
    """No account, no mail to it, no reminder of it, no reason that somebody wrote about it."""
    account_of_1 = account(1)
    settings = RegistrationSettingsFactory(capacity=1)
    row, waiting, other = (registered(settings, number, now=now) for number in (1, 2, 3))
    foreign = registered(RegistrationSettingsFactory(event__title_de="Andere Veranstaltung"), 1, now=now)
    user = row.user
    assert foreign.user == user == account_of_1
    day = settings.event.starts_on - 3 * DAY
    with OnlySources(EventSource()):
        assert send_reminders(day, today=day).queued == 2
        skip_of(settings, f"user:{user.pk}", office)
    move_up(waiting, reason="Kennt Person 1 aus Jena", actor=office, now=now)
    cancel(other, actor=office, by_office=True, reason="Person 3 ist krank", now=now)
    purge_registrations(settings.event.starts_on + 91 * DAY, now)
    assert not Registration.objects.exclude(user=None).exists()
    assert not OutboxMessage.objects.filter(to_user=user).exists()
    assert {mail.to_email for mail in OutboxMessage.objects.all()} == {"deleted@portal.invalid"}
    assert not [mail for mail in OutboxMessage.objects.all() if "Person" in mail.body]
    assert not Reminder.objects.filter(recipient__startswith="user:").exists()
    assert not SkippedRung.objects.filter(recipient__startswith="user:").exists()
    assert {(skip.recipient_name, skip.reason) for skip in SkippedRung.objects.all()} == {("", "–")}
    assert not AuditNote.objects.exists()
    assert AuditEntry.objects.filter(verb="move_up_by_hand").exists()


def test_reminders_of_another_event_keep_their_reader(now):
    """The same person, an event whose time is not over."""
    account(1)
    settings = RegistrationSettingsFactory(retention_days=0)
    other = RegistrationSettingsFactory(event__starts_on=settings.event.starts_on + 2 * DAY)
    row, kept = registered(settings, 1, now=now), registered(other, 1, now=now)
    with OnlySources(EventSource()):
        assert send_reminders(settings.event.starts_on - DAY, today=settings.event.starts_on - DAY).queued == 2
    purge_registrations(settings.event.starts_on + DAY, now)
    assert OutboxMessage.objects.filter(to_user=kept.user).count() == 2
    known = sorted(Reminder.objects.values_list("recipient", flat=True))
    assert known == [f"registration:{row.pk}", f"user:{kept.user_id}"]


def test_a_waiting_place_goes_with_the_account_and_frees_no_seat_for_a_ghost(administrator, now, today):
    account(2)
    settings = RegistrationSettingsFactory(capacity=1)
    first, ghost, last = (registered(settings, number, now=now) for number in (1, 2, 3))
    erase_user(ghost.user, actor=administrator, day=today)
    assert all_states(settings) == ["seated", "cancelled", "waiting"]
    last.refresh_from_db()
    assert waiting_position(last) == 1
    cancel(first, now=now)
    assert all_states(settings) == ["cancelled", "cancelled", "seated"]
    told = OutboxMessage.objects.filter(kind="registration-moved-up")
    assert [mail.to_email for mail in told] == ["person3@portal.test"]


def test_nobody_moves_up_whose_data_have_gone(office, now):
    """As rows of the time before erasing took them off the waiting list."""
    settings = RegistrationSettingsFactory(capacity=1)
    _first, ghost, last = (registered(settings, number, now=now) for number in (1, 2, 3))
    Registration.objects.filter(pk=ghost.pk).update(emptied_at=now, email="")
    assert waiting_position(last) == 1
    settings.capacity = 2
    save_settings(settings, changed=["capacity"], actor=office, now=now)
    assert all_states(settings) == ["seated", "waiting", "seated"]


def test_an_act_under_way_does_not_write_the_name_back(administrator, now, today):
    """Erasing holds the registration of each event: whoever changes meanwhile finds the row emptied."""
    account(1)
    rows = [registered(RegistrationSettingsFactory(), 1, now=now) for _event in range(2)]
    locked = []

    def watched(own):
        locked.extend(lock_all(own))

    with patch("events.services.registration_privacy.lock_all", side_effect=watched):
        erase_user(rows[0].user, actor=administrator, day=today)
    assert [held.pk for held in locked] == [row.settings_id for row in rows]
    with pytest.raises(ActRefused):
        change(rows[0], wish(name="Wieder da"), now=now)
    assert set(Registration.objects.values_list("name", "user")) == {("–", None)}


def skip_of(settings, recipient, office):
    key = f"E{settings.event_id}/{settings.event.starts_on:%Y%m%d}"
    return SkippedRung.objects.create(
        kind="event",
        subject_key=key,
        rung="+1d",
        recipient=recipient,
        recipient_name="Person 1",
        reason="Person 1 weiß es schon",
        planned_on=settings.event.starts_on,
        skipped_by=office,
    )


def test_data_go_with_the_account(administrator, now, today):
    user = account(1)
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
