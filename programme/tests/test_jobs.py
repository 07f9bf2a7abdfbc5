"""One run per job at a time: taken, kept, given back, outlived (docs/decisions/0035-one-run-per-job.md)."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from programme import jobs
from programme.models import Job

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def the_job():
    return Job.objects.get(name="job")


@pytest.mark.django_db
def test_a_second_run_does_nothing_until_the_first_is_over():
    with jobs.only_run("job", longest=HOUR) as first:
        with jobs.only_run("job", longest=HOUR) as second, jobs.only_run("another", longest=HOUR) as other:
            assert (first, second, other) == (True, False, True)
        assert the_job().lease_token != ""
        assert the_job().runner == jobs.this_runner()
    with jobs.only_run("job", longest=HOUR) as third:
        assert third


@pytest.mark.django_db
def test_done_is_noted_at_the_end_and_only_of_a_run_that_came_to_it(time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    assert jobs.is_due("job", now)
    with pytest.raises(RuntimeError, match="stop"), jobs.only_run("job", longest=HOUR):
        raise RuntimeError("stop")
    assert (the_job().lease_token, the_job().lease_until, the_job().done_at) == ("", None, None)
    with jobs.only_run("job", longest=HOUR):
        assert jobs.is_due("job", now)
    assert the_job().done_at == now
    assert not jobs.is_due("job", now)
    assert jobs.is_due("job", now + SECOND)
    assert jobs.is_due("another", now)


@pytest.mark.django_db
def test_a_run_that_stood_aside_notes_nothing():
    with jobs.only_run("job", longest=HOUR):
        with jobs.only_run("job", longest=HOUR):
            pass
        assert the_job().done_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "free"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)])
def test_the_lease_of_the_dead_runs_out(time_machine, age, free):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    assert jobs._take("job")
    time_machine.move_to(now + jobs.LEASE + age, tick=False)
    assert bool(jobs._take("job")) is free


@pytest.mark.django_db
def test_who_overslept_does_not_end_the_lease_of_the_next(caplog):
    with jobs.only_run("job", longest=HOUR):
        Job.objects.update(lease_until=timezone.now() - SECOND)
        successor = jobs._take("job")
    assert the_job().lease_token == successor
    assert the_job().done_at is None
    assert "took longer than its lease" in caplog.text
    assert not jobs._renew("job", "of somebody else")


# --- Real threads ----------------------------------------------------------------


@pytest.fixture
def short(monkeypatch):
    """Renewals that need no patience."""
    monkeypatch.setattr(jobs, "RENEWED_EACH", timedelta(milliseconds=20))


def in_thread(work):
    """Run `work` in a thread with a connection of its own; returns the thread."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_of_many_that_start_together_one_runs():
    start, over, found = threading.Barrier(4), threading.Barrier(4), []

    def work():
        start.wait(30)
        with jobs.only_run("job", longest=HOUR) as ours:
            found.append(ours)
            over.wait(30)

    for thread in [in_thread(work) for _ in range(4)]:
        thread.join()
    assert sorted(found) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_a_run_at_work_renews_its_lease(short, monkeypatch):
    renewed = threading.Event()
    renew = jobs._renew
    monkeypatch.setattr(jobs, "_renew", lambda *args: (renew(*args), renewed.set())[0])
    with jobs.only_run("job", longest=HOUR):
        Job.objects.update(lease_until=timezone.now() + SECOND)
        renewed.clear()
        assert renewed.wait(30)
        assert the_job().lease_until > timezone.now() + jobs.LEASE / 2


@pytest.mark.django_db(transaction=True)
def test_a_run_that_hangs_is_renewed_no_longer(short, caplog):
    with jobs.only_run("job", longest=timedelta(0)):
        (keeper,) = [thread for thread in threading.enumerate() if thread.name == "lease-of-job"]
        keeper.join(30)
        assert not keeper.is_alive()
        Job.objects.update(lease_until=timezone.now() - SECOND)
        with jobs.only_run("job", longest=HOUR) as next_one:
            assert next_one
    assert "hangs" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_moment_ends_no_lease(short, monkeypatch, caplog):
    answers, renewed = iter([OperationalError("away")]), threading.Event()

    def renew(name, token):
        for error in answers:
            raise error
        renewed.set()
        return True

    monkeypatch.setattr(jobs, "_renew", renew)
    with jobs.only_run("job", longest=HOUR):
        assert renewed.wait(30)
    assert "could not be renewed" in caplog.text
    assert the_job().done_at is not None
