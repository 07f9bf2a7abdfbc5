"""What is not sent: skipped by the office, not wanted by the person; and who is told beside the responsible people."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.tests.factories import UserFactory
from notifications.ladder import is_skipped, may_take_back
from notifications.models import Ladder, LadderRung, MailChoice, OfficeTask, OutboxMessage, Reminder, SkippedRung
from notifications.services import plan, send_reminders
from notifications.services.choices import switch_mails
from notifications.services.skipping import skip, take_back
from notifications.sources import OnlySources, Recipient
from records.errors import ActRefused
from records.models import AuditEntry

from .sample_sources import ListedSource, make_ladder, person

pytestmark = pytest.mark.django_db

DUE = date(2027, 6, 15)
RUNG_DAY = date(2027, 5, 15)


@dataclass
class WithBoard(ListedSource):
    board: list[Recipient] = field(default_factory=list)

    def escalation(self, key):
        return self.board

    def ministry_link(self):
        return "/decide/"


@pytest.fixture
def source():
    make_ladder(("-3m", -3, 0), ("-1m", -1, 0), ("0d", 0, 0))
    source = WithBoard(deadlines={"S1": DUE}, people={"S1": [person(1), person(2)]})
    with OnlySources(source):
        yield source


def run(day):
    return send_reminders(day, today=day)


def take_out(office, *, day=date(2027, 5, 1), **options):
    wanted = {"kind": "sample", "subject_key": "S1", "rung": "-1m", "reason": "Schon besprochen", **options}
    return skip(**wanted, actor=office, day=day)


def told():
    return set(Reminder.objects.values_list("rung", "recipient"))


# --- Skipping ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rung", "recipient", "expected"),
    [("-1m", "a", True), ("-1m", "b", False), ("0d", "a", True), ("0d", "b", True), ("-3m", "a", False)],
)
def test_is_skipped(rung, recipient, expected):
    assert is_skipped(rung, recipient, {("-1m", "a"), ("0d", "")}) is expected


@pytest.mark.parametrize(("offset", "expected"), [(-1, True), (0, False), (1, False)])
def test_taken_back_only_before_the_day(offset, expected):
    assert may_take_back(RUNG_DAY, RUNG_DAY + timedelta(days=offset)) is expected


def test_a_skipped_rung_lets_no_earlier_one_out(source, office):
    take_out(office)
    counts = run(date(2027, 5, 20))
    assert (counts.queued, counts.skipped, counts.tasks, told()) == (0, 1, 0, set())
    assert run(DUE).queued == 2
    assert told() == {("0d", "person:1"), ("0d", "person:2")}


def test_one_recipient_is_skipped_and_the_other_is_not(source, office):
    take_out(office, recipient="person:1", recipient_name="Person 1")
    assert run(date(2027, 5, 20)).queued == 1
    assert told() == {("-1m", "person:2")}


def test_skipped_for_all_makes_no_task_where_nobody_is_responsible(source, office):
    take_out(office)
    source.people.clear()
    run(date(2027, 5, 20))
    assert not OfficeTask.objects.exists()


def test_the_plan_says_who_skipped_and_why(source, office):
    take_out(office)
    (entry,) = [one for one in plan(date(2027, 5, 1), 30) if one.rung == "-1m"]
    assert (entry.recipients, entry.to_office) == ((), False)
    assert [(row.reason, row.skipped_by) for row in entry.skips] == [("Schon besprochen", office)]
    assert AuditEntry.objects.get(verb="skip_reminder").subject_key == "S1"


def test_a_skip_moves_with_its_deadline(source, office):
    take_out(office)
    source.deadlines["S1"] = date(2028, 6, 15)
    assert run(date(2028, 5, 20)).skipped == 1
    assert told() == set()


def test_taken_back_the_reminder_goes_out(source, office):
    row = take_out(office)
    take_back(row, actor=office, day=RUNG_DAY - timedelta(days=1))
    assert run(RUNG_DAY).queued == 2
    with pytest.raises(ActRefused):
        take_back(row, actor=office, day=date(2027, 5, 1))


def test_on_the_day_itself_it_stays_skipped(source, office):
    row = take_out(office)
    with pytest.raises(ActRefused):
        take_back(row, actor=office, day=RUNG_DAY)
    assert run(RUNG_DAY).queued == 0


@pytest.mark.parametrize(
    "options",
    [{"reason": "  "}, {"subject_key": "S9"}, {"rung": "9d"}, {"kind": "nothing"}, {"day": DUE}, {"reason": "x" * 301}],
)
def test_refused_skips(source, office, options):
    """No reason, no such deadline, rung or ladder, overtaken by a later rung, too long."""
    with pytest.raises(ActRefused):
        take_out(office, **options)
    assert not SkippedRung.objects.exists()


def test_what_went_out_cannot_be_skipped(source, office):
    run(RUNG_DAY)
    for recipient in ("person:1", ""):
        with pytest.raises(ActRefused):
            take_out(office, day=RUNG_DAY, recipient=recipient)


def test_only_the_office_skips(source, office, ministry, manager):
    row = take_out(office)
    for other in (ministry, manager):
        with pytest.raises(ActRefused):
            take_out(other, rung="0d")
        with pytest.raises(ActRefused):
            take_back(row, actor=other, day=date(2027, 5, 1))


def test_skipped_since_the_run_began(source, office, monkeypatch):
    """The run has read what is skipped; before it writes, the office skips."""
    original = source.context

    def meanwhile(key, language):
        if not SkippedRung.objects.exists():
            take_out(office, day=RUNG_DAY)
        return original(key, language)

    monkeypatch.setattr(source, "context", meanwhile)
    assert run(RUNG_DAY).queued == 0
    assert not OutboxMessage.objects.exists()


@time_machine.travel("2027-05-01 10:00+02:00")
def test_skipping_and_taking_back_on_the_pages(source, client, office):
    client.force_login(office)
    plan_url = reverse("admin:notifications_reminder_plan")
    text = client.get(plan_url).content.decode()
    assert "plan/skip/?kind=sample" in text
    address = reverse("admin:notifications_reminder_skip") + "?kind=sample&key=S1&rung=-1m"
    missing = client.post(address, {"recipient": "person:1", "reason": ""})
    assert missing.status_code == 200
    assert not SkippedRung.objects.exists()
    assert client.post(address, {"recipient": "person:1", "reason": "Telefonat"}).status_code == 302
    row = SkippedRung.objects.get()
    assert (row.recipient, row.recipient_name, row.planned_on) == ("person:1", "Person 1", RUNG_DAY)
    text = client.get(plan_url).content.decode()
    assert "Telefonat" in text
    back = reverse("admin:notifications_skippedrung_act", args=[row.pk, "take-back"])
    assert back in text
    assert client.post(back).status_code == 302
    row.refresh_from_db()
    assert row.taken_back_by == office
    assert client.get(address.replace("S1", "S9")).status_code == 404


# --- Courtesies ------------------------------------------------------------------


@pytest.fixture
def someone(source):
    user = UserFactory(name="Kim Muster")
    source.people["S1"] = [Recipient.of(user), person(2)]
    Ladder.objects.filter(kind="sample").update(courtesy=True)
    return user


def test_a_courtesy_tells_the_way_out(source, someone, settings):
    run(RUNG_DAY)
    bodies = dict(OutboxMessage.objects.values_list("to_email", "body"))
    assert f"{settings.SITE_URL}/accounts/mails/" in bodies[someone.email]
    assert "/accounts/mails/" not in bodies["p2@portal.test"]


def test_who_opted_out_gets_none_and_no_task_comes_of_it(source, someone):
    switch_mails(someone, "sample", wanted=False)
    counts = run(RUNG_DAY)
    assert (counts.queued, counts.unwanted, counts.tasks) == (1, 1, 0)
    (entry,) = plan(RUNG_DAY, 5)
    assert ([one.key for one in entry.unwilling], entry.to_office) == ([f"user:{someone.pk}"], False)
    switch_mails(someone, "sample", wanted=True)
    assert run(RUNG_DAY).queued == 1


def test_a_duty_cannot_be_switched_off(source, someone):
    Ladder.objects.filter(kind="sample").update(courtesy=False)
    with pytest.raises(ActRefused):
        switch_mails(someone, "sample", wanted=False)
    MailChoice.objects.create(user=someone, kind="sample")
    assert run(RUNG_DAY).queued == 2


def test_the_persons_page(client, someone, source):
    client.force_login(someone)
    address = reverse("notifications:mails")
    assert "Silber-Verpflichtung" in client.get(address).content.decode()
    client.post(address, {"kind": "sample", "switch": "off"})
    assert MailChoice.objects.get().user == someone
    client.post(address, {"kind": "sample", "switch": "on"})
    assert not MailChoice.objects.exists()
    client.post(address, {"kind": "silver-duty", "switch": "off"})
    assert not MailChoice.objects.exists()
    assert client.post(address, {"kind": "nothing", "switch": "off"}).status_code == 404
    assert client.post(address, {"kind": "sample"}).status_code == 404


# --- Escalation ------------------------------------------------------------------


def test_without_a_board_the_office_gets_the_escalation(source):
    LadderRung.objects.filter(key="-1m").update(also_board=True)
    run(RUNG_DAY)
    assert told() == {("-1m", "person:1"), ("-1m", "person:2"), ("-1m", "office")}


def test_board_and_ministry_read_the_same_words_and_each_a_link_of_their_own(source, ministry, settings):
    LadderRung.objects.filter(key="-1m").update(also_board=True, also_ministry=True)
    source.board = [person(1), person(7, link="/clusters/x/")]
    run(RUNG_DAY)
    bodies = dict(OutboxMessage.objects.values_list("to_email", "body"))
    assert set(bodies) == {"p1@portal.test", "p2@portal.test", "p7@portal.test", ministry.email}
    assert f"{settings.SITE_URL}/clusters/x/" in bodies["p7@portal.test"]
    assert f"{settings.SITE_URL}/decide/" in bodies[ministry.email]


def test_a_role_that_ended_reads_nothing_more(source, ministry):
    LadderRung.objects.filter(key="-1m").update(also_ministry=True)
    yesterday = timezone.localdate() - timedelta(days=1)
    RoleGrant.objects.filter(user=ministry).update(starts_on=date(2020, 1, 1), ends_on=yesterday)
    run(RUNG_DAY)
    assert ministry.email not in set(OutboxMessage.objects.values_list("to_email", flat=True))


def test_confidential_kinds_tell_nobody_above(ministry):
    make_ladder(("0d", 0, 0), kind="secret")
    LadderRung.objects.filter(ladder__kind="secret").update(also_ministry=True)
    with OnlySources(ListedSource(kind="secret", deadlines={"S1": DUE}, people={"S1": [person(1)]})):
        run(DUE)
    assert {recipient for _rung, recipient in told()} == {"person:1"}
