"""Several at once, killed anywhere: each message goes out, once (SPEC 2.4). Real processes, real brokers."""

import asyncio
import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import OfficeTask, OutboxMessage, Reminder
from notifications.services import queue, send_reminders
from notifications.sources import OnlySources
from programme.models import Heartbeat, Job

from .filed_source import HANGING, list_deadlines
from .mailserver import Script, serving
from .sample_sources import ListedSource, make_ladder, person
from .workers import Beat, Worker, filesystem_caller, forget_calls, let_leases_run_out, show_log, wait_for, worker

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
    with serving(script) as port, worker(tmp_path, mail_port=port), filesystem_caller(tmp_path) as call:
        wait_for(lambda: unsent() == 0, "the messages that waited are sent")
        late = queue(key="late", kind="test", to_email="late@portal.test", subject="Test", body="Guten Tag")
        call("notifications.tasks.deliver", late.pk)
        wait_for(lambda: unsent() == 0, "the late message is sent")
    assert assert_each_once(script, 3) == 0


def test_a_day_that_hangs_holds_up_neither_heartbeat_nor_mail(tmp_path, no_eager_tasks):
    """One run at a time: more calls for the day stand aside, and a worker with two threads has one left."""
    os.mkfifo(tmp_path / HANGING)
    make_ladder(("0d", 0, 0))
    script = Script()
    with serving(script) as port, worker(tmp_path, mail_port=port), filesystem_caller(tmp_path) as call:
        wait_for(lambda: Job.objects.filter(name="daily").exclude(lease_token="").exists(), "the day's work began")
        waiting(1)
        for _ in range(3):
            call("goclusterportal.tasks.daily")
        call("notifications.tasks.sweep")
        call("goclusterportal.tasks.beat_heartbeat")
        wait_for(lambda: Heartbeat.objects.filter(name="beat").exists(), "the heartbeat passed through")
        wait_for(lambda: unsent() == 0, "the message is sent")
        daily = Job.objects.get(name="daily")
        assert (daily.done_at, daily.lease_token != "") == (None, True)


# --- Killed anywhere -------------------------------------------------------------


@dataclass
class Fire:
    """What a run under fire was like."""

    kills: int = 0
    copies: int = 0
    seconds: float = 0.0
    victims: Counter = field(default_factory=Counter)


def due_for(count):
    """Half are due today, half in twenty days: two rungs of the ladder."""
    today = timezone.localdate()
    return {str(number): today + timedelta(days=20 * (number % 2)) for number in range(count)}


def progress(script):
    """Reminders written plus mails delivered: from 0 to twice the number of deadlines."""
    return Reminder.objects.count() + len(script.received)


def run_under_fire(script, folder, *, count, kills, seed, redis_url=""):
    """Two workers and two clocks remind of `count` deadlines while they are killed and replaced. Returns a Fire."""
    dice, fire, started, begun = random.Random(seed), Fire(), Counter(), time.monotonic()
    list_deadlines(folder, due_for(count))
    make_ladder(("-1m", -1, 0), ("0d", 0, 0))
    with serving(script) as port:

        def start(kind):
            started[kind] += 1
            name = f"{kind.__name__.lower()}{started[kind]}"
            return kind(folder, mail_port=port, redis_url=redis_url, name=name)

        running = [start(kind) for kind in (Worker, Worker, Beat, Beat)]
        try:
            for mark in sorted(dice.sample(range(1, 2 * count), kills)):
                wait_for(lambda mark=mark: progress(script) >= mark, f"{mark} steps are done", 180)
                victim = choose_victim(dice, running)
                victim.kill()
                let_leases_run_out(victim.runner)
                running.remove(victim)
                running.append(start(type(victim)))
                fire.kills += 1
                fire.victims[type(victim).__name__] += 1
            wait_for(lambda: Reminder.objects.count() == count and not anything_waits(), "nothing waits", 300)
            for process in running:
                process.kill()
                let_leases_run_out(process.runner)
            # The leases of the dead run out: nobody is left who could still hold one.
            OutboxMessage.objects.filter(state=State.SENDING).update(lease_until=timezone.now() - timedelta(seconds=1))
            running = [start(Worker)]
            wait_for(lambda: unsent() == 0, "every message is sent", 120)
        except BaseException:
            for process in running:
                show_log(process)
            raise
        finally:
            for process in running:
                process.kill()
            if redis_url:
                forget_calls(folder)
    fire.seconds = time.monotonic() - begun
    fire.copies = assert_each_once(script, count)
    assert set(Reminder.objects.values_list("recipient", "rung")) == {
        (f"person:{number}", "-1m" if number % 2 else "0d") for number in range(count)
    }
    return fire


def choose_victim(dice, running):
    """Mostly whoever is at work, sometimes anybody."""
    busy = set(Job.objects.exclude(lease_token="").values_list("runner", flat=True))
    workers = [process for process in running if process.runner in busy]
    return dice.choice(workers if workers and dice.random() < 0.75 else running)


def anything_waits():
    return OutboxMessage.objects.filter(state=State.QUEUED).exists()


BROKERS = [
    pytest.param(lambda: "", id="filesystem"),
    pytest.param(lambda: settings.REDIS_URL, id="redis", marks=[needs_postgresql, needs_redis]),
]


@pytest.mark.parametrize("redis_url", BROKERS)
def test_killed_workers_lose_nothing_and_send_nothing_twice(tmp_path, redis_url, no_eager_tasks):
    fire = run_under_fire(SlowScript(), tmp_path, count=40, kills=2, seed=3, redis_url=redis_url())
    # At most the message each of the killed was handing over, those of the last, general killing among them.
    assert fire.copies <= fire.kills + 2
    assert not OfficeTask.objects.exists()


@pytest.mark.slow
@needs_postgresql
@needs_redis
def test_two_thousand_reminders_under_fire(tmp_path, no_eager_tasks, capsys):
    fire = run_under_fire(SlowScript(0.002), tmp_path, count=2000, kills=12, seed=2, redis_url=settings.REDIS_URL)
    with capsys.disabled():
        print(fire)  # noqa: T201 (what `make soak` reports)
    assert fire.copies <= fire.kills + 2
    assert not OfficeTask.objects.exists()
