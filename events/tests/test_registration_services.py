"""Registering, changing, giving back, moving up: what happens, what is refused, who is told."""

import datetime

import pytest
import vobject
from django.utils import timezone

from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from events.models import Registration
from events.registration_facts import standing_of, waiting_position
from events.registration_links import key_in, token_of
from events.services import registrations
from events.services.registrations import cancel, change, move_up, register, save_settings
from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.models import AuditEntry

from .registrations import RegistrationSettingsFactory, all_states, proved, registered, wish

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory()


@pytest.fixture
def now():
    return timezone.now()


def mails(kind=None):
    rows = OutboxMessage.objects.filter(subject_kind="registration").order_by("pk")
    return list(rows.filter(kind=kind) if kind else rows)


def entry(message):
    return vobject.readOne(message.calendar)


def test_a_seat_is_taken_at_once_and_confirmed_with_the_date(settings_, now):
    row = registered(settings_, now=now)
    assert (row.state, row.seated_at) == (Registration.State.SEATED, now)
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("registration-seated", "person1@portal.test")
    assert "Werkstattgespräch" in mail.subject
    assert f"/events/registrations/{token_of(row)}/\n" in mail.body
    calendar = entry(mail)
    assert calendar.method.value == "REQUEST"
    assert calendar.vevent.sequence.value == "0"
    assert calendar.vevent.attendee.value == "mailto:person1@portal.test"
    assert calendar.vevent.location.value == "Jena"
    begin = datetime.datetime.combine(settings_.event.starts_on, datetime.time(10), timezone.get_current_timezone())
    assert calendar.vevent.dtstart.value == begin


def test_when_all_seats_are_taken_people_wait_in_order(settings_, now):
    rows = [registered(settings_, number, now=now + number * HOUR / 60) for number in range(1, 5)]
    assert [row.state for row in rows] == ["seated", "seated", "waiting", "waiting"]
    assert [waiting_position(row) for row in rows] == [None, None, 1, 2]
    assert [mail.kind for mail in mails()][2:] == ["registration-waiting"] * 2
    assert mails()[3].calendar == ""
    assert "Platz 2 der Warteliste" in mails()[3].body


def test_a_seat_given_back_goes_to_whoever_waited_longest(settings_, now):
    first, _second, third, fourth = (registered(settings_, number, now=now) for number in range(1, 5))
    cancel(first, now=now)
    assert all_states(settings_) == ["cancelled", "seated", "seated", "waiting"]
    [told] = mails("registration-moved-up")
    assert told.to_email == third.email
    assert entry(told).method.value == "REQUEST"
    fourth.refresh_from_db()
    assert waiting_position(fourth) == 1
    [goodbye] = mails("registration-cancelled")
    assert entry(goodbye).method.value == "CANCEL"
    assert entry(goodbye).vevent.uid.value == entry(mails("registration-seated")[0]).vevent.uid.value
    assert entry(goodbye).vevent.sequence.value == "1"


def test_whoever_leaves_the_waiting_list_frees_no_seat(settings_, now):
    rows = [registered(settings_, number, now=now) for number in range(1, 5)]
    cancel(rows[2], now=now)
    assert all_states(settings_) == ["seated", "seated", "cancelled", "waiting"]
    assert mails("registration-cancelled")[0].calendar == ""


def test_cancelling_twice_tells_once(settings_, now):
    row = registered(settings_, now=now)
    assert cancel(row, now=now).state == cancel(row, now=now).state == "cancelled"
    assert len(mails("registration-cancelled")) == 1
    assert AuditEntry.objects.filter(verb="cancel_registration", subject_key=row.key).count() == 1


def test_more_seats_let_people_move_up_and_fewer_take_none_away(settings_, office, now):
    for number in range(1, 6):
        registered(settings_, number, now=now)
    settings_.capacity = 4
    assert save_settings(settings_, changed=["capacity"], actor=office, now=now) == 2
    assert all_states(settings_) == ["seated"] * 4 + ["waiting"]
    settings_.capacity = 1
    assert save_settings(settings_, changed=["capacity"], actor=office, now=now) == 0
    assert all_states(settings_) == ["seated"] * 4 + ["waiting"]
    cancel(Registration.objects.seated().first(), now=now)
    assert Registration.objects.waiting().count() == 1
    settings_.capacity = None
    assert save_settings(settings_, changed=["capacity"], actor=office, now=now) == 1


def test_one_address_registers_once_and_gets_its_link_again(settings_, now):
    row = registered(settings_, now=now)
    again = register(settings_, wish(email=" Person1@Portal.test "), now=now + HOUR / 2)
    assert again.pk == row.pk
    assert len(mails()) == 1
    register(settings_, wish(name="Jemand anders"), now=now + HOUR)
    register(settings_, wish(), now=now + HOUR * 1.5)
    assert [mail.kind for mail in mails()] == ["registration-seated", "registration-again"]
    assert token_of(row) in mails()[1].body
    row.refresh_from_db()
    assert row.name == "Person 1"


def test_who_gave_the_seat_back_may_register_again(settings_, now):
    cancel(registered(settings_, now=now), now=now)
    assert registered(settings_, now=now).state == "seated"
    assert all_states(settings_) == ["cancelled", "seated"]


@pytest.mark.parametrize(
    ("change_of", "words"),
    [
        ({"opens_on": 1}, "noch nicht begonnen"),
        ({"closes_at": -HOUR}, "geschlossen"),
        ({"closed_at": -HOUR}, "geschlossen"),
        ({"called_off_at": -HOUR}, "abgesagt"),
        ({"waiting_list": False, "capacity": 0}, "vergeben"),
    ],
)
def test_refusals(settings_, now, change_of, words):
    for name, value in change_of.items():
        if name == "opens_on":
            value = timezone.localdate() + DAY
        setattr(settings_, name, now + value if isinstance(value, datetime.timedelta) else value)
    settings_.save()
    with pytest.raises(ActRefused, match=words):
        registered(settings_, now=now)
    assert not Registration.objects.exists()
    assert mails() == []


def test_a_past_event_takes_nobody_not_even_by_the_office(settings_, office, now):
    later = now + 11 * DAY
    with pytest.raises(ActRefused, match="vorbei"):
        registered(settings_, now=later)
    with pytest.raises(ActRefused, match="vorbei"):
        register(settings_, wish(), on_behalf_by=office, now=later)


def test_the_office_registers_people_after_the_closing_day(settings_, office, now):
    registrations.close(settings_, actor=office, now=now)
    row = register(settings_, wish(), on_behalf_by=office, now=now)
    assert (row.state, row.entered_by) == ("seated", office)
    assert AuditEntry.objects.get(verb="register_for_event").actor == office
    registrations.reopen(settings_, actor=office, now=now)
    with pytest.raises(ActRefused):
        registrations.reopen(settings_, actor=office, now=now)


def test_an_event_for_members_is_for_confirmed_people_of_members(settings_, manager, outsider, member_cluster, now):
    settings_.audience = "members"
    settings_.save()
    for nobody in (None, outsider):
        with pytest.raises(ActRefused, match="Mitgliedsclustern"):
            register(settings_, wish(), user=nobody, now=now)
    FunctionFactory(user=outsider, cluster=member_cluster, kind=Function.Kind.EMPLOYEE, confirmed_on=None)
    with pytest.raises(ActRefused):
        register(settings_, wish(), user=outsider, now=now)
    assert register(settings_, wish(email=manager.email), user=proved(manager), now=now).user == manager


def test_answers_change_until_the_deadline_and_the_calendar_learns_of_it(settings_, now):
    row = registered(settings_, now=now)
    settings_.changes_until = now + DAY
    settings_.save()
    row.settings.refresh_from_db()
    changed = change(row, wish(name="Neuer Name"), now=now)
    assert (changed.name, changed.sequence) == ("Neuer Name", 1)
    [mail] = mails("registration-changed")
    assert entry(mail).vevent.sequence.value == "1"
    change(row, wish(name="Neuer Name"), now=now)
    assert len(mails("registration-changed")) == 1
    with pytest.raises(ActRefused):
        change(row, wish(name="Zu spät"), now=now + DAY)


def test_a_seat_is_given_back_until_the_event_begins(settings_, now):
    row = registered(settings_, now=now)
    with pytest.raises(ActRefused):
        cancel(row, now=now + 10 * DAY + 24 * HOUR)
    row.refresh_from_db()
    assert row.state == "seated"


def test_out_of_turn_one_more_seat_is_offered(settings_, office, now):
    rows = [registered(settings_, number, now=now) for number in range(1, 5)]
    move_up(rows[3], reason="Hält den Vortrag", actor=office, now=now)
    settings_.refresh_from_db()
    assert (settings_.capacity, all_states(settings_)) == (3, ["seated", "seated", "waiting", "seated"])
    assert AuditEntry.objects.get(verb="move_up_by_hand").note.text == "Hält den Vortrag"
    with pytest.raises(ActRefused):
        move_up(rows[3], reason="Noch einmal", actor=office, now=now)


def test_visitors_pages_are_made_anew_only_when_they_would_say_something_else(
    settings_, now, django_capture_on_commit_callbacks
):
    def version():
        return ProgrammeSettings.load().content_version

    before = version()
    with django_capture_on_commit_callbacks(execute=True):
        registered(settings_, 1, now=now)
    assert version() == before
    with django_capture_on_commit_callbacks(execute=True):
        registered(settings_, 2, now=now)
    assert version() == before + 1


def test_attendance_is_marked_from_the_day_on_and_becomes_the_number_of_participants(settings_, office, now):
    rows = [registered(settings_, number, now=now) for number in (1, 2)]
    with pytest.raises(ActRefused):
        registrations.mark_attendance(rows[0], True, actor=office, now=now)
    with pytest.raises(ActRefused):
        registrations.take_over_number(settings_, actor=office, now=now)
    on_the_day = now + 10 * DAY
    registrations.mark_attendance(rows[0], True, actor=office, now=on_the_day)
    registrations.mark_attendance(rows[1], False, actor=office, now=on_the_day)
    assert registrations.take_over_number(settings_, actor=office, now=on_the_day) == 1
    settings_.event.refresh_from_db()
    assert (settings_.event.participants, settings_.event.participants_qualifier) == (1, "")


def test_the_database_alone_opens_no_link(settings_, now):
    row = registered(settings_, now=now)
    assert key_in(token_of(row)) == row.key
    assert key_in(row.key) is None
    assert key_in(f"{row.key}.{'x' * 43}") is None


def test_the_standing_is_one_query(settings_, now, django_assert_num_queries):
    for number in range(1, 4):
        registered(settings_, number, now=now)
    with django_assert_num_queries(1):
        standing = standing_of(settings_, now)
    assert (standing.seated, standing.waiting, standing.free) == (2, 1, 0)
