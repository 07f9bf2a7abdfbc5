"""Each attempt is on record: accepted, refused, broken off; and the proof says no more than that."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.services import erase_user
from accounts.tests.factories import UserFactory
from notifications.models import OutboxMessage, SendAttempt
from notifications.services import hold, queue, release, sending
from notifications.services.proof import attempts_of, digest_of, proof_of
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
Outcome = SendAttempt.Outcome


def waiting(**options):
    wanted = {"key": "test:1", "kind": "test", "to_email": "p1@portal.test", "subject": "Betreff", "body": "Grüße"}
    return queue(**{**wanted, **options})


def test_an_accepted_message_leaves_the_answer(mailserver):
    message = waiting()
    sending.send_due()
    attempt = message.send_attempts.get()
    assert (attempt.outcome, attempt.to_email) == (Outcome.ACCEPTED, "p1@portal.test")
    assert attempt.answer.startswith("250 ")
    assert attempt.host.startswith(("127.0.0.1:", "localhost:"))
    assert attempt.ended_at >= attempt.started_at


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("450 4.2.1 mailbox busy", Outcome.DELAYED), ("550 5.1.1 no such user", Outcome.REFUSED)],
)
def test_a_refusal_leaves_its_words(mailserver, reply, outcome):
    message = waiting()
    mailserver.recipients["p1@portal.test"] = reply
    sending.send_due()
    attempt = message.send_attempts.get()
    assert attempt.outcome == outcome
    assert reply.split(" ", 2)[2] in attempt.answer


def test_an_attempt_whose_worker_died_has_no_outcome(mailserver):
    message = waiting()
    sending.claim(message.pk)
    message.refresh_from_db()
    assert [entry["words"] for entry in attempts_of(message)] == ["läuft"]
    with time_machine.travel(timezone.now() + sending.LEASE + timedelta(seconds=5)):
        sending.send_due()
    message.refresh_from_db()
    assert [entry["words"] for entry in attempts_of(message)] == [
        "abgebrochen, Ergebnis unbekannt",
        "vom Mailserver angenommen",
    ]


def test_what_the_server_said_counts_although_the_lease_was_lost(mailserver, monkeypatch):
    message = waiting()
    original = sending.compose

    def slow(mail):
        OutboxMessage.objects.update(lease_token="somebody-else")
        return original(mail)

    monkeypatch.setattr(sending, "compose", slow)
    assert sending.send_due().sent == 0
    assert message.send_attempts.get().outcome == Outcome.ACCEPTED


def test_the_proof_is_a_tagged_pdf_with_a_trace(client, office, mailserver):
    message = waiting()
    address = reverse("admin:notifications_outboxmessage_proof", args=[message.pk])
    client.force_login(office)
    assert client.get(address).status_code == 404
    sending.send_due()
    response = client.get(address)
    assert response.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in response.content
    assert AuditEntry.objects.filter(verb="prove_sending").count() == 1
    client.get(address)
    assert AuditEntry.objects.filter(verb="prove_sending").count() == 1
    shown = client.get(reverse("admin:notifications_outboxmessage_change", args=[message.pk])).content.decode()
    assert "vom Mailserver angenommen" in shown
    assert address in shown


@pytest.mark.parametrize("who", ["ministry", "manager", "administrator"])
def test_nobody_else_gets_the_proof(client, request, who, mailserver):
    message = waiting()
    sending.send_due()
    client.force_login(request.getfixturevalue(who))
    address = reverse("admin:notifications_outboxmessage_proof", args=[message.pk])
    assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_proof_in_both_languages(office, mailserver, language, today):
    message = waiting(body="Grüße\n\n#import <b>")
    sending.send_due()
    message.refresh_from_db()
    assert proof_of(message, actor=office, day=today, language=language).startswith(b"%PDF-")
    assert len(digest_of(message)) == 64


def test_erasure_takes_the_address_out_of_the_answers(mailserver, administrator, today):
    user = UserFactory(email="weg@portal.test")
    message = waiting(to_email=None, to_user=user)
    mailserver.recipients["weg@portal.test"] = "550 5.1.1 weg@portal.test unknown"
    sending.send_due()
    assert "weg@portal.test" in message.send_attempts.get().answer
    erase_user(user, actor=administrator, day=today)
    attempt = message.send_attempts.get()
    message.refresh_from_db()
    assert "weg@portal.test" not in attempt.answer + attempt.to_email + message.last_error


def test_a_held_message_waits_until_it_is_released(mailserver, office, manager):
    message = waiting()
    with pytest.raises(ActRefused):
        hold(message, actor=manager)
    hold(message, actor=office)
    assert sending.send_due().sent == 0
    release(message, actor=office)
    assert sending.send_due().sent == 1


def test_a_released_letter_cannot_be_held(office):
    with pytest.raises(ActRefused):
        hold(waiting(kind="decision-letter"), actor=office)
