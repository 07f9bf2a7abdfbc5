"""From the outbox to a real mail server: accepted, refused, silent; nothing lost, nothing twice."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.tests.factories import UserFactory
from notifications import backoff
from notifications.models import OfficeTask, OutboxMessage
from notifications.services import queue, sending
from notifications.sources import OnlySources
from records.uploads import store_bytes

from .mailserver import Script, serving
from .sample_sources import ListedSource

pytestmark = pytest.mark.django_db

State = OutboxMessage.State


def waiting(number=1, **options):
    return queue(
        **{
            "key": f"test:{number}",
            "kind": "test",
            "to_email": f"p{number}@portal.test",
            "subject": f"Nachricht {number}",
            "body": "Guten Tag,\nschöne Grüße",
            **options,
        }
    )


def reread(message):
    message.refresh_from_db()
    return message


def test_a_mail_as_it_goes_out(mailserver):
    stored = store_bytes(b"%PDF-1.7 letter", "Bescheid für Köln.pdf", "application/pdf", by=None)
    message = waiting(language="en", subject="Grüße aus\nBerlin", attachments=[stored])
    with time_machine.travel("2026-11-22T12:00:00+00:00", tick=False):
        OutboxMessage.objects.update(next_attempt_at=timezone.now())
        counts = sending.send_due()
    assert (counts.sent, counts.delayed, counts.failed) == (1, 0, 0)
    (mail,) = mailserver.received
    assert mail["Message-ID"] == message.message_id
    assert mail["To"] == "p1@portal.test"
    assert mail["Subject"] == "Grüße aus Berlin"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Sun, 22 Nov 2026 13:00:00 +0100"
    body, attachment = mail.iter_parts()
    assert body.get_content_type() == "text/plain"
    assert body.get_content().replace("\r\n", "\n") == "Guten Tag,\nschöne Grüße\n"
    assert (attachment.get_filename(), attachment.get_content()) == ("Bescheid für Köln.pdf", b"%PDF-1.7 letter")
    message = reread(message)
    assert (message.state, message.attempts, message.lease_token, message.lease_until) == (State.SENT, 1, "", None)
    assert message.sent_at is not None


def test_plain_text_has_no_other_part(mailserver):
    waiting()
    sending.send_due()
    (mail,) = mailserver.received
    assert not mail.is_multipart()
    assert mail.get_content_type() == "text/plain"


def test_one_connection_for_a_batch(mailserver):
    for number in range(5):
        waiting(number)
    assert sending.send_due().sent == 5
    assert mailserver.connections == 1
    assert sending.send_due().sent == 0
    assert len(mailserver.received) == 5


def test_a_single_message_by_its_key(mailserver):
    first, second = waiting(1), waiting(2)
    assert sending.send_one(second.pk).sent == 1
    assert (reread(first).state, reread(second).state) == (State.QUEUED, State.SENT)
    assert sending.send_one(second.pk).sent == 0


@pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.DISCARDED])
def test_only_what_waits_is_sent(mailserver, state):
    message = waiting()
    OutboxMessage.objects.update(state=state)
    assert sending.send_due() == sending.SendCounts()
    assert reread(message).state == state
    assert mailserver.received == []


def test_not_before_its_time(mailserver):
    waiting()
    OutboxMessage.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert sending.send_due().sent == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert sending.send_due().sent == 1


# --- Claim and lease -----------------------------------------------------------


def test_a_claimed_message_is_nobody_elses(mailserver):
    message = waiting()
    claimed = sending.claim(message.pk)
    assert (claimed.state, claimed.attempts) == (State.SENDING, 1)
    assert sending.claim(message.pk) is None
    assert sending.send_due().sent == 0


def test_a_dead_workers_message_is_found_when_its_lease_ran_out(mailserver):
    message = waiting()
    sending.claim(message.pk)
    with time_machine.travel(timezone.now() + sending.LEASE - timedelta(seconds=5)):
        assert sending.send_due().sent == 0
    with time_machine.travel(timezone.now() + sending.LEASE + timedelta(seconds=5)):
        assert sending.send_due().sent == 1
    assert [mail["Message-ID"] for mail in mailserver.received] == [message.message_id]


def test_a_late_worker_does_not_overwrite_its_successor(mailserver):
    message = waiting()
    late = sending.claim(message.pk)
    OutboxMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sending.send_due().sent == 1
    assert sending._finish(late, state=State.QUEUED) == 0
    assert reread(message).state == State.SENT


def test_a_message_that_kills_its_worker_each_time_is_given_up(mailserver):
    message = waiting()
    OutboxMessage.objects.update(attempts=backoff.MAX_ATTEMPTS)
    assert sending.send_due().failed == 1
    assert reread(message).state == State.FAILED
    assert mailserver.received == []


# --- Refusals ------------------------------------------------------------------


def test_refused_for_now_waits_longer_each_time(mailserver):
    message = waiting()
    mailserver.recipients["p1@portal.test"] = "450 4.2.1 mailbox busy"
    now = timezone.now()
    for attempt, delay in enumerate(backoff.DELAYS, start=1):
        with time_machine.travel(now, tick=False):
            assert sending.send_due().delayed == 1
            assert reread(message).next_attempt_at == now + delay
            assert (message.state, message.attempts) == (State.QUEUED, attempt)
            assert sending.send_due().delayed == 0
        now += delay
    assert "450 4.2.1 mailbox busy" in message.last_error
    mailserver.recipients.clear()
    with time_machine.travel(now, tick=False):
        assert sending.send_due().sent == 1
    assert (reread(message).state, message.last_error) == (State.SENT, "")


def test_after_the_last_delay_it_is_the_offices(mailserver):
    message = waiting()
    mailserver.recipients["p1@portal.test"] = "450 4.2.1 mailbox busy"
    OutboxMessage.objects.update(attempts=backoff.MAX_ATTEMPTS - 1)
    assert sending.send_due().failed == 1
    assert reread(message).state == State.FAILED
    assert OfficeTask.objects.get().subject_key == str(message.pk)


def test_the_office_hears_of_a_server_that_keeps_refusing(mailserver):
    for number in (1, 2):
        waiting(number)
        mailserver.recipients[f"p{number}@portal.test"] = "451 4.7.1 greylisted"
    OutboxMessage.objects.update(attempts=backoff.OFFICE_TOLD_FROM - 2)
    sending.send_due()
    assert not OfficeTask.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        sending.send_due()
    task = OfficeTask.objects.get()
    assert "451 4.7.1 greylisted" in task.text_de


def test_refused_for_good_is_failed_and_a_task(mailserver):
    message = waiting(1)
    other = waiting(2)
    mailserver.recipients["p1@portal.test"] = "550 5.1.1 no such user"
    counts = sending.send_due()
    assert (counts.sent, counts.failed) == (1, 1)
    assert (reread(message).state, reread(other).state) == (State.FAILED, State.SENT)
    assert message.last_error == "Der Mailserver nimmt für diese Adresse nichts an: 550 5.1.1 no such user"
    task = OfficeTask.objects.get()
    assert "p1@portal.test" in task.text_de
    assert "550 5.1.1" in task.text_de
    assert mailserver.connections == 1


@pytest.mark.parametrize(
    ("reply", "state"), [("451 4.3.0 try later", State.QUEUED), ("554 5.7.1 not wanted", State.FAILED)]
)
def test_refused_after_the_text(mailserver, reply, state):
    message = waiting()
    mailserver.data["p1@portal.test"] = reply
    sending.send_due()
    assert reread(message).state == state


def test_a_refused_sender_costs_no_message(mailserver):
    messages = [waiting(number) for number in range(3)]
    mailserver.sender_reply = "550 5.7.1 sender unknown"
    assert sending.send_due().failed == 0
    assert {reread(message).state for message in messages} == {State.QUEUED}


def test_the_server_goes_away_in_the_middle(mailserver):
    messages = [waiting(number) for number in range(3)]
    mailserver.recipients["p1@portal.test"] = "421 4.3.2 shutting down"
    counts = sending.send_due()
    assert (counts.sent, counts.delayed) == (2, 1)
    assert [reread(message).state for message in messages] == [State.SENT, State.QUEUED, State.SENT]
    assert mailserver.connections == 2


# --- Silence -------------------------------------------------------------------


def test_a_silent_server_delays_and_loses_nothing(silent_mailserver):
    messages = [waiting(number) for number in range(5)]
    counts = sending.send_due()
    assert (counts.sent, counts.failed, counts.delayed) == (0, 0, sending.PATIENCE)
    assert {reread(message).state for message in messages} == {State.QUEUED}
    assert sorted(message.attempts for message in messages) == [0, 0, 1, 1, 1]


def test_a_server_that_hangs_after_the_text(mailserver, settings):
    settings.EMAIL_TIMEOUT = 0.3
    message = waiting()
    mailserver.hang_for.add("p1@portal.test")
    assert sending.send_due().delayed == 1
    assert "timed out" in reread(message).last_error
    assert message.state == State.QUEUED


def test_no_server_at_all_and_then_there_is_one(settings):
    settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    script = Script()
    with serving(script) as port:
        settings.EMAIL_PORT = port
    message = waiting()
    assert sending.send_due().delayed == 1
    assert "ConnectionRefusedError" in reread(message).last_error
    with serving(script) as settings.EMAIL_PORT, time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert sending.send_due().sent == 1
    assert [mail["Message-ID"] for mail in script.received] == [message.message_id]


# --- Not to be sent as it is -----------------------------------------------------


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": "2026-01-01T00:00Z"}])
def test_an_account_out_of_use_gets_no_mail(mailserver, change):
    user = UserFactory()
    message = waiting(to_user=user, to_email=None)
    for name, value in change.items():
        setattr(user, name, value)
    user.save()
    assert sending.send_due().failed == 1
    assert reread(message).state == State.FAILED
    assert OfficeTask.objects.count() == 1
    assert mailserver.received == []


def test_a_lost_attachment_is_told(mailserver):
    stored = store_bytes(b"letter", "Bescheid.pdf", "application/pdf", by=None)
    message = waiting(attachments=[stored])
    stored.file.delete(save=False)
    assert sending.send_due().failed == 1
    assert "Bescheid.pdf" in reread(message).last_error


@pytest.mark.parametrize("address", ["not an address", "a@b@c"])
def test_an_impossible_address_is_failed(mailserver, address):
    message = waiting(to_email=address)
    sending.send_due()
    assert reread(message).state == State.FAILED


@pytest.mark.parametrize(("met", "state"), [(True, State.DISCARDED), (False, State.SENT)])
def test_a_reminder_is_asked_again_right_before_it_goes(mailserver, met, state):
    """SPEC 2.4: on the later of its day and today."""
    today = timezone.localdate()
    source = ListedSource(deadlines={"S1": today}, met={"S1"} if met else set())
    message = waiting(subject_kind="sample", subject_key="S1", as_of=date(2026, 1, 1))
    with OnlySources(source):
        sending.send_due()
    assert reread(message).state == state
    assert source.asked_for == [today]
    assert len(mailserver.received) == (0 if met else 1)
