"""Several at once, killed anywhere: each message goes out, once (SPEC 2.4). Real processes, real brokers."""

import asyncio
import random
import threading
from collections import Counter
from datetime import date, timedelta

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import OfficeTask, OutboxMessage, Reminder
from notifications.services import queue, send_reminders
from notifications.sources import OnlySources

from .mailserver import Script, serving
from .sample_sources import ListedSource, make_ladder, person
from .workers import Worker, wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)

needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="rows are locked by PostgreSQL only")
needs_redis = pytest.mark.skipif(not settings.REDIS_URL, reason="no REDIS_URL")

State = OutboxMessage.State
DAY = date(2026, 11, 1)


class SlowScript(Script):
    """Takes its time with each message, so that a kill meets a message on its way."""

    def __init__(self, seconds=0.01):
        super().__init__()
        self.seconds = seconds

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        reply = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.seconds)
        return reply


def waiting(count):
    return [
        queue(key=f"t:{number}", kind="test", to_email=f"p{number}@portal.test", subject="Test", body="Guten Tag")
        for number in range(count)
    ]


def unsent():
    return OutboxMessage.objects.exclude(state=State.SENT).count()


def assert_each_once(script, count):
    """Every recipient has a message; a second copy bears the Message-ID of the first. Returns the number of copies."""
    expected = dict(OutboxMessage.objects.values_list("to_email", "message_id"))
    got = Counter((mail["To"], mail["Message-ID"]) for mail in script.received)
    assert len(expected) == count
    assert set(got) == set(expected.items())
    return sum(got.values()) - count


@pytest.fixture
def no_eager_tasks(monkeypatch):
    """Queueing must not send by itself here: the workers shall."""
    monkeypatch.setattr("notifications.services.waking.call", lambda *args: None)


@pytest.fixture
def reminders_for():
    """`reminders_for(count)`: a source with so many deadlines that are due, one recipient each."""
    with OnlySources():
        make_ladder(("-1m", -1, 0), ("0d", 0, 0))

        def build(count):
            return ListedSource(
                deadlines={f"S{number}": DAY for number in range(count)},
                people={f"S{number}": [person(number)] for number in range(count)},
            )

        yield build


def at_once(count, work):
    """Run `work` in so many threads that start together; returns their results."""
    start = threading.Barrier(count)
    results, errors = [], []

    def run():
        try:
            start.wait()
            results.append(work())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return results


@needs_postgresql
@pytest.mark.parametrize("count", [3])
def test_schedulers_at_once_send_each_once(reminders_for, no_eager_tasks, count):
    with OnlySources(reminders_for(30)):
        results = at_once(count, lambda: send_reminders(DAY, today=DAY))
    assert sum(result.queued for result in results) == 30
    assert sum(result.known for result in results) == 30 * (count - 1)
    assert sum(result.broken for result in results) == 0
    assert (Reminder.objects.count(), OutboxMessage.objects.count()) == (30, 30)


@needs_postgresql
def test_the_same_occasion_queued_at_once_is_one_message(no_eager_tasks):
    def work():
        return queue(key="same", kind="test", to_email="p@portal.test", subject="Test", body="Guten Tag").pk

    assert len(set(at_once(4, work))) == 1
    assert OutboxMessage.objects.count() == 1


def test_a_workers_round_trip_over_the_filesystem(tmp_path, no_eager_tasks):
    """The broker of `make run`: what waits is sent when the worker starts, what comes later on its wake-up call."""
    script = Script()
    waiting(2)
    with serving(script) as port, worker(tmp_path, mail_port=port):
        wait_for(lambda: unsent() == 0, "the messages that waited are sent")
        late = queue(key="late", kind="test", to_email="late@portal.test", subject="Test", body="Guten Tag")
        folder = str(tmp_path / "broker" / "messages")
        options = {
            "data_folder_in": folder,
            "data_folder_out": folder,
            "control_folder": str(tmp_path / "broker" / "control"),
        }
        with Celery(broker="filesystem://", broker_transport_options=options, set_as_current=False) as caller:
            caller.send_task("notifications.tasks.deliver", args=[late.pk], queue=settings.CELERY_TASK_DEFAULT_QUEUE)
            wait_for(lambda: unsent() == 0, "the late message is sent")
    assert assert_each_once(script, 3) == 0


def run_with_kills(script, port, folder, *, count, kills, seed):
    """Two workers send `count` messages while they are killed and replaced. Returns how often one was killed."""
    dice = random.Random(seed)

    def start(number):
        return Worker(folder, mail_port=port, redis_url=settings.REDIS_URL, pool="prefork", name=f"worker{number}")

    marks = sorted(dice.sample(range(5, count - 5), kills))
    running = [start(0), start(1)]
    started = 2
    try:
        for mark in marks:
            wait_for(lambda mark=mark: len(script.received) >= mark, f"{mark} of {count} messages arrived", 120)
            victim = running.pop(dice.randrange(len(running)))
            victim.kill()
            running.append(start(started))
            started += 1
        wait_for(lambda: not anything_waits(), "no message waits any more", 300)
        for process in running:
            process.kill()
        running = []
        # The leases of the dead run out: nobody is left who could still hold one.
        OutboxMessage.objects.filter(state=State.SENDING).update(lease_until=timezone.now() - timedelta(seconds=1))
        running = [start(started)]
        wait_for(lambda: unsent() == 0, "every message is sent", 120)
    finally:
        for process in running:
            process.kill()
        forget_calls()
    return kills


def anything_waits():
    return OutboxMessage.objects.filter(state=State.QUEUED).exists()


def forget_calls():
    """Leave nothing of ours in the broker."""
    with redis.from_url(settings.REDIS_URL) as broker:
        broker.delete(settings.CELERY_TASK_DEFAULT_QUEUE, "unacked", "unacked_index")


@needs_postgresql
@needs_redis
def test_killed_workers_lose_nothing_and_send_nothing_twice(tmp_path, reminders_for, no_eager_tasks):
    script = SlowScript()
    with OnlySources(reminders_for(60)):
        assert send_reminders(DAY, today=DAY).queued == 60
    with serving(script) as port:
        run_with_kills(script, port, tmp_path, count=60, kills=1, seed=1)
    # At most the message each of the killed workers was handing over.
    assert assert_each_once(script, 60) <= 3
    assert not OfficeTask.objects.exists()


@pytest.mark.slow
@needs_postgresql
@needs_redis
def test_two_thousand_reminders_under_fire(tmp_path, reminders_for, no_eager_tasks):
    script = SlowScript(seconds=0.002)
    with OnlySources(reminders_for(2000)):
        results = at_once(2, lambda: send_reminders(DAY, today=DAY))
        assert sum(result.queued for result in results) == 2000
    with serving(script) as port:
        kills = run_with_kills(script, port, tmp_path, count=2000, kills=6, seed=2)
    assert assert_each_once(script, 2000) <= kills + 2
    assert Reminder.objects.count() == 2000
