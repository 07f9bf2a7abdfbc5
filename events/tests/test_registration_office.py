"""The office's pages: setting up, acts with their numbers, attendance, export, mails to everyone."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Registration, RegistrationMessage, RegistrationQuestion, RegistrationSettings
from events.services.registration_news import registered_count, release_message, tell_registered
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

from .factories import EventFactory
from .registrations import FOUR, TEN, RegistrationSettingsFactory, add_questions, registered

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory()


def act(settings, name, model="registrationsettings"):
    return reverse(f"admin:events_{model}_act", args=[settings.pk, name])


def inline(*questions, first=0):
    data = {"questions-TOTAL_FORMS": str(len(questions)), "questions-INITIAL_FORMS": str(first)}
    for number, question in enumerate(questions):
        data.update({f"questions-{number}-{name}": value for name, value in question.items()})
    return data


def values(**changes):
    closes = timezone.localtime() + 5 * DAY
    found = {"closes_at": closes.strftime("%Y-%m-%dT%H:%M"), "capacity": "2", "waiting_list": "on"}
    return {**found, "audience": "everyone", "retention_days": "90", **changes}


def test_the_office_sets_up_a_registration_with_its_questions(desk):
    event = EventFactory()
    assert "Anmeldung einrichten" in desk.get(reverse("admin:events_event_change", args=[event.pk])).content.decode()
    question = {"position": "1", "kind": "single", "label_de": "Verpflegung", "options_de": "a\nb", "asked": "on"}
    data = values(event=event.pk, **inline(question))
    answer = desk.post(reverse("admin:events_registrationsettings_add"), data)
    assert answer.status_code == 302, answer.context["errors"]
    settings = RegistrationSettings.objects.get()
    assert settings.questions.get().choices == [("a", "a"), ("b", "b")]
    assert settings.told["starts_on"] == event.starts_on.isoformat()
    assert AuditEntry.objects.filter(verb="open_event_registration").count() == 1
    preview = desk.get(reverse("admin:events_registrationsettings_preview", args=[settings.pk])).content.decode()
    assert "Verpflegung" in preview
    assert '<button class="kern-btn kern-btn--primary" type="submit"' not in preview.split("<main")[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": "0"}, "capacity"),
        ({"closes_at": "2099-01-01T10:00"}, "closes_at"),
        ({"changes_until": "2099-01-01T10:00"}, "changes_until"),
        ({"opens_on": "2099-01-01"}, "closes_at"),
        ({"retention_days": "99999"}, "retention_days"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk, changes, words):
    data = values(event=EventFactory().pk, **inline(), **changes)
    answer = desk.post(reverse("admin:events_registrationsettings_add"), data)
    assert words in answer.context["adminform"].form.errors
    assert not RegistrationSettings.objects.exists()


def test_only_a_known_day_has_a_registration(desk):
    event = EventFactory(date_precision="month", starts_on=datetime.date(2099, 5, 1))
    answer = desk.post(reverse("admin:events_registrationsettings_add"), values(event=event.pk, **inline()))
    assert "event" in answer.context["adminform"].form.errors


def test_a_choice_needs_options_and_an_answered_question_stays(desk, settings_):
    change = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    broken = {"position": "1", "kind": "single", "label_de": "Wie?", "options_de": "nur eine"}
    answer = desk.post(change, values(**inline(broken)))
    assert answer.status_code == 200
    assert RegistrationQuestion.objects.count() == 0
    question = add_questions(settings_)[0]
    settings_.questions.exclude(pk=question.pk).delete()
    registered(settings_, answers={question.key: "Leitung"})
    gone = {"id": question.pk, "position": "1", "kind": "text", "label_de": "Neu", "DELETE": "on"}
    assert desk.post(change, values(**inline(gone, first=1))).status_code == 200
    assert RegistrationQuestion.objects.get() == question


def test_more_seats_saved_in_the_admin_let_people_move_up(desk, settings_):
    for number in range(4):
        registered(settings_, number)
    change = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    answer = desk.post(change, values(capacity="3", **inline()), follow=True)
    assert "1 Person ist nachgerückt." in answer.content.decode()
    assert Registration.objects.waiting().count() == 1


def test_the_acts_on_a_registration(desk, settings_):
    rows = [registered(settings_, number) for number in range(4)]
    desk.post(act(settings_, "close"))
    settings_.refresh_from_db()
    assert settings_.closed_at
    desk.post(act(settings_, "on-behalf"), {"name": "Otto Anruf", "email": "otto@portal.test", "language": "en"})
    assert Registration.objects.get(name="Otto Anruf").state == "waiting"
    desk.post(act(settings_, "reopen"))
    desk.post(act(rows[3], "move-up", "registration"), {"reason": "Hält den Vortrag"})
    desk.post(act(rows[0], "cancel", "registration"), {"reason": "Auf Wunsch"})
    assert "Grund: Auf Wunsch" in OutboxMessage.objects.get(kind="registration-cancelled").body
    desk.post(act(rows[1], "change", "registration"), {"name": "Neu Benannt"})
    states = list(Registration.objects.order_by("pk").values_list("name", "state"))
    assert states == [
        ("Person 0", "cancelled"),
        ("Neu Benannt", "seated"),
        ("Person 2", "seated"),
        ("Person 3", "seated"),
        ("Otto Anruf", "waiting"),
    ]
    assert desk.post(act(rows[0], "cancel", "registration"), {"reason": "x"}).status_code == 302


def test_an_event_that_moves_tells_everyone_after_the_office_saw_the_number(desk, settings_, office):
    rows = [registered(settings_, number) for number in range(3)]
    page = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    assert act(settings_, "tell") not in desk.get(page).content.decode()
    event = settings_.event
    event.starts_on += DAY
    event.save()
    assert "3 Personen erhalten eine E-Mail." in desk.get(act(settings_, "tell")).content.decode()
    desk.post(act(settings_, "tell"), {"word": "Der Raum war belegt."})
    told = OutboxMessage.objects.filter(kind="registration-news").order_by("pk")
    assert [mail.to_email for mail in told] == [row.email for row in rows]
    assert "SEQUENCE:1" in told[0].calendar
    assert f"DTSTART:{event.starts_on:%Y%m%d}" in told[0].calendar
    assert told[2].calendar == ""
    assert "Der Raum war belegt." in told[0].body
    assert act(settings_, "tell") not in desk.get(page).content.decode()
    assert registered_count(event) == 3
    assert tell_registered(EventFactory(), actor=office, now=timezone.now()) == 0


def test_saving_an_event_says_who_does_not_know_yet(desk, settings_):
    registered(settings_)
    event = settings_.event
    data = {
        "kind": event.kind,
        "title_de": event.title_de,
        "date_precision": "day",
        "starts_on": event.starts_on.isoformat(),
        "starts_at": TEN.isoformat(),
        "ends_at": FOUR.isoformat(),
        "city": "Erfurt",
        "country": "DE",
        "released_on": event.released_on.isoformat(),
    }
    answer = desk.post(reverse("admin:events_event_change", args=[event.pk]), data, follow=True)
    assert "1 angemeldete Person weiß es noch nicht." in answer.content.decode()
    assert act(settings_, "tell") in answer.content.decode()


def test_calling_off_ends_the_registration_and_takes_the_date_out_of_calendars(desk, settings_):
    registered(settings_)
    desk.post(act(settings_, "call-off"), {"reason": "Sturm"})
    mail = OutboxMessage.objects.get(kind="registration-called-off")
    assert "METHOD:CANCEL" in mail.calendar
    assert "Grund: Sturm" in mail.body
    assert desk.post(act(settings_, "call-off"), {"reason": "Noch einmal"}).status_code == 302
    assert OutboxMessage.objects.filter(kind="registration-called-off").count() == 1


def test_english_readers_read_the_offices_words_in_english(desk, settings_):
    rows = [registered(settings_, number, language=language) for number, language in ((1, "de"), (2, "en"), (3, "en"))]
    event = settings_.event
    event.starts_on += DAY
    event.save()
    desk.post(act(settings_, "tell"), {"word": "Neuer Raum.", "word_en": "New room."})
    desk.post(act(rows[2], "cancel", "registration"), {"reason": "Auf Wunsch", "reason_en": "As you asked"})
    desk.post(act(settings_, "call-off"), {"reason": "Sturm", "reason_en": "Storm"})
    for kind, german, english in (
        ("registration-news", "Neuer Raum.", "New room."),
        ("registration-cancelled", "Auf Wunsch", "As you asked"),
        ("registration-called-off", "Sturm", "Storm"),
    ):
        for mail in OutboxMessage.objects.filter(kind=kind):
            assert (german in mail.body, english in mail.body) == (mail.language == "de", mail.language == "en")
    event.refresh_from_db()
    assert (event.notice_de, event.notice_en) == ("Sturm", "Storm")


def test_attendance_is_ticked_off_person_by_person(desk, settings_, time_machine):
    rows = [registered(settings_, number) for number in (1, 2)]
    page = reverse("admin:events_registrationsettings_attendance", args=[settings_.pk])
    assert "Ist da" not in desk.get(page).content.decode()
    assert desk.post(page, {"key": rows[0].key, "mark": "came"}).status_code == 200
    time_machine.move_to(timezone.now() + 10 * DAY)
    assert desk.post(page, {"key": rows[0].key, "mark": "came"})["Location"].endswith(f"#p-{rows[0].key}")
    desk.post(page, {"key": rows[1].key, "mark": "absent"})
    assert "1 von 2 angemeldeten Personen" in desk.get(page).content.decode()
    assert "Person 2" not in desk.get(page, {"q": "person 1"}).content.decode()
    desk.post(page, {"key": rows[1].key, "mark": "open"})
    assert Registration.objects.get(pk=rows[1].pk).attended is None
    assert desk.post(page, {"key": "fremd", "mark": "came"}).status_code == 404
    assert desk.post(page, {"key": rows[0].key, "mark": "?"}).status_code == 404
    desk.post(act(settings_, "take-number"))
    settings_.event.refresh_from_db()
    assert settings_.event.participants == 1


def test_the_attendance_list_asks_the_same_for_one_and_many(desk, settings_):
    add_questions(settings_)
    settings_.capacity = None
    settings_.save()
    page, counts = reverse("admin:events_registrationsettings_attendance", args=[settings_.pk]), []
    for number in range(3):
        registered(settings_, number, answers={"1": "x"})
        with CaptureQueriesContext(connection) as asked:
            desk.get(page)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_the_table_of_an_event_has_its_answers_and_no_formulas(desk, settings_):
    questions = add_questions(settings_)
    registered(settings_, name="=HYPERLINK(1)", answers={questions[0].key: "+49", questions[3].key: ["Energie"]})
    registered(RegistrationSettingsFactory(), 7)
    export = reverse("admin:events_registration_export")
    answer = desk.post(f"{export}?settings__id__exact={settings_.pk}", {"format": "1", "resource": "0"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith("Kommen Sie mit der Bahn?")
    assert len(lines) == 2
    assert "'=HYPERLINK(1)" in lines[1]
    assert "'+49" in lines[1]
    assert "Energie" in lines[1]
    everything = desk.post(export, {"format": "1", "resource": "0"}).content.decode("utf-8-sig").splitlines()
    assert len(everything) == 3
    assert "Bahn" not in everything[0]
    sheet = desk.post(f"{export}?settings__id__exact={settings_.pk}", {"format": "0", "resource": "0"})
    assert sheet.content[:2] == b"PK"


def test_a_mail_to_everyone_is_tested_then_released_to_the_number_that_was_seen(desk, settings_, office):
    message = RegistrationMessage.objects.create(
        settings=settings_,
        recipients="both",
        subject_de="Anfahrt",
        body_de="Mit der Bahn.",
        subject_en="Getting there",
        body_en="By train.",
    )
    registered(settings_, 1)
    registered(settings_, 2, language="en")
    desk.post(act(message, "test", "registrationmessage"))
    assert [mail.to_email for mail in OutboxMessage.objects.filter(kind="registration-message")] == [office.email] * 2
    page = desk.get(act(message, "release", "registrationmessage")).content.decode()
    assert "an 2 Personen" in page
    assert "Mit der Bahn." in page
    registered(settings_, 3)
    answer = desk.post(act(message, "release", "registrationmessage"), {"expected": "2"})
    assert "Inzwischen geht die Nachricht an 3 Personen" in answer.content.decode()
    desk.post(act(message, "release", "registrationmessage"), {"expected": "3"})
    sent = OutboxMessage.objects.filter(kind="registration-message").exclude(to_email=office.email).order_by("pk")
    assert [(mail.to_email, mail.subject) for mail in sent] == [
        ("person1@portal.test", "Anfahrt"),
        ("person2@portal.test", "Getting there"),
        ("person3@portal.test", "Anfahrt"),
    ]
    message.refresh_from_db()
    assert message.number == 3
    with pytest.raises(ActRefused):
        release_message(message, expected=3, actor=office, now=timezone.now())
    assert (
        "Nachricht freigeben"
        not in desk.get(reverse("admin:events_registrationmessage_change", args=[message.pk]))
        .content.decode()
        .split("<main")[1]
    )


@pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "manager", "outsider"])
def test_nobody_else_looks(client, who, settings_, request):
    row = registered(settings_)
    client.force_login(request.getfixturevalue(who))
    for page in (
        reverse("admin:events_registrationsettings_attendance", args=[settings_.pk]),
        reverse("admin:events_registrationsettings_preview", args=[settings_.pk]),
        reverse("admin:events_registration_export"),
        reverse("admin:events_registration_change", args=[row.pk]),
        reverse("admin:events_registrationmessage_changelist"),
    ):
        assert client.get(page).status_code in (302, 403, 404), page
