"""The office's pages: who may open them, what they show, and what their buttons do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Ladder, LadderRung, OfficeTask, OutboxMessage, Reminder
from notifications.services import open_task, queue, send_reminders
from notifications.sources import OnlySources
from records.uploads import store_bytes

from .sample_sources import ListedSource, make_ladder, person

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
LISTS = ["outboxmessage", "ladder", "reminder", "officetask"]


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


def url(name, *args):
    return reverse(f"admin:notifications_{name}", args=args)


def mail(number=1, **options):
    return queue(
        **{
            "key": f"m:{number}",
            "kind": "test",
            "to_email": f"p{number}@portal.test",
            "subject": f"Nachricht {number}",
            "body": "Guten Tag,\n\n<b>Text</b>",
            **options,
        }
    )


def page(client, address, **options):
    response = client.get(address, **options)
    assert response.status_code == 200, address
    return response.content.decode()


# --- Who ---------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ministry", "administrator", "board1", "manager", "applicant", "outsider"])
def test_nobody_else_sees_the_office_pages(client, request, who):
    ladder = Ladder.objects.first()
    message = mail(held=True)
    client.force_login(request.getfixturevalue(who))
    addresses = [url(f"{name}_changelist") for name in LISTS]
    addresses += [url("reminder_plan"), url("ladder_preview", ladder.pk), url("outboxmessage_change", message.pk)]
    addresses += [url("outboxmessage_act", message.pk, "release")]
    for address in addresses:
        assert client.get(address).status_code in {302, 403}, address
        assert client.post(address, {"confirmed": 1}).status_code in {302, 403}, address
    message.refresh_from_db()
    assert message.state == State.HELD


@pytest.mark.parametrize("name", LISTS)
def test_lists_open(desk, name):
    page(desk, url(f"{name}_changelist"))


@pytest.mark.parametrize("name", ["outboxmessage", "reminder", "officetask", "ladder"])
def test_nothing_is_added_or_deleted_by_hand(desk, name):
    assert desk.get(url(f"{name}_add")).status_code == 403
    mail()
    open_task(key="k", text_de="Aufgabe", text_en="Task")
    for row in (OutboxMessage.objects.first(), OfficeTask.objects.first(), Ladder.objects.first()):
        assert desk.post(url(f"{row._meta.model_name}_delete", row.pk), {"post": "yes"}).status_code == 403


# --- Outbox ------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_outbox_queries(desk, django_assert_max_num_queries, count):
    for number in range(count):
        mail(number)
    with django_assert_max_num_queries(13):
        page(desk, url("outboxmessage_changelist"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("origin=reminder", {1}),
        ("origin=letter", {2}),
        ("origin=other", {3}),
        ("state__exact=held", {2}),
        ("q=p3@", {3}),
    ],
)
def test_outbox_filters(desk, query, found):
    mail(1, kind="reminder-review")
    mail(2, kind="decision-letter", held=True)
    mail(3)
    text = page(desk, url("outboxmessage_changelist") + f"?{query}")
    assert {number for number in (1, 2, 3) if f"p{number}@portal.test" in text} == found


def test_a_message_is_shown_as_plain_text_with_the_names_of_its_files(desk):
    stored = store_bytes(b"x", "Anlage.txt", "text/plain", by=None)
    message = mail(attachments=[stored])
    text = page(desk, url("outboxmessage_change", message.pk))
    assert "&lt;b&gt;Text&lt;/b&gt;" in text
    assert "Anlage.txt" in text
    assert stored.token not in text


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [("held", "release", "queued"), ("held", "discard", "discarded"), ("failed", "resend", "queued")],
)
def test_acts_name_the_recipient_and_call_the_service(desk, state, act, after):
    message = mail(held=True)
    OutboxMessage.objects.update(state=state)
    address = url("outboxmessage_act", message.pk, act)
    assert "p1@portal.test" in page(desk, address)
    assert desk.post(address).status_code == 302
    message.refresh_from_db()
    assert message.state == after


@pytest.mark.parametrize("act", ["release", "discard"])
def test_letters_are_released_with_their_application(desk, act):
    message = mail(kind="decision-letter", held=True, subject_key="A-2026-0001")
    text = page(desk, url("outboxmessage_change", message.pk))
    assert "geben Sie beim Antrag A-2026-0001 frei" in text
    assert f"act/{act}/" not in text
    desk.post(url("outboxmessage_act", message.pk, act))
    desk.post(
        url("outboxmessage_changelist"), {"action": f"{act}_selected", "_selected_action": [message.pk], "confirmed": 1}
    )
    message.refresh_from_db()
    assert message.state == State.HELD


def test_several_are_released_after_number_and_names_were_shown(desk):
    messages = [mail(number, held=True) for number in range(3)]
    letter = mail(9, kind="decision-letter", held=True)
    keys = [message.pk for message in messages[:2]] + [letter.pk]
    address = url("outboxmessage_changelist")
    asked = desk.post(address, {"action": "release_selected", "_selected_action": keys})
    text = asked.content.decode()
    assert "Diese 2 Nachrichten gehen hinaus" in text
    assert "p0@portal.test" in text
    assert "p9@portal.test" not in text
    assert OutboxMessage.objects.filter(state=State.HELD).count() == 4
    desk.post(address, {"action": "release_selected", "_selected_action": keys, "confirmed": 1})
    assert set(OutboxMessage.objects.filter(state=State.HELD)) == {messages[2], letter}


# --- Ladders -----------------------------------------------------------------


def rung_data(ladder, **changes):
    """The form of a ladder as it stands, with changes to its first rung."""
    data = {"name_de": ladder.name_de, "name_en": ladder.name_en, "active": "on"}
    rungs = list(ladder.rungs.all())
    data |= {"rungs-TOTAL_FORMS": len(rungs), "rungs-INITIAL_FORMS": len(rungs)}
    for number, rung in enumerate(rungs):
        for name in ("key", "audience", "months", "days", "subject_de", "subject_en", "body_de", "body_en"):
            data[f"rungs-{number}-{name}"] = getattr(rung, name)
        data |= {f"rungs-{number}-id": rung.pk, f"rungs-{number}-ladder": ladder.pk}
    return data | {f"rungs-0-{name}": value for name, value in changes.items()}


def test_a_ladder_is_changed(desk):
    ladder = Ladder.objects.get(kind="review")
    page(desk, url("ladder_change", ladder.pk))
    response = desk.post(
        url("ladder_change", ladder.pk), rung_data(ladder, days=-10, subject_de="Bald fällig: {number}", key="another")
    )
    assert response.status_code == 302
    rung = LadderRung.objects.get(ladder=ladder, key="-7d")
    assert (rung.days, rung.subject_de) == (-10, "Bald fällig: {number}")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("subject_de", "Label {label}", "Diese Platzhalter gibt es hier nicht: {label}."),
        ("body_en", "Dear {name.email}", "{name.email}"),
        ("body_de", "Offen { Klammer", "Geschweifte Klammern"),
    ],
)
def test_unknown_placeholders_are_refused_at_their_field(desk, name, text, says):
    ladder = Ladder.objects.get(kind="review")
    response = desk.post(url("ladder_change", ladder.pk), rung_data(ladder, **{name: text}))
    assert response.status_code == 200
    (error,) = response.context["inline_admin_formsets"][0].formset.errors[0][name]
    assert says in error
    assert text in response.content.decode()
    assert not LadderRung.objects.filter(**{name: text}).exists()


@pytest.mark.parametrize("kind", ["silver-duty", "event", "idle-draft"])
def test_preview_shows_both_languages(desk, kind):
    ladder = Ladder.objects.get(kind=kind)
    text = page(desk, url("ladder_preview", ladder.pk))
    assert "Guten Tag Kim Beispiel" in text
    assert "Dear Kim Beispiel" in text


def test_preview_of_a_faulty_text_says_so(desk):
    ladder = Ladder.objects.get(kind="review")
    LadderRung.objects.filter(ladder=ladder).update(body_de="{label}")
    assert "lässt sich nicht ausfüllen" in page(desk, url("ladder_preview", ladder.pk))
    assert desk.get(url("ladder_preview", 0)).status_code == 404


# --- Ledger and plan -----------------------------------------------------------


@pytest.fixture
def due():
    make_ladder(("-1m", -1, 0), ("0d", 0, 0, "both"))
    today = timezone.localdate()
    source = ListedSource(
        deadlines={f"S{number}": today + timedelta(days=number) for number in range(3)},
        people={"S0": [person(0)], "S1": [person(1), person(7, email="")]},
    )
    with OnlySources(source):
        yield source


def test_plan_shows_day_recipient_and_reason(desk, due):
    text = page(desk, url("reminder_plan"))
    assert "p0@portal.test" in text
    assert "fällig am" in text
    assert "Person 7 ist nicht zu erreichen" in text
    assert "Niemand ist zu erreichen" in text
    assert url("reminder_plan") in page(desk, url("reminder_changelist"))


@pytest.mark.parametrize(
    ("query", "days"), [("", 30), ("?days=30", 30), ("?days=90", 90), ("?days=9999999", 30), ("?days=x", 30)]
)
def test_plan_horizon(desk, due, query, days):
    assert f"in den nächsten {days} Tagen" in page(desk, url("reminder_plan") + query)


def test_an_empty_plan(desk):
    with OnlySources():
        assert "Nichts geplant" in page(desk, url("reminder_plan"))


@pytest.mark.parametrize("count", [1, 3])
def test_ledger_queries_and_link_to_the_message(desk, django_assert_max_num_queries, count):
    make_ladder(("0d", 0, 0))
    today = timezone.localdate()
    with OnlySources(
        ListedSource(
            deadlines={f"S{number}": today for number in range(count)},
            people={f"S{number}": [person(number)] for number in range(count)},
        )
    ):
        send_reminders(today, today=today)
    with django_assert_max_num_queries(14):
        assert "p0@portal.test" in page(desk, url("reminder_changelist"))
    reminder = Reminder.objects.first()
    assert url("outboxmessage_change", reminder.message_id) in page(desk, url("reminder_change", reminder.pk))


# --- Tasks -------------------------------------------------------------------


def test_a_task_is_ticked_off_once(desk, office):
    task, _ = open_task(key="k", text_de="Bitte anrufen", text_en="Please call")
    assert "Bitte anrufen" in page(desk, url("officetask_changelist"))
    address = url("officetask_act", task.pk, "done")
    assert address in page(desk, url("officetask_change", task.pk))
    assert desk.post(address).status_code == 302
    task.refresh_from_db()
    assert (task.done_by, task.done_at is not None) == (office, True)
    assert address not in page(desk, url("officetask_change", task.pk))
    assert "Bitte anrufen" not in page(desk, url("officetask_changelist") + "?state=open")
    assert "Bitte anrufen" in page(desk, url("officetask_changelist") + "?state=done")


def test_tasks_in_english(desk):
    open_task(key="k", text_de="Bitte anrufen", text_en="Please call")
    assert "Please call" in page(desk, "/en" + url("officetask_changelist"))
