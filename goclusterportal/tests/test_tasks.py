"""The portal's own scheduled tasks."""

from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from goclusterportal import tasks
from goclusterportal.celery import app
from programme import jobs
from programme.models import Job

pytestmark = pytest.mark.django_db

SIX_IN_SUMMER = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
SIX_IN_WINTER = datetime(2026, 1, 1, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def work(monkeypatch):
    """The day's work, replaced by a note of the days it was done for."""
    work = Mock()
    monkeypatch.setattr(tasks, "work_of_the_day", work)
    return work


def test_daily_deletes_sessions_that_ended_and_only_those():
    now = timezone.now()
    Session.objects.create(session_key="ended", session_data="x", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="alive", session_data="x", expire_date=now + timedelta(days=1))
    tasks.daily.delay()
    assert [session.session_key for session in Session.objects.all()] == ["alive"]
    tasks.daily.delay()
    assert Session.objects.count() == 1


# --- When it is time -------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "beginning"),
    [
        (SIX_IN_SUMMER - SECOND, SIX_IN_SUMMER - DAY),
        (SIX_IN_SUMMER, SIX_IN_SUMMER),
        (SIX_IN_SUMMER + SECOND, SIX_IN_SUMMER),
        (SIX_IN_WINTER - SECOND, SIX_IN_WINTER - DAY),
        (SIX_IN_WINTER, SIX_IN_WINTER),
        # Midnight in Berlin, a new day there and the old one in UTC: six o'clock is still to come.
        pytest.param(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), SIX_IN_SUMMER, id="half past midnight, summer"),
        pytest.param(datetime(2026, 1, 1, 23, 30, tzinfo=UTC), SIX_IN_WINTER, id="half past midnight, winter"),
        # The clock jumps at 1:00 UTC, on 29 March forward and on 25 October back: 23 and 25 hours between two sixes.
        (datetime(2026, 3, 29, 3, 59, 59, tzinfo=UTC), datetime(2026, 3, 28, 5, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 4, 0, tzinfo=UTC), datetime(2026, 3, 29, 4, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 4, 59, 59, tzinfo=UTC), datetime(2026, 10, 24, 4, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 5, 0, tzinfo=UTC), datetime(2026, 10, 25, 5, 0, tzinfo=UTC)),
        # The hour that comes twice.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 24, 4, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 24, 4, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 5, 0, tzinfo=UTC), datetime(2028, 2, 29, 5, 0, tzinfo=UTC)),
        (datetime(2028, 3, 1, 4, 59, tzinfo=UTC), datetime(2028, 2, 29, 5, 0, tzinfo=UTC)),
    ],
)
def test_the_day_begins_at_six_in_berlin(moment, beginning):
    assert tasks.latest_beginning(moment) == beginning


@pytest.mark.parametrize("moment", [SIX_IN_SUMMER + SECOND, SIX_IN_WINTER + SECOND])
def test_the_clock_asks_in_its_first_minutes(moment, time_machine):
    """Beat reckons in Europe/Berlin, and a full hour there is a full hour."""
    time_machine.move_to(moment, tick=False)
    entry = app.conf.beat_schedule["daily"]
    assert entry["task"] == tasks.daily_if_due.name
    assert entry["schedule"].is_due(moment - timedelta(minutes=10)).is_due
    assert not entry["schedule"].is_due(moment - SECOND).is_due


def test_once_a_day_however_often_the_clock_asks(work, time_machine):
    for minute in range(0, 3 * 24 * 60, 10):
        time_machine.move_to(SIX_IN_SUMMER - DAY + timedelta(minutes=minute), tick=False)
        tasks.daily_if_due()
    assert [call.args[0].isoformat() for call in work.call_args_list] == ["2026-06-30", "2026-07-01", "2026-07-02"]


def test_a_missed_morning_is_made_up_for(work, time_machine):
    time_machine.move_to(SIX_IN_SUMMER, tick=False)
    tasks.daily_if_due()
    time_machine.move_to(SIX_IN_SUMMER + 3 * DAY + timedelta(hours=13, minutes=7), tick=False)
    tasks.daily_if_due()
    tasks.daily_if_due()
    assert [call.args[0].isoformat() for call in work.call_args_list] == ["2026-07-01", "2026-07-04"]


def test_what_failed_is_repeated_until_it_succeeds(work):
    work.side_effect = [RuntimeError("no"), RuntimeError("no"), None]
    for _ in range(2):
        with pytest.raises(RuntimeError):
            tasks.daily_if_due()
    tasks.daily_if_due()
    tasks.daily_if_due()
    assert work.call_count == 3


def test_a_kind_that_cannot_be_asked_leaves_the_day_undone(monkeypatch):
    monkeypatch.setattr(tasks, "send_reminders", lambda day, today: Mock(broken=1))
    with pytest.raises(ExceptionGroup, match="daily work") as raised:
        tasks.daily()
    assert [str(error) for error in raised.value.exceptions] == [
        "1 kinds of reminders came to a stop; the log names them"
    ]
    assert Job.objects.get(name=tasks.DAILY).done_at is None


def test_a_worker_that_starts_does_it_whatever_was_done(work):
    tasks.daily()
    tasks.daily()
    assert work.call_count == 2


def test_not_while_another_run_is_at_work(work):
    with jobs.only_run(tasks.DAILY, longest=tasks.LONGEST_DAY):
        tasks.daily()
        tasks.daily_if_due()
    work.assert_not_called()


def test_the_run_of_a_dead_worker_is_made_up_for(work, time_machine):
    time_machine.move_to(SIX_IN_SUMMER, tick=False)
    jobs._take(tasks.DAILY)
    time_machine.move_to(SIX_IN_SUMMER + jobs.LEASE, tick=False)
    tasks.daily_if_due()
    work.assert_not_called()
    time_machine.move_to(SIX_IN_SUMMER + jobs.LEASE + SECOND, tick=False)
    tasks.daily_if_due()
    work.assert_called_once()
