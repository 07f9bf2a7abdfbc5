"""The beat passes through clock, broker and worker: whichever stands still, /readyz tells."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from goclusterportal import tasks
from notifications.tests.mailserver import free_port
from notifications.tests.workers import Beat, Worker, wait_for
from programme.models import Heartbeat

SECOND = timedelta(seconds=1)


@pytest.fixture
def process(tmp_path):
    """`process(kind)`: a running worker or clock, ended with the test, whatever becomes of it."""
    running = []

    def start(kind):
        running.append(kind(tmp_path, name=f"{kind.__name__}{len(running)}", mail_port=free_port()))
        return running[-1]

    yield start
    for one in running:
        one.kill()


def readiness(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["beat"]


def last_beat():
    found = Heartbeat.objects.filter(name="beat").first()
    return found and found.at


@pytest.mark.django_db
def test_a_clock_that_stopped_is_late_after_five_minutes(client, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    tasks.beat_heartbeat()
    assert readiness(client) == (200, "ok")
    time_machine.move_to(now + settings.BEAT_MAX_AGE, tick=False)
    assert readiness(client) == (200, "ok")
    time_machine.move_to(now + settings.BEAT_MAX_AGE + SECOND, tick=False)
    assert readiness(client) == (503, "late")
    tasks.beat_heartbeat()
    assert readiness(client) == (200, "ok")


@pytest.mark.django_db(transaction=True)
def test_a_dead_worker_is_told_though_the_clock_lives(client, process, tmp_path, time_machine):
    calls = tmp_path / "broker" / "messages"
    process(Beat)
    wait_for(lambda: calls.is_dir() and any(calls.iterdir()), "the clock calls")
    assert readiness(client) == (503, "missing")
    worker = process(Worker)
    wait_for(last_beat, "the worker notes the beat")
    assert readiness(client) == (200, "ok")

    worker.kill()
    before, waiting = last_beat(), set(calls.iterdir())
    process(Beat)
    wait_for(lambda: set(calls.iterdir()) - waiting, "the next clock calls, and nobody answers")
    assert last_beat() == before
    time_machine.move_to(before + settings.BEAT_MAX_AGE + SECOND)
    assert readiness(client) == (503, "late")
    time_machine.move_to(before + SECOND)

    process(Worker)
    wait_for(lambda: last_beat() > before, "a new worker answers the call that waited")
    assert readiness(client) == (200, "ok")
