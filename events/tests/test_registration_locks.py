"""What was written between the reading of a form and its saving stays; many mails wake one worker once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from events.admin.events import EventForm
from events.forms.registration_settings import RegistrationSettingsForm
from events.models import Registration, RegistrationMessage, RegistrationSettings
from events.services.announcing import PLACE_AND_TIME, cancel_event, move_event
from events.services.publishing import take_back
from events.services.registration_news import call_off, release_message, save_message, send_test, tell_registered
from events.services.registrations import close, save_settings
from notifications.models import OutboxMessage
from records.errors import ActRefused

from .registrations import RegistrationSettingsFactory, account, registered
from .test_registration_office import inline, values
from .test_registration_undated import form_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory(capacity=1)


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(form, act)`: the act is committed after the form was read and checked."""

    def arrange(form, act):
        check = form.clean

        def clean(self):
            cleaned = check(self)
            # Somebody else's request, in truth.
            with zeal_ignore():
                act()
            return cleaned

        monkeypatch.setattr(form, "clean", clean)

    return arrange


@pytest.fixture
def calls(monkeypatch):
    made = []
    monkeypatch.setattr("notifications.services.waking.call", lambda task, *args: made.append((task, *args)))
    return made


def now_and_day():
    return {"now": timezone.now(), "day": timezone.localdate()}


def test_settings_saved_late_undo_no_act(client, office, settings_, meanwhile):
    registered(settings_, 1)
    meanwhile(RegistrationSettingsForm, lambda: call_off(settings_.event, reason="x", actor=office, now=timezone.now()))
    client.force_login(office)
    page = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    assert client.post(page, values(capacity="5", **inline())).status_code == 302
    held = RegistrationSettings.objects.get()
    assert (held.capacity, held.called_off_at is not None) == (5, True)


def test_only_the_changed_fields_are_written(office, settings_):
    stale = RegistrationSettings.objects.get()
    close(settings_, actor=office, now=timezone.now())
    RegistrationSettings.objects.update(told={"city": "Erfurt"}, waiting_list=False)
    stale.capacity = 7
    save_settings(stale, changed=["capacity"], actor=office, now=timezone.now())
    held = RegistrationSettings.objects.get()
    assert (held.capacity, held.waiting_list, held.told, held.closed_at is not None) == (
        7,
        False,
        {"city": "Erfurt"},
        True,
    )


def test_an_event_saved_late_stays_called_off(client, office, settings_, meanwhile):
    meanwhile(EventForm, lambda: cancel_event(settings_.event, notice_de="Sturm", actor=office, **now_and_day()))
    client.force_login(office)
    data = form_of(settings_.event, title_de="Neuer Titel", city="Jena", starts_at="10:00", ends_at="16:00")
    assert client.post(reverse("admin:events_event_change", args=[settings_.event.pk]), data).status_code == 302
    event = settings_.event
    event.refresh_from_db()
    assert (event.title_de, event.notice_de, event.sequence) == ("Neuer Titel", "Sturm", 1)
    assert event.cancelled_on


@pytest.fixture
def moved_meanwhile(client, office, settings_, meanwhile):
    """The address of a form that is saved after the event was moved to the next day, and what it sends."""
    event = settings_.event
    place = {name: getattr(event, name) for name in PLACE_AND_TIME}
    act = {"values": {**place, "starts_on": event.starts_on + DAY}, "notice_de": "Raum belegt", "actor": office}
    meanwhile(EventForm, lambda: move_event(event, **act, **now_and_day()))
    client.force_login(office)
    data = form_of(event, title_de="Neuer Titel", city="Jena", starts_at="10:00", ends_at="16:00")
    return reverse("admin:events_event_change", args=[event.pk]), data


def test_an_event_that_moved_meanwhile_keeps_its_new_day(client, settings_, moved_meanwhile):
    assert client.post(*moved_meanwhile).status_code == 302
    event, before = settings_.event, settings_.event.starts_on
    event.refresh_from_db()
    assert (event.title_de, event.starts_on, event.sequence) == ("Neuer Titel", before + DAY, 1)


def test_what_cannot_be_together_is_said_and_not_saved(client, settings_, moved_meanwhile):
    page, data = moved_meanwhile
    answer = client.post(page, {**data, "ends_on": data["starts_on"]}, follow=True)
    assert "inzwischen geändert" in answer.content.decode()
    settings_.event.refresh_from_db()
    assert settings_.event.title_de == "Werkstattgespräch"


def test_an_event_taken_back_meanwhile_stays_so(client, office, settings_, meanwhile):
    meanwhile(EventForm, lambda: take_back(settings_.event, actor=office, day=timezone.localdate()))
    client.force_login(office)
    client.post(reverse("admin:events_event_change", args=[settings_.event.pk]), form_of(settings_.event, city="Ulm"))
    settings_.event.refresh_from_db()
    assert (settings_.event.city, settings_.event.released_on) == ("Ulm", None)


def test_a_message_that_was_released_meanwhile_goes_out_once(office, settings_):
    registered(settings_, 1)
    message = RegistrationMessage.objects.create(settings=settings_, subject_de="Anfahrt", body_de="Mit der Bahn.")
    stale = RegistrationMessage.objects.get()
    release_message(message, expected=1, actor=office, now=timezone.now())
    stale.body_de = "Mit dem Rad."
    with pytest.raises(ActRefused, match="freigegeben"):
        save_message(stale, changed=["body_de"], actor=office, now=timezone.now())
    with pytest.raises(ActRefused, match="freigegeben"):
        send_test(stale, actor=office, now=timezone.now())
    message.refresh_from_db()
    assert (message.body_de, message.number) == ("Mit der Bahn.", 1)


def test_changed_words_are_not_tested(client, office, settings_):
    client.force_login(office)
    add, data = reverse("admin:events_registrationmessage_add"), {"settings": settings_.pk, "recipients": "seated"}
    client.post(add, {**data, "subject_de": "Anfahrt", "body_de": "Mit der Bahn."})
    message = RegistrationMessage.objects.get()
    change = reverse("admin:events_registrationmessage_change", args=[message.pk])
    send_test(message, actor=office, now=timezone.now())
    client.post(change, {**data, "recipients": "both", "subject_de": "Anfahrt", "body_de": "Mit der Bahn."})
    message.refresh_from_db()
    assert (message.recipients, message.tested_at is not None) == ("both", True)
    client.post(change, {**data, "recipients": "both", "subject_de": "Anfahrt", "body_de": "Mit dem Rad."})
    message.refresh_from_db()
    assert (message.body_de, message.tested_at) == ("Mit dem Rad.", None)


def _release(settings, office):
    message = RegistrationMessage.objects.create(
        settings=settings, recipients="both", subject_de="Anfahrt", body_de="Mit der Bahn."
    )
    return release_message(message, expected=4, actor=office, now=timezone.now())


MANY = {
    "release": _release,
    "tell": lambda settings, office: tell_registered(settings.event, actor=office, now=timezone.now()),
    "call off": lambda settings, office: call_off(settings.event, reason="x", actor=office, now=timezone.now()),
    "fill": lambda settings, office: 1 + _more_seats(settings, office),
}


def _more_seats(settings, office):
    settings.capacity = None
    return save_settings(settings, changed=["capacity"], actor=office, now=timezone.now())


@pytest.mark.parametrize("act", MANY)
def test_many_mails_wake_one_worker_and_ask_for_no_account_each(
    act, settings_, office, calls, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    for number in range(4):
        account(number)
        registered(settings_, number)
    assert not Registration.objects.filter(user=None).exists()
    OutboxMessage.objects.all().delete()
    with (
        django_capture_on_commit_callbacks(execute=True),
        django_assert_max_num_queries(100) as asked,
    ):
        assert MANY[act](settings_, office) == 4
    assert calls == [("notifications.tasks.sweep",)]
    single = [query["sql"] for query in asked if 'FROM "accounts_user" WHERE "accounts_user"."id" =' in query["sql"]]
    assert single == []
