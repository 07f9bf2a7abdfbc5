"""The command: parse, call the service, print the counts."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from notifications.models import OutboxMessage
from notifications.sources import OnlySources
from programme.models import ProgrammeSettings

from .sample_sources import ListedSource, make_ladder, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def due_tomorrow():
    make_ladder(("0d", 0, 0))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with OnlySources(ListedSource(deadlines={"S1": tomorrow}, people={"S1": [person(1)]})):
        yield tomorrow


def call(*arguments):
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


def test_today(due_tomorrow):
    assert "0 queued" in call()


def test_a_future_day_is_refused(due_tomorrow):
    with pytest.raises(CommandError, match="lies in the future"):
        call("--on", due_tomorrow.isoformat())
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("how", ["--force", "demo"])
def test_a_future_day_by_force_or_in_the_demo(due_tomorrow, how):
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(is_demo=how == "demo")
    arguments = ["--on", due_tomorrow.isoformat()] + (["--force"] if how == "--force" else [])
    assert "1 queued, 0 sent before" in call(*arguments)
    assert "0 queued, 1 sent before" in call(*arguments)
    assert OutboxMessage.objects.get().as_of == due_tomorrow


def test_a_dry_run_may_look_ahead(due_tomorrow):
    assert "1 would be queued" in call("--on", due_tomorrow.isoformat(), "--dry-run")
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("value", ["tomorrow", "2026-02-30", "01.02.2026", ""])
def test_a_day_that_is_none(value):
    with pytest.raises(CommandError, match="is not a day"):
        call("--on", value)


def test_a_broken_source_makes_it_fail(due_tomorrow):
    class Broken(ListedSource):
        def due(self, day):
            raise RuntimeError

    with OnlySources(Broken()), pytest.raises(CommandError, match="1 kind"):
        call()
