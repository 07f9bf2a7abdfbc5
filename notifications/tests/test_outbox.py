"""The outbox: one message per occasion, frozen words, and what a person may do in which state."""

import itertools

import pytest
from celery import Celery, current_app
from django.utils import timezone

from accounts.tests.factories import UserFactory
from notifications import outbox_states, services
from notifications.models import OfficeTask, OutboxMessage
from notifications.services import sending
from records.errors import ActRefused
from records.services import history_of
from records.uploads import store_bytes

from .mailserver import free_port

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
ACTS = {"release": services.release, "discard": services.discard, "resend": services.resend}
POSSIBLE = {
    ("held", "release"): "queued",
    ("held", "discard"): "discarded",
    ("queued", "hold"): "held",
    ("queued", "discard"): "discarded",
    ("failed", "discard"): "discarded",
    ("failed", "resend"): "queued",
    ("sent", "resend"): "sent",
}


def put(**options):
    return services.queue(
        **{
            "key": "application:A-2026-0001:receipt",
            "kind": "receipt",
            "to_email": "p@portal.test",
            "subject": "Eingang",
            "body": "Guten Tag",
            **options,
        }
    )


def in_state(state):
    message = put()
    now = timezone.now()
    message.state = state
    message.attempts = 3
    message.sent_at = now if state == State.SENT else None
    message.lease_until = now if state == State.SENDING else None
    message.save()
    return message


def test_the_states_are_the_models():
    names = {outbox_states.HELD, outbox_states.QUEUED, outbox_states.SENDING}
    names |= {outbox_states.SENT, outbox_states.FAILED, outbox_states.DISCARDED}
    assert names == set(State.values)
    assert dict(outbox_states.TRANSITIONS) == POSSIBLE


@pytest.mark.parametrize(("state", "act"), list(itertools.product(State.values, ACTS)))
def test_each_act_in_each_state(office, state, act):
    message = in_state(state)
    expected = POSSIBLE.get((state, act))
    if expected is None:
        with pytest.raises(ActRefused, match="nicht möglich"):
            ACTS[act](message, actor=office)
        message.refresh_from_db()
        assert message.state == state
        assert not history_of("message", message.pk).exists()
        return
    result = ACTS[act](message, actor=office)
    message.refresh_from_db()
    assert message.state == expected
    entry = history_of("message", result.pk).get()
    assert (entry.verb, entry.from_state, entry.to_state, entry.actor) == (act, state, result.state, office)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["ministry", "administrator", "manager", "board1", "outsider", None])
def test_only_the_office_acts(request, office, who, act):
    message = in_state(next(state for state, name in POSSIBLE if name == act))
    actor = request.getfixturevalue(who) if who else None
    with pytest.raises(ActRefused, match="Programmbüro"):
        ACTS[act](message, actor=actor)
    before = message.state
    message.refresh_from_db()
    assert message.state == before


def test_resending_a_failed_message_starts_its_attempts_anew(office):
    message = in_state(State.FAILED)
    assert services.resend(message, actor=office).pk == message.pk
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.QUEUED, 0)


def test_resending_a_sent_message_makes_a_copy(office):
    stored = store_bytes(b"x", "Anlage.txt", "text/plain", by=None)
    message = in_state(State.SENT)
    message.attachments.add(stored)
    first, second = services.resend(message, actor=office), services.resend(message, actor=office)
    assert len({message.pk, first.pk, second.pk}) == 3
    assert len({message.message_id, first.message_id, second.message_id}) == 3
    assert (first.to_email, first.subject, first.body, first.state) == (
        message.to_email,
        message.subject,
        message.body,
        State.QUEUED,
    )
    assert list(first.attachments.all()) == [stored]


# --- queue -------------------------------------------------------------------


def test_the_same_key_is_the_same_message():
    first, second = put(), put(subject="Etwas anderes", to_email="x@portal.test")
    assert first.pk == second.pk
    assert (second.subject, second.to_email) == ("Eingang", "p@portal.test")


@pytest.mark.parametrize(
    ("own", "asked", "expected"), [("en", None, "en"), ("de", None, "de"), ("de", "en", "en"), ("de", "fr", "de")]
)
def test_language(own, asked, expected):
    message = put(to_user=UserFactory(language=own), to_email=None, language=asked)
    assert message.language == expected


def test_words_and_address_are_frozen():
    user = UserFactory(email="alt@portal.test")
    message = put(to_user=user, to_email=None)
    user.email = "neu@portal.test"
    user.language = "en"
    user.save()
    message.refresh_from_db()
    assert (message.to_email, message.language) == ("alt@portal.test", "de")


def test_subject_is_one_short_line_and_text_is_tidy():
    message = put(subject="Betreff\r\nBcc: x@portal.test\n" + "x" * 300, body="\n\nGuten Tag  \n\n\n\nEnde\n\n")
    assert message.subject.startswith("Betreff Bcc: x@portal.test x")
    assert len(message.subject) == 250
    assert message.body == "Guten Tag\n\nEnde\n"


def test_without_an_address_it_is_refused():
    with pytest.raises(ValueError, match="No address"):
        put(to_email="")
    assert not OutboxMessage.objects.exists()


def test_held_waits_and_queued_wakes_the_worker_after_the_commit(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True) as calls:
        held = put(key="held", held=True)
    assert (held.state, calls) == (State.HELD, [])
    with django_capture_on_commit_callbacks(execute=True) as calls:
        message = put(key="queued")
        assert mailoutbox == []
    assert len(calls) == 1
    message.refresh_from_db()
    assert (message.state, [mail.subject for mail in mailoutbox]) == (State.SENT, ["Eingang"])


def test_a_missing_broker_stops_nobody(caplog, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("notifications.services.waking._broker_tried_again_at", 0.0)
    portal = current_app._get_current_object()
    with Celery(broker=f"pyamqp://guest@127.0.0.1:{free_port()}//") as brokerless:
        try:
            with django_capture_on_commit_callbacks(execute=True):
                message = put()
                put(key="another")
        finally:
            portal.set_current()
    assert not brokerless.conf.task_always_eager
    assert caplog.text.count("the next sweep will do") == 1
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert sending.send_due().sent == 2


def test_queue_mail_renders_in_the_recipients_language(settings, tmp_path):
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "hello-subject.txt").write_text("{% if language == 'en' %}Hello{% else %}Hallo{% endif %}")
    (tmp_path / "emails" / "hello-body.txt").write_text("{{ recipient.name }} {{ number }} {{ site_url }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    user = UserFactory(language="en", name="Ada")
    message = services.queue_mail("hello", key="k", kind="hello", to_user=user, context={"number": "A-1"}, held=True)
    assert (message.subject, message.state) == ("Hello", State.HELD)
    assert message.body == f"Ada A-1 {settings.SITE_URL}\n"


# --- tasks of the office -----------------------------------------------------


def test_one_open_task_per_key_and_done_is_done(office, ministry):
    first, is_new = services.open_task(key="k", text_de="Bitte prüfen", text_en="Please check")
    again, is_new_again = services.open_task(key="k", text_de="Anders", text_en="Other")
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    with pytest.raises(ActRefused):
        services.finish_task(first, actor=ministry)
    services.finish_task(first, actor=office)
    with pytest.raises(ActRefused, match="bereits erledigt"):
        services.finish_task(first, actor=office)
    assert services.open_task(key="k", text_de="Bitte prüfen", text_en="Please check", once=True)[1] is False
    assert services.open_task(key="k", text_de="Bitte prüfen", text_en="Please check")[1] is True
    assert OfficeTask.objects.count() == 2
