"""Ladders, deadlines, people and pauses drawn at random: what the runs send, in pure time and through the database."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ladder import Rung, due_rung, rung_date
from notifications.models import OutboxMessage, Reminder
from notifications.services import plan, send_reminders
from notifications.sources import OnlySources

from .sample_sources import ListedSource, make_ladder, person

ONE_DAY = timedelta(days=1)
START = date(2027, 6, 1)
OFFSETS = st.lists(st.tuples(st.integers(-7, 2), st.integers(-40, 40)), min_size=1, max_size=5, unique=True)
DUE_DAYS = st.dates(date(2027, 6, 1), date(2028, 6, 30))


def ladder_of(offsets):
    """Rungs in the order of the database: by months, then days."""
    return [Rung(f"r{number}", months, days) for number, (months, days) in enumerate(sorted(offsets))]


def latest(rungs, due_on, day):
    """The rung that has to have gone out by the end of `day`: written apart from the rule, to be compared with it."""
    reached = None
    for rung in rungs:
        on = rung_date(rung, due_on)
        if on <= day and (reached is None or on >= rung_date(reached, due_on)):
            reached = rung
    return reached


# --- Pure ------------------------------------------------------------------------


@settings(deadline=None)
@given(OFFSETS, DUE_DAYS, st.lists(st.integers(1, 300), min_size=1, max_size=40))
def test_in_order_each_once_and_lost_only_when_overtaken(offsets, due_on, pauses):
    rungs, sent, day, awake = ladder_of(offsets), [], START - 300 * ONE_DAY, []
    for pause in pauses:
        day += pause * ONE_DAY
        awake.append(day)
        rung = due_rung(rungs, due_on, day, {rung.key for rung in sent})
        if rung is not None:
            sent.append(rung)
    dates = [rung_date(rung, due_on) for rung in sent]
    assert dates == sorted(dates)
    assert len(sent) == len({rung.key for rung in sent})
    for rung in rungs:
        first = next((day for day in awake if day >= rung_date(rung, due_on)), None)
        if rung not in sent and first is not None:
            overtaking = latest(rungs, due_on, first)
            assert overtaking != rung
            assert rung_date(rung, due_on) <= rung_date(overtaking, due_on) <= first


@settings(deadline=None)
@given(OFFSETS, DUE_DAYS, DUE_DAYS, st.integers(0, 500), st.integers(0, 500))
def test_a_moved_date_moves_every_rung_that_was_not_sent(offsets, due_on, moved, moved_after, length):
    rungs = ladder_of(offsets)
    move_day = START - 200 * ONE_DAY + moved_after * ONE_DAY
    sent = {}
    for day in (START - 200 * ONE_DAY + n * ONE_DAY for n in range(moved_after + length + 1)):
        rung = due_rung(rungs, due_on if day < move_day else moved, day, sent)
        if rung is not None:
            sent[rung.key] = day
    for rung in rungs:
        if sent.get(rung.key, move_day) < move_day:
            assert sent[rung.key] >= rung_date(rung, due_on), "by the old date"
        elif rung.key in sent:
            assert sent[rung.key] == max(move_day, rung_date(rung, moved)), "by the new one, or at once"


# --- Through the database ----------------------------------------------------------


class InterruptedSource(ListedSource):
    """While one scheduler asks whether a reminder still stands, `meanwhile` happens: another scheduler runs through."""

    meanwhile = None

    def still_stands(self, key, day):
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return super().still_stands(key, day)


class Model:
    """What should have been sent, kept in plain dictionaries."""

    def __init__(self, rungs, source):
        self.rungs, self.source, self.rows = rungs, source, {}

    def run(self, day):
        for key, due_on in self.source.deadlines.items():
            rung = latest(self.rungs, due_on, day)
            for recipient in self.source.people[key] if rung else ():
                self.rows.setdefault((key, rung.key, recipient.key), (due_on, day))


SUBJECTS = st.sampled_from(["A", "B"])
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("sleep"), st.integers(1, 250)),
        st.tuples(st.just("daily"), st.integers(1, 20)),
        st.tuples(st.just("two at once"), st.integers(0, 60)),
        st.tuples(st.just("move"), SUBJECTS, DUE_DAYS),
        st.tuples(st.just("people"), SUBJECTS, st.sets(st.integers(1, 3))),
    ),
    min_size=1,
    max_size=8,
)


@contextmanager
def rolled_back():
    """Each example on an empty ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(day):
    return send_reminders(day, today=day)


def run_daily_as_planned(model, day, days):
    """Run on each of the next days; what the plan said beforehand is what goes out."""
    before = ledger()
    planned = {
        (entry.subject_key, entry.rung, recipient.key): entry.on
        for entry in plan(day + ONE_DAY, days=days - 1)
        for recipient in entry.recipients
    }
    for _ in range(days):
        day += ONE_DAY
        run(day)
        model.run(day)
    new = {key: as_of for key, (_due_on, as_of) in ledger().items() if key not in before}
    assert new == planned
    return day


def run_two_at_once(model, source, day):
    """The second scheduler does all of its work after the first one has read the ledger."""
    results = []
    source.meanwhile = lambda: results.append(run(day))
    results.append(run(day))
    source.meanwhile = None
    assert sum(result.broken for result in results) == 0
    model.run(day)


def ledger():
    rows = Reminder.objects.values_list("subject_key", "rung", "recipient", "due_on", "as_of")
    return {(subject, rung, recipient): (due_on, as_of) for subject, rung, recipient, due_on, as_of in rows}


@pytest.mark.django_db
@settings(deadline=None, max_examples=40)
@given(OFFSETS, DUE_DAYS, DUE_DAYS, ACTIONS)
def test_the_ledger_is_what_the_rule_says(offsets, first_due, second_due, actions):
    with rolled_back():
        rungs, day = ladder_of(offsets), START
        make_ladder(*((rung.key, rung.months, rung.days) for rung in rungs))
        source = InterruptedSource(
            deadlines={"A": first_due, "B": second_due}, people={"A": [person(1)], "B": [person(1), person(2)]}
        )
        model = Model(rungs, source)
        with OnlySources(source):
            for action, *values in actions:
                match action:
                    case "sleep":
                        day += values[0] * ONE_DAY
                        run(day)
                        model.run(day)
                    case "daily":
                        day = run_daily_as_planned(model, day, values[0])
                    case "two at once":
                        day += values[0] * ONE_DAY
                        run_two_at_once(model, source, day)
                    case "move":
                        source.deadlines[values[0]] = values[1]
                    case "people":
                        source.people[values[0]] = [person(number) for number in sorted(values[1])]
        assert ledger() == model.rows
        assert OutboxMessage.objects.count() == Reminder.objects.count() == len(model.rows)
