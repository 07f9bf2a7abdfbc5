"""How to take part (a dial-in link): read by whoever has a seat, and by nobody else."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import RegistrationSettings
from events.registration_facts import access_of
from events.registration_links import token_of
from events.reminders import EventSource
from events.services.registration_news import call_off, tell_registered
from events.services.registrations import cancel, change, save_settings
from notifications.models import OutboxMessage
from notifications.services import send_reminders
from notifications.sources import OnlySources

from .registrations import FOUR, TEN, RegistrationSettingsFactory, registered, wish
from .test_registration_office import inline, values

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
NOTE = "Einwahl: https://konferenz.example/geheim\nKennwort: <Quarz>"


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory(capacity=1, access_note_de=NOTE, access_note_en="Dial in: 0800 geheim")


def own(row, act="", language=""):
    return f"{language}/events/registrations/{token_of(row)}/{act}"


def mail_of(kind, row):
    return OutboxMessage.objects.get(kind=kind, subject_key=row.key)


def test_who_has_a_seat_reads_it_with_its_link(client, settings_):
    row = registered(settings_, 1)
    page = client.get(own(row)).content.decode()
    assert '<a href="https://konferenz.example/geheim" rel="nofollow">' in page
    assert "Kennwort: &lt;Quarz&gt;" in page
    assert "0800 geheim" in client.get(own(row, language="/en")).content.decode()
    assert "Kennwort: <Quarz>" in mail_of("registration-seated", row).body
    settings_.access_note_en = ""
    settings_.save()
    assert '<p class="portal-measure" lang="de">Einwahl' in client.get(own(row, language="/en")).content.decode()


def test_who_moves_up_reads_it_in_the_mail_in_their_language(client, settings_):
    first, second = registered(settings_, 1), registered(settings_, 2, language="en")
    assert "geheim" not in mail_of("registration-waiting", second).body
    assert "geheim" not in client.get(own(second)).content.decode()
    cancel(first, now=timezone.now())
    assert "0800 geheim" in mail_of("registration-moved-up", second).body
    assert "geheim" not in mail_of("registration-cancelled", first).body
    assert "geheim" not in client.get(own(first)).content.decode()
    assert "geheim" in client.get(own(second)).content.decode()


def test_called_off_there_is_nothing_to_take_part_in(client, settings_, office):
    row = registered(settings_, 1)
    call_off(settings_.event, reason="Sturm", actor=office, now=timezone.now())
    assert "geheim" not in client.get(own(row)).content.decode()
    row.settings.refresh_from_db()
    assert access_of(row) == ("", "")
    assert "geheim" not in mail_of("registration-called-off", row).body


def test_no_public_page_and_no_calendar_holds_it(client, settings_, office):
    row = registered(settings_, 1)
    registered(settings_, 2)
    change(row, wish(name="Neu"), now=timezone.now())
    tell_registered(settings_.event, actor=office, now=timezone.now())
    slug = settings_.event.slug
    for page in (
        "/events/",
        f"/events/{slug}/",
        f"/events/{slug}/register/",
        f"/events/{slug}/register/sent/",
        f"/events/{slug}.ics",
        "/events/calendar.ics",
        own(row, "entry.ics"),
        own(row, "cancel/"),
        "/api/v1/events/",
        f"/search/?q={settings_.event.title_de}",
    ):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        assert "geheim" not in b"".join(answer).decode() if answer.streaming else answer.content.decode(), page
    assert not [mail for mail in OutboxMessage.objects.all() if "geheim" in mail.calendar]
    client.force_login(office)
    preview = reverse("admin:events_registrationsettings_preview", args=[settings_.pk])
    assert "geheim" not in client.get(preview).content.decode()


def test_changing_it_writes_to_nobody(client, office, settings_):
    registered(settings_, 1)
    before = OutboxMessage.objects.count()
    client.force_login(office)
    page = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    assert "Eine Änderung verschickt nichts" in client.get(page).content.decode()
    client.post(page, values(capacity="1", access_note_de="Neue Einwahl", **inline()))
    assert RegistrationSettings.objects.get().access_note_de == "Neue Einwahl"
    assert OutboxMessage.objects.count() == before
    settings_.access_note_de = "Noch eine"
    save_settings(settings_, changed=["access_note_de"], actor=office, now=timezone.now())
    assert OutboxMessage.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "language", "sentence"),
    [
        ({"starts_at": TEN, "ends_at": FOUR}, "de", "„Werkstattgespräch“ findet am 9. Mai 2027 um 10:00 Uhr statt."),
        ({"starts_at": None, "ends_at": None}, "de", "„Werkstattgespräch“ findet am 9. Mai 2027 statt."),
        ({"starts_at": TEN, "ends_at": FOUR}, "en", "“Werkstattgespräch” takes place on 9 May 2027 at 10:00."),
    ],
)
def test_the_reminder_names_the_day_of_the_event_and_how_to_take_part(settings_, changes, language, sentence):
    day = datetime.date(2027, 5, 9)
    for name, value in {**changes, "starts_on": day}.items():
        setattr(settings_.event, name, value)
    settings_.event.save()
    row = registered(settings_, 1, language=language)
    registered(settings_, 2)
    OutboxMessage.objects.all().delete()
    with OnlySources(EventSource()):
        assert send_reminders(day - 3 * DAY, today=day - 3 * DAY).queued == 1
    body = OutboxMessage.objects.get(to_email=row.email).body
    assert sentence in body
    assert ("Kennwort: <Quarz>" if language == "de" else "0800 geheim") in body


def test_a_reminder_without_anything_to_tell_has_no_hole():
    settings = RegistrationSettingsFactory()
    registered(settings, 1)
    OutboxMessage.objects.all().delete()
    day = settings.event.starts_on - 3 * DAY
    with OnlySources(EventSource()):
        send_reminders(day, today=day)
    body = OutboxMessage.objects.get().body
    assert "Ort: Jena.\n\nAlles Weitere:\n" in body
    assert "So nehmen Sie teil" not in body
