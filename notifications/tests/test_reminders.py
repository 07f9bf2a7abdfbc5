"""What is due goes out once, to whom it concerns, in their language (SPEC 2.4)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from notifications.models import LadderRung, OfficeTask, OutboxMessage, Reminder
from notifications.services import plan, send_reminders
from notifications.services.office_tasks import finish_task
from notifications.sources import OnlySources, Recipient
from programme.models import ProgrammeSettings

from .sample_sources import ListedSource, make_ladder, person

pytestmark = pytest.mark.django_db

DUE = date(2027, 6, 15)
THREE = [("-3m", -3, 0), ("-1m", -1, 0), ("0d", 0, 0), ("+7d", 0, 7, "both")]


@pytest.fixture
def source():
    make_ladder(*THREE)
    source = ListedSource(deadlines={"S1": DUE}, people={"S1": [person(1)]})
    with OnlySources(source):
        yield source


def run(day, today=None, **options):
    return send_reminders(day, today=today or day, **options)


def rungs():
    return list(Reminder.objects.order_by("pk").values_list("rung", "recipient"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 3, 14), []),
        (date(2027, 3, 15), ["-3m"]),
        (date(2027, 5, 14), ["-3m"]),
        (date(2027, 5, 15), ["-1m"]),
        (date(2027, 6, 14), ["-1m"]),
        (date(2027, 6, 15), ["0d"]),
        (date(2027, 6, 21), ["0d"]),
    ],
)
def test_only_the_latest_rung_reached_goes_out(source, day, expected):
    run(day)
    assert [rung for rung, _ in rungs()] == expected


def test_ledger_and_message_say_the_same(source, settings):
    counts = run(date(2027, 5, 20))
    assert (counts.queued, counts.tasks, counts.broken) == (1, 0, 0)
    reminder = Reminder.objects.get()
    message = reminder.message
    assert (reminder.kind, reminder.subject_key, reminder.rung, reminder.recipient) == (
        "sample",
        "S1",
        "-1m",
        "person:1",
    )
    assert (reminder.due_on, reminder.as_of, message.as_of) == (DUE, date(2027, 5, 20), date(2027, 5, 20))
    assert (message.to_email, message.language, message.state) == ("p1@portal.test", "de", "queued")
    assert message.subject == "Cluster S1 -1m am 15. Juni 2027"
    assert message.body == f"Guten Tag Person 1,\n\nfällig: 15. Juni 2027\n\n{settings.SITE_URL}/my/\n"


def test_second_run_sends_nothing(source):
    run(date(2027, 5, 20))
    counts = run(date(2027, 5, 20))
    assert (counts.queued, counts.known) == (0, 1)
    assert OutboxMessage.objects.count() == 1


def test_a_missed_week_sends_only_the_latest_rung(source):
    make_ladder(("-3d", 0, -3), ("-2d", 0, -2), ("-1d", 0, -1), kind="daily")
    daily = ListedSource(kind="daily", deadlines={"D": DUE}, people={"D": [person(1)]})
    with OnlySources(daily):
        run(DUE - timedelta(days=10))
        run(DUE + timedelta(days=4))
        run(DUE + timedelta(days=5))
    assert rungs() == [("-1d", "person:1")]


def test_rungs_in_the_order_of_their_days(source):
    day = date(2027, 1, 1)
    while day < date(2027, 9, 1):
        run(day)
        day += timedelta(days=3)
    assert rungs() == [
        ("-3m", "person:1"),
        ("-1m", "person:1"),
        ("0d", "person:1"),
        ("+7d", "person:1"),
        ("+7d", "office"),
    ]


def test_when_the_due_day_moves_unsent_rungs_move(source):
    run(date(2027, 3, 20))
    source.deadlines["S1"] = date(2028, 6, 15)
    assert run(date(2027, 6, 15)).queued == 0
    assert run(date(2028, 5, 14)).queued == 0
    assert run(date(2028, 5, 15)).queued == 1
    assert rungs() == [("-3m", "person:1"), ("-1m", "person:1")]
    assert Reminder.objects.get(rung="-1m").due_on == date(2028, 6, 15)


@pytest.mark.parametrize("met", ["S1"])
def test_what_no_longer_stands_is_not_sent(source, met):
    """Met between the look at the deadlines and the sending."""
    source.due = ListedSource(deadlines=source.deadlines).due
    source.met.add(met)
    counts = run(date(2027, 5, 20))
    assert (counts.queued, counts.overtaken, rungs()) == (0, 1, [])


@pytest.mark.parametrize(
    ("day", "today", "asked"),
    [
        (date(2027, 5, 20), date(2027, 5, 1), date(2027, 5, 20)),
        (date(2027, 5, 20), date(2027, 5, 20), date(2027, 5, 20)),
        (date(2027, 5, 20), date(2027, 5, 25), date(2027, 5, 25)),
    ],
)
def test_asked_again_on_the_later_day(source, day, today, asked):
    run(day, today)
    assert source.asked_for == [asked]


def test_each_recipient_once_and_a_new_one_later(source):
    source.people["S1"] = [person(1), person(2), person(1)]
    assert run(date(2027, 5, 20)).queued == 2
    source.people["S1"].append(person(3))
    assert run(date(2027, 5, 21)).queued == 1
    assert {recipient for _, recipient in rungs()} == {"person:1", "person:2", "person:3"}


def test_office_gets_its_rungs_at_its_mailbox(source, settings):
    ProgrammeSettings.objects.update_or_create(pk=1, defaults={"office_email": "buero@portal.test"})
    run(date(2027, 6, 22))
    assert set(OutboxMessage.objects.values_list("to_email", flat=True)) == {"p1@portal.test", "buero@portal.test"}
    bodies = dict(OutboxMessage.objects.values_list("to_email", "body"))
    assert f"{settings.SITE_URL}/my/\n" in bodies["p1@portal.test"]
    assert f"{settings.SITE_URL}/admin/\n" in bodies["buero@portal.test"]


def test_in_the_recipients_language_with_umlauts(source, settings):
    source.people["S1"] = [person(1, language="en", name="Jörg Größe"), person(2, name="")]
    run(date(2027, 5, 20))
    english, german = OutboxMessage.objects.order_by("pk")
    assert (english.language, english.subject) == ("en", "Cluster S1 -1m on 15 June 2027")
    assert english.body == f"Dear Jörg Größe,\n\ndue: 15 June 2027\n\n{settings.SITE_URL}/en/my/\n"
    assert german.body.startswith("Guten Tag,\n")


# --- Nobody to write to ------------------------------------------------------


def test_nobody_responsible_becomes_a_task_once_and_is_not_sent(source):
    source.people.clear()
    assert run(date(2027, 5, 20)).tasks == 1
    assert run(date(2027, 5, 21)).tasks == 0
    task = OfficeTask.objects.get()
    assert "Fall S1" in task.text_de
    assert (task.subject_kind, task.subject_key, rungs()) == ("sample", "S1", [])
    source.people["S1"] = [person(1)]
    assert run(date(2027, 5, 22)).queued == 1


def test_a_task_that_was_done_does_not_come_again_for_the_same_rung(source, office):
    source.people.clear()
    run(date(2027, 5, 20))
    finish_task(OfficeTask.objects.get(), actor=office)
    assert run(date(2027, 5, 21)).tasks == 0
    assert run(date(2027, 6, 15)).tasks == 1


def test_inactive_erased_or_unaddressed_people_are_the_offices_task(source):
    inactive = UserFactory(is_active=False)
    erased = UserFactory(erased_at=timezone.now())
    source.people["S1"] = [Recipient.of(inactive), Recipient.of(erased), person(3, email=""), person(4)]
    counts = run(date(2027, 5, 20))
    assert (counts.queued, counts.tasks) == (1, 3)
    assert rungs() == [("-1m", "person:4")]


# --- Trouble -----------------------------------------------------------------


def test_a_text_that_cannot_be_filled_in_is_the_offices_task(source):
    LadderRung.objects.filter(key="-1m").update(body_de="{number} fehlt")
    assert run(date(2027, 5, 20)).tasks == 1
    assert run(date(2027, 5, 20)).tasks == 0
    assert rungs() == []
    LadderRung.objects.filter(key="-1m").update(body_de="{cluster}")
    assert run(date(2027, 5, 20)).queued == 1


def test_one_broken_source_does_not_silence_the_others(source, caplog):
    class Broken(ListedSource):
        def due(self, day):
            raise RuntimeError("no deadlines today")

    make_ladder(("0d", 0, 0), kind="broken")
    with OnlySources(Broken(kind="broken"), source):
        counts = run(date(2027, 5, 20))
    assert (counts.broken, counts.queued) == (1, 1)
    assert "no deadlines today" in caplog.text


def test_inactive_ladder_rests(source):
    make_ladder(*THREE, kind="resting", active=False)
    with OnlySources(ListedSource(kind="resting", deadlines={"R": DUE}, people={"R": [person(1)]})):
        assert run(DUE).queued == 0


def test_dry_run_counts_and_writes_nothing(source):
    source.deadlines["S2"] = DUE
    counts = run(date(2027, 5, 20), dry_run=True)
    assert (counts.queued, counts.tasks) == (1, 1)
    assert not OutboxMessage.objects.exists()
    assert not OfficeTask.objects.exists()


# --- The plan ----------------------------------------------------------------


def test_plan_names_day_person_and_reason(source):
    run(date(2027, 4, 20))
    (entry,) = plan(date(2027, 4, 20), days=30)
    assert (entry.on, entry.kind, entry.title, entry.rung) == (date(2027, 5, 15), "sample", "Fall S1", "-1m")
    assert [recipient.email for recipient in entry.recipients] == ["p1@portal.test"]
    assert entry.why == "fällig am 15. Juni 2027, Stufe: 1 Monat vorher"


def test_plan_and_runs_agree(source):
    source.deadlines["S2"] = DUE + timedelta(days=4)
    source.people["S2"] = [person(2)]
    first = date(2027, 5, 30)
    planned = {
        (entry.on, entry.subject_key, entry.rung, recipient.key)
        for entry in plan(first, days=40)
        for recipient in entry.recipients
    }
    for offset in range(41):
        run(first + timedelta(days=offset))
    sent = {(row.as_of, row.subject_key, row.rung, row.recipient) for row in Reminder.objects.all()}
    assert planned == sent
    assert plan(first + timedelta(days=40), days=0) == []


def test_plan_shows_who_cannot_be_reached(source):
    source.people.clear()
    (entry,) = plan(date(2027, 5, 15), days=5)
    assert entry.to_office
