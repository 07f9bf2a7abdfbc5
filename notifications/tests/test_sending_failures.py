"""Each way in which a mail server can fail, over a real socket: nothing lost, nothing given up too early or too late,
and the office can read what happened."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse
from django.utils import timezone

from notifications import backoff
from notifications.models import OfficeTask, OutboxMessage
from notifications.services import queue, sending

from .moody_server import DRIP, DROP, HANG, SLOW, moody_server

pytestmark = pytest.mark.django_db

State = OutboxMessage.State
NOT_REACHED = "Der Mailserver ist nicht zu erreichen"
NOT_FROM_US = "Der Mailserver nimmt vom Portal nichts an"
NOT_TO_THEM = "Der Mailserver nimmt für diese Adresse nichts an"
NOT_THIS = "Der Mailserver nimmt die Nachricht nicht an"
BROKEN_OFF = "Die Verbindung zum Mailserver brach ab"
TOO_LATE = "Der Mailserver antwortet nicht rechtzeitig"
NO_TLS = "Keine verschlüsselte Verbindung zum Mailserver"


@pytest.fixture
def server(settings):
    with moody_server() as server:
        settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.4
        yield server


@pytest.fixture
def message():
    return queue(key="m", kind="test", to_email="p@portal.test", subject="Nachricht", body="Guten Tag")


@pytest.fixture
def outbox(client, office):
    """The text of the outbox as the office reads it."""
    client.force_login(office)
    return lambda: client.get(reverse("admin:notifications_outboxmessage_changelist")).content.decode()


def ids(server):
    return [mail["Message-ID"] for mail in server.received]


# Step, fault, what the office reads. None of these says anything final about the message.
FOR_NOW = [
    ("greeting", HANG, TOO_LATE),
    ("greeting", DROP, BROKEN_OFF),
    ("greeting", DRIP, TOO_LATE),
    ("greeting", "421 4.3.2 busy", NOT_REACHED),
    ("greeting", "554 5.3.2 not for you", NOT_REACHED),
    ("EHLO", HANG, TOO_LATE),
    ("EHLO", DROP, BROKEN_OFF),
    ("MAIL", HANG, TOO_LATE),
    ("MAIL", DROP, BROKEN_OFF),
    ("MAIL", DRIP, TOO_LATE),
    ("MAIL", "421 4.3.2 closing", NOT_FROM_US),
    ("MAIL", "451 4.7.1 later", NOT_FROM_US),
    # The portal's own address is refused: the administrator's fault, not the message's.
    ("MAIL", "550 5.7.1 unknown sender", NOT_FROM_US),
    ("RCPT", HANG, TOO_LATE),
    ("RCPT", DROP, BROKEN_OFF),
    ("RCPT", "421 4.3.2 closing", NOT_TO_THEM),
    ("RCPT", "450 4.2.1 mailbox busy", NOT_TO_THEM),
    ("DATA", HANG, TOO_LATE),
    ("DATA", DROP, BROKEN_OFF),
    ("DATA", "421 4.3.2 closing", NOT_THIS),
    ("DATA", "451 4.3.0 later", NOT_THIS),
    ("text", HANG, TOO_LATE),
    ("text", DROP, BROKEN_OFF),
    ("text", DRIP, TOO_LATE),
    ("text", "421 4.3.2 closing", NOT_THIS),
    ("text", "452 4.3.1 disk full", NOT_THIS),
]
FOR_GOOD = [
    ("MAIL", "552 5.3.4 too large", NOT_FROM_US),
    ("RCPT", "550 5.1.1 no such user", NOT_TO_THEM),
    ("RCPT", "553 5.1.3 bad address", NOT_TO_THEM),
    ("DATA", "554 5.5.1 no", NOT_THIS),
    ("text", "550 5.7.1 not wanted", NOT_THIS),
    ("text", "554 5.6.0 not wanted", NOT_THIS),
]


@pytest.mark.parametrize(("step", "fault", "words"), FOR_NOW)
def test_for_now(server, message, outbox, step, fault, words):
    server.faults[step] = fault
    now = timezone.now()
    for delay in backoff.DELAYS[:2]:
        with time_machine.travel(now):
            before = timezone.now()
            assert sending.send_due().delayed == 1
            message.refresh_from_db()
            assert before + delay <= message.next_attempt_at <= timezone.now() + delay
            assert message.state == State.QUEUED
            assert sending.send_due() == sending.SendCounts()
        now = message.next_attempt_at + timedelta(seconds=1)
    assert message.last_error.startswith(words)
    if isinstance(fault, str) and fault[0].isdigit():
        assert fault in message.last_error
    page = outbox()
    assert words in page
    assert "wartet auf Versand" in page
    taken_without_our_knowing = ids(server) if step == "text" and fault in {HANG, DROP, DRIP} else []
    server.received.clear()
    server.faults.clear()
    with time_machine.travel(now):
        assert sending.send_due().sent == 1
    message.refresh_from_db()
    assert (message.state, message.last_error) == (State.SENT, "")
    # A copy that the server may have kept bears the same Message-ID.
    assert set(taken_without_our_knowing) <= {message.message_id}
    assert ids(server) == [message.message_id]


@pytest.mark.parametrize(("step", "fault", "words"), FOR_GOOD)
def test_for_good(server, message, outbox, step, fault, words):
    server.faults[step] = fault
    assert sending.send_due().failed == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 1)
    assert message.last_error == f"{words}: {fault}"
    task = OfficeTask.objects.get()
    assert f"{words}: {fault}" in task.text_de
    assert fault in task.text_en
    page = outbox()
    assert words in page
    assert "nicht zustellbar" in page
    server.faults.clear()
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert sending.send_due() == sending.SendCounts()


@pytest.mark.parametrize("step", ["greeting", "MAIL", "RCPT", "DATA", "text"])
def test_slow_is_not_a_failure(server, message, step):
    server.faults[step] = SLOW
    assert sending.send_due().sent == 1
    assert ids(server) == [message.message_id]


@pytest.mark.parametrize("fault", ["421 4.3.2 busy", "502 5.5.1 unknown", "550 no"])
def test_a_server_of_the_old_kind_is_greeted_in_the_old_way(server, message, fault):
    """smtplib falls back to HELO."""
    server.faults["EHLO"] = fault
    assert sending.send_due().sent == 1


def test_nobody_listens(server, message, outbox, settings):
    with moody_server() as gone:
        settings.EMAIL_PORT = gone.port
    assert sending.send_due().delayed == 1
    message.refresh_from_db()
    assert message.last_error.startswith(f"{NOT_REACHED}: ConnectionRefusedError")
    assert NOT_REACHED in outbox()


@pytest.mark.parametrize("fault", ["450 4.2.1 busy", HANG])
def test_attempts_end_after_days_and_become_a_task(server, message, fault):
    server.faults["RCPT"] = fault
    for attempt in range(1, backoff.MAX_ATTEMPTS + 1):
        message.refresh_from_db()
        with time_machine.travel(message.next_attempt_at + timedelta(seconds=1)):
            sending.send_due()
        told = OfficeTask.objects.filter(key="mail-server").exists()
        assert told == (attempt >= backoff.OFFICE_TOLD_FROM)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, backoff.MAX_ATTEMPTS)
    assert OfficeTask.objects.filter(key=f"undeliverable:{message.pk}").exists()


# --- Encryption ------------------------------------------------------------------


def test_a_server_without_tls(server, message, settings, outbox):
    settings.EMAIL_USE_TLS = True
    assert sending.send_due().delayed == 1
    assert ids(server) == []
    message.refresh_from_db()
    assert message.last_error.startswith(NO_TLS)
    assert NO_TLS in outbox()


def self_signed(folder):
    """A certificate nobody vouches for, as a file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.portal.test")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_certificate_that_does_not_verify_costs_no_message(server, message, settings, tmp_path):
    """It is a ValueError to Python, and no fault of the message."""
    settings.EMAIL_USE_TLS = True
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.tls.load_cert_chain(self_signed(tmp_path))
    assert sending.send_due().delayed == 1
    message.refresh_from_db()
    assert message.last_error.startswith(f"{NO_TLS}: SSLCertVerificationError")
    assert (message.state, ids(server)) == (State.QUEUED, [])


# --- Patience --------------------------------------------------------------------


def test_single_messages_are_left_to_the_sweep_while_the_server_is_silent(server):
    """Else each wake-up call waits for the same silence, until the worker has no thread left for its heartbeat."""
    first, second, third = (
        queue(key=f"m{number}", kind="test", to_email=f"p{number}@portal.test", subject="Nachricht", body="Guten Tag")
        for number in range(3)
    )
    server.faults["greeting"] = HANG
    assert sending.send_one(first.pk).delayed == 1
    assert sending.send_one(second.pk) == sending.SendCounts()
    assert server.connections == 1
    server.faults.clear()
    assert sending.send_due().sent == 2
    assert sending.send_one(third.pk) == sending.SendCounts()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        sending.leave_to_the_sweep(0)
        assert sending.send_one(first.pk).sent == 1
    assert sorted(mail["To"] for mail in server.received) == ["p0@portal.test", "p1@portal.test", "p2@portal.test"]
