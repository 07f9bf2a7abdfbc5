"""/healthz and /readyz, each cause of ill health by itself."""

import os
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from goclusterportal import health, tasks
from goclusterportal.celery import app
from programme.models import Heartbeat


def test_healthz_answers_without_database_and_without_cookie(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain; charset=utf-8")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/en/healthz", "/en/readyz"])
def test_health_checks_are_read_only_and_have_no_language(client, address):
    assert client.post(address).status_code == (404 if address.startswith("/en/") else 405)


@pytest.mark.django_db
def test_readyz_is_well_after_a_beat(client):
    tasks.beat_heartbeat.delay()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "broker": "ok",
        "beat": "ok",
        "beat_age_seconds": answer.json()["beat_age_seconds"],
    }
    assert 0 <= answer.json()["beat_age_seconds"] <= 5


@pytest.mark.django_db
def test_each_beat_moves_the_one_row():
    tasks.beat_heartbeat()
    first = Heartbeat.objects.get(name="beat")
    tasks.beat_heartbeat()
    assert Heartbeat.objects.get(name="beat").at > first.at


@pytest.mark.django_db
def test_readyz_misses_the_first_beat(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["beat"], answer.json()["beat_age_seconds"]) == ("missing", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "beat", "status"),
    [
        (settings.BEAT_MAX_AGE - timedelta(seconds=1), "ok", 200),
        (settings.BEAT_MAX_AGE, "ok", 200),
        (settings.BEAT_MAX_AGE + timedelta(seconds=1), "late", 503),
    ],
)
def test_readyz_measures_the_age_of_the_beat(client, time_machine, age, beat, status):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    Heartbeat.objects.create(name="beat", at=now - age)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert (answer.json()["beat"], answer.json()["beat_age_seconds"]) == (beat, int(age.total_seconds()))


@pytest.mark.django_db
def test_readyz_without_a_broker(client, tmp_path, caplog):
    tasks.beat_heartbeat()
    unreachable = {"broker_url": "redis://127.0.0.1:1/0", "broker_transport_options": {}}
    before = {key: app.conf[key] for key in unreachable}
    try:
        app.conf.update(unreachable)
        answer = client.get("/readyz")
    finally:
        app.conf.update(before)
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["broker"], answer.json()["database"]) == (
        "unhealthy",
        "unreachable",
        "ok",
    )


@pytest.mark.django_db
def test_readyz_without_a_database(client, monkeypatch, caplog):
    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["broker"]) == ("unreachable", "ok")
    assert b"gone" not in answer.content


def test_a_message_goes_through_the_configured_broker():
    """The real transport of this run: Redis with REDIS_URL, else the folder."""
    with app.connection_for_write() as broker:
        queue = broker.SimpleQueue(f"goclusterportal-test-{os.getpid()}")
        queue.put({"hello": "Wörld"})
        message = queue.get(timeout=5)
        message.ack()
        queue.queue.delete()
        queue.close()
    assert message.payload == {"hello": "Wörld"}
