"""A worker killed anywhere while an issue goes out: everybody has it, nobody twice. Real workers, a real broker."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from events.models import IssueItem, NewsletterDelivery, NewsletterIssue
from events.services import newsletter_sending as sending
from notifications.models import OutboxMessage
from notifications.tests.mailserver import Script, serving
from notifications.tests.workers import Worker, filesystem_caller, let_leases_run_out, show_log, wait_for
from programme.models import ProgrammeSettings

from .factories import SubscriptionFactory

pytestmark = pytest.mark.django_db(transaction=True)

State = OutboxMessage.State


class SlowScript(Script):
    """Takes its time with each copy, so that a kill meets one on its way."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        reply = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.02)
        return reply


@pytest.fixture(autouse=True)
def _only_the_workers(monkeypatch):
    monkeypatch.setattr("events.services.newsletter_sending.call", lambda *args: None)
    monkeypatch.setattr("notifications.services.waking.call", lambda *args: None)


def released(count):
    office = UserFactory(is_staff=True)
    RoleGrantFactory(user=office, role=RoleGrant.Role.OFFICE)
    for _number in range(count):
        SubscriptionFactory(confirmed_at=timezone.now())
    today = timezone.localdate()
    issue = NewsletterIssue.objects.create(title_de="Mai", covers_from=today, covers_until=today)
    IssueItem.objects.create(issue=issue, title_de="Aufruf")
    seen = sending.fingerprint(issue, list(issue.items.all()))
    return sending.release(issue, recipients=count, seen=seen, actor=office, now=timezone.now())


def progress(script):
    return NewsletterDelivery.objects.filter(message__isnull=False).count() + len(script.received)


def send_under_fire(folder, *, count, batch, kills, seed):
    """Send an issue to `count` readers while its worker is killed so often. Returns the number of second copies."""
    dice, script = random.Random(seed), SlowScript()
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(newsletter_batch_size=batch)
    issue = released(count)
    for name in ("messages", "control"):
        (folder / "broker" / name).mkdir(parents=True)
    marks = sorted(dice.sample(range(1, 2 * count), kills))
    with serving(script) as port, filesystem_caller(folder) as ask:
        worker = Worker(folder, mail_port=port, name="worker0")

        def turn():
            """As if a minute had passed: the clock asks again, and the next batch is due."""
            NewsletterIssue.objects.filter(pk=issue.pk).update(last_batch_at=None)
            ask(sending.TASK)
            ask("notifications.tasks.sweep")

        def reached(mark):
            turn()
            return progress(script) >= mark

        try:
            for number, mark in enumerate(marks, 1):
                wait_for(lambda mark=mark: reached(mark), f"{mark} steps are done", 180)
                worker.kill()
                let_leases_run_out(worker.runner)
                OutboxMessage.objects.filter(state=State.SENDING).update(
                    lease_until=timezone.now() - timedelta(seconds=1)
                )
                worker = Worker(folder, mail_port=port, name=f"worker{number}")

            def done():
                turn()
                return NewsletterIssue.objects.filter(pk=issue.pk, done_at__isnull=False).exists()

            wait_for(done, "the issue is through", 240)
        except BaseException:
            show_log(worker)
            raise
        finally:
            worker.kill()
    assert sending.progress_of(issue) == sending.Progress(total=count, sent=count)
    expected = dict(OutboxMessage.objects.values_list("to_email", "message_id"))
    got = Counter((mail["To"], mail["Message-ID"]) for mail in script.received)
    assert len(expected) == count
    assert set(got) == set(expected.items())
    return sum(got.values()) - count


def test_killed_once_everybody_has_it_once(tmp_path):
    assert send_under_fire(tmp_path, count=12, batch=5, kills=1, seed=5) <= 1


@pytest.mark.slow
def test_killed_again_and_again(tmp_path):
    kills = 12
    assert send_under_fire(tmp_path, count=600, batch=50, kills=kills, seed=11) <= kills


@pytest.mark.slow
def test_three_thousand_readers_are_released_and_queued_in_time(capsys):
    begun = timezone.now()
    issue = released(3000)
    at_release = timezone.now()
    batches = 0
    while sending.queue_batch(issue.pk, timezone.now() + timedelta(minutes=batches)):
        batches += 1
    queued = timezone.now()
    with capsys.disabled():
        print(f"\nrelease with set-up {at_release - begun}, {batches} batches {queued - at_release}")  # noqa: T201
    assert (batches, OutboxMessage.objects.count()) == (15, 3000)
