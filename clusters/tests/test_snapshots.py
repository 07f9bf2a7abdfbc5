"""Snapshots of the figures: who takes them, that they stay, how they are taken back."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from clusters.models import FactsSnapshot
from clusters.services import annotate_snapshot, publish_snapshot, recount_snapshot, take_snapshot, withdraw_snapshot
from programme.errors import ActRefused
from programme.models import ProgrammeSettings
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

SINCE = datetime.date(2024, 1, 1)
ONE = datetime.timedelta(days=1)


@pytest.fixture
def complete():
    ProgrammeSettings.load()
    ProgrammeSettings.objects.update(register_complete_since=SINCE)


@pytest.fixture
def draft(complete, office, today):
    return take_snapshot(SINCE, numbers={"members": 3}, actor=office, day=today)


@pytest.mark.parametrize(("shift", "taken"), [(-1, False), (0, True), (1, True)])
def test_nothing_is_taken_before_the_register_was_complete(complete, office, today, shift, taken):
    day = SINCE + shift * ONE
    if taken:
        assert take_snapshot(day, numbers={"members": 1}, actor=office, day=today).key_date == day
    else:
        with pytest.raises(ActRefused, match="nicht vollständig"):
            take_snapshot(day, numbers={"members": 1}, actor=office, day=today)
        assert not FactsSnapshot.objects.exists()


def test_nothing_is_taken_of_the_future(complete, office, today):
    take_snapshot(today, numbers={}, actor=office, day=today)
    with pytest.raises(ActRefused, match="Zukunft"):
        take_snapshot(today + ONE, numbers={}, actor=office, day=today)


def test_nothing_is_taken_while_nothing_is_counted(office, today):
    ProgrammeSettings.objects.update(register_complete_since=None)
    with pytest.raises(ActRefused):
        take_snapshot(today, numbers={}, actor=office, day=today)


@pytest.mark.parametrize("who", ["manager", "outsider", "ministry", "board1", "administrator"])
def test_only_the_office_takes_publishes_and_withdraws(request, draft, today, who):
    person = request.getfixturevalue(who)
    with pytest.raises(ActRefused):
        take_snapshot(today, numbers={}, actor=person, day=today)
    with pytest.raises(ActRefused):
        recount_snapshot(draft, numbers={}, actor=person, day=today)
    with pytest.raises(ActRefused):
        annotate_snapshot(draft, note_de="x", note_en="", actor=person, day=today)
    with pytest.raises(ActRefused):
        publish_snapshot(draft, actor=person, day=today)
    with pytest.raises(ActRefused):
        withdraw_snapshot(draft, reason="Fehler.", actor=person, day=today)
    draft.refresh_from_db()
    assert (draft.numbers, draft.published_on, draft.withdrawn_on) == ({"members": 3}, None, None)
    assert FactsSnapshot.objects.count() == 1


def test_a_key_date_has_one_snapshot_until_it_is_withdrawn(draft, office, today):
    with pytest.raises(ActRefused, match="schon einen Stand"):
        take_snapshot(SINCE, numbers={}, actor=office, day=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactsSnapshot.objects.create(key_date=SINCE, numbers={}, counted_at=draft.counted_at)
    withdraw_snapshot(draft, reason="Doppelt gezählt.", actor=office, day=today)
    assert take_snapshot(SINCE, numbers={"members": 2}, actor=office, day=today).pk != draft.pk


def test_a_draft_changes_and_a_published_one_stays(draft, office, today):
    recount_snapshot(draft, numbers={"members": 4}, actor=office, day=today)
    annotate_snapshot(draft, note_de="Jahresbericht", note_en="", actor=office, day=today)
    published = publish_snapshot(draft, actor=office, day=today)
    assert (published.numbers, published.note_de, published.published_on) == ({"members": 4}, "Jahresbericht", today)
    with pytest.raises(ActRefused):
        recount_snapshot(draft, numbers={"members": 5}, actor=office, day=today)
    with pytest.raises(ActRefused):
        annotate_snapshot(draft, note_de="anders", note_en="", actor=office, day=today)
    with pytest.raises(ActRefused):
        publish_snapshot(draft, actor=office, day=today)
    draft.refresh_from_db()
    assert (draft.numbers, draft.note_de) == ({"members": 4}, "Jahresbericht")


def test_a_withdrawal_needs_a_reason_and_happens_once(draft, office, today):
    publish_snapshot(draft, actor=office, day=today)
    with pytest.raises(ActRefused, match="Grund"):
        withdraw_snapshot(draft, reason="  ", actor=office, day=today)
    assert list(FactsSnapshot.objects.standing()) == [draft]
    withdrawn = withdraw_snapshot(draft, reason="Falscher Stichtag.", actor=office, day=today)
    assert (withdrawn.withdrawn_on, withdrawn.withdrawn_reason) == (today, "Falscher Stichtag.")
    assert not FactsSnapshot.objects.standing().exists()
    assert FactsSnapshot.objects.count() == 1
    with pytest.raises(ActRefused):
        withdraw_snapshot(draft, reason="Noch einmal.", actor=office, day=today)
    with pytest.raises(ActRefused):
        publish_snapshot(draft, actor=office, day=today)


@pytest.mark.parametrize("values", [{"withdrawn_on": SINCE}, {"withdrawn_reason": "ohne Tag"}])
def test_the_database_refuses_half_a_withdrawal(draft, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        FactsSnapshot.objects.filter(pk=draft.pk).update(**values)


def test_every_act_leaves_its_entry(draft, office, today):
    recount_snapshot(draft, numbers={}, actor=office, day=today)
    publish_snapshot(draft, actor=office, day=today)
    withdraw_snapshot(draft, reason="Fehler.", actor=office, day=today)
    entries = AuditEntry.objects.filter(subject_kind="facts_snapshot", subject_key="2024-01-01", actor=office)
    assert sorted(entries.values_list("verb", flat=True)) == [
        "publish_snapshot", "recount_snapshot", "take_snapshot", "withdraw_snapshot",
    ]  # fmt: skip


def test_only_publishing_and_withdrawing_a_published_one_make_cached_pages_new(
    complete, office, today, django_capture_on_commit_callbacks
):
    def version():
        return ProgrammeSettings.objects.get().content_version

    start = version()
    with django_capture_on_commit_callbacks(execute=True):
        draft = take_snapshot(SINCE, numbers={}, actor=office, day=today)
    assert version() == start
    with django_capture_on_commit_callbacks(execute=True):
        publish_snapshot(draft, actor=office, day=today)
    assert version() == start + 1
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_snapshot(draft, reason="Fehler.", actor=office, day=today)
    assert version() == start + 2
