"""Which rung is due: never by an exact day, each at most once, none lost."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.ladder import PlannedRung, Rung, due_rung, rung_date, upcoming

HALF_YEAR, QUARTER, MONTH, DUE, LATE = (
    Rung("m-6", months=-6),
    Rung("m-3", months=-3),
    Rung("m-1", months=-1),
    Rung("day", days=0),
    Rung("d+14", days=14),
)
LADDER = [HALF_YEAR, QUARTER, MONTH, DUE, LATE]
DUE_ON = date(2027, 8, 31)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rung", "due_on", "expected"),
    [
        (HALF_YEAR, DUE_ON, date(2027, 2, 28)),
        (QUARTER, DUE_ON, date(2027, 5, 31)),
        (DUE, DUE_ON, DUE_ON),
        (LATE, DUE_ON, date(2027, 9, 14)),
        (Rung("mixed", months=-1, days=-3), date(2027, 3, 31), date(2027, 2, 25)),
    ],
)
def test_rung_date(rung, due_on, expected):
    assert rung_date(rung, due_on) == expected


@pytest.mark.parametrize(
    ("day", "sent", "expected"),
    [
        pytest.param(date(2027, 2, 27), set(), None, id="day before the first rung"),
        pytest.param(date(2027, 2, 28), set(), HALF_YEAR, id="day of the first rung"),
        pytest.param(date(2027, 3, 1), set(), HALF_YEAR, id="day after: still due"),
        pytest.param(date(2027, 3, 1), {"m-6"}, None, id="sent"),
        pytest.param(date(2027, 5, 31), {"m-6"}, QUARTER, id="second rung"),
        pytest.param(date(2027, 8, 30), {"m-6"}, MONTH, id="a rung was missed: only the latest"),
        pytest.param(date(2027, 8, 30), {"m-6", "m-1"}, None, id="the missed one stays overtaken"),
        pytest.param(DUE_ON, set(), DUE, id="the due day"),
        pytest.param(date(2031, 1, 1), {"m-6"}, LATE, id="slept for years"),
        pytest.param(date(2031, 1, 1), {"d+14"}, None, id="slept for years, all done"),
    ],
)
def test_due_rung(day, sent, expected):
    assert due_rung(LADDER, DUE_ON, day, sent) == expected


def test_an_empty_ladder_sends_nothing():
    assert due_rung([], DUE_ON, DUE_ON, set()) is None
    assert upcoming([], DUE_ON, DUE_ON, DUE_ON, set()) == []


def test_unsent_rungs_move_with_the_due_date():
    sent = {"m-6"}
    assert due_rung(LADDER, DUE_ON, date(2027, 5, 31), sent) == QUARTER
    moved = date(2028, 8, 31)
    assert due_rung(LADDER, moved, date(2027, 5, 31), sent) is None
    assert due_rung(LADDER, moved, date(2028, 2, 29), sent) is None, "sent once, for ever"
    assert due_rung(LADDER, moved, date(2028, 5, 31), sent) == QUARTER
    earlier = date(2027, 6, 30)
    assert due_rung(LADDER, earlier, date(2027, 5, 31), sent) == MONTH


def test_upcoming_plans_what_daily_runs_send():
    planned = upcoming(LADDER, DUE_ON, date(2027, 8, 15), date(2027, 9, 14), {"m-6"})
    assert planned == [
        PlannedRung(date(2027, 8, 15), MONTH),
        PlannedRung(DUE_ON, DUE),
        PlannedRung(date(2027, 9, 14), LATE),
    ]
    assert upcoming(LADDER, DUE_ON, date(2027, 8, 15), date(2027, 9, 13), {"m-6", "m-1"}) == [PlannedRung(DUE_ON, DUE)]
    assert upcoming(LADDER, DUE_ON, date(2027, 8, 15), date(2027, 8, 14), set()) == []


LADDERS = st.lists(st.tuples(st.integers(-12, 3), st.integers(-40, 40)), min_size=1, max_size=6).map(
    lambda offsets: [Rung(f"r{n}", months, days) for n, (months, days) in enumerate(offsets)]
)
DUE_DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def run(rungs, due_on, days, sent=()):
    """What goes out when the portal runs on these days: (day, key)."""
    log, gone = [], set(sent)
    for day in days:
        rung = due_rung(rungs, due_on, day, gone)
        if rung is not None:
            log.append((day, rung.key))
            gone.add(rung.key)
    return log


@settings(deadline=None)
@given(LADDERS, DUE_DAYS, st.lists(st.dates(date(2024, 1, 1), date(2032, 1, 1)), max_size=30).map(sorted))
def test_each_rung_at_most_once_and_never_early(rungs, due_on, days):
    log = run(rungs, due_on, days)
    keys = [key for _, key in log]
    assert len(keys) == len(set(keys))
    by_key = {rung.key: rung for rung in rungs}
    assert all(rung_date(by_key[key], due_on) <= day for day, key in log)


@settings(deadline=None)
@given(LADDERS, DUE_DAYS, st.integers(0, 3000))
def test_however_long_it_slept_the_latest_goes_out_once(rungs, due_on, slept):
    last = max(rung_date(rung, due_on) for rung in rungs)
    wake = last + slept * ONE_DAY
    log = run(rungs, due_on, [wake, wake, wake + ONE_DAY, wake + 365 * ONE_DAY])
    assert [day for day, _ in log] == [wake]
    sent = next(rung for rung in rungs if rung.key == log[0][1])
    assert rung_date(sent, due_on) == last


@settings(deadline=None)
@given(LADDERS, DUE_DAYS, st.integers(0, 400))
def test_run_daily_every_date_has_its_rung(rungs, due_on, pause):
    """Daily runs send one rung per date; a pause of any length drops only rungs overtaken within it."""
    dates = sorted({rung_date(rung, due_on) for rung in rungs})
    days = [dates[0] + n * ONE_DAY for n in range((dates[-1] - dates[0]).days + 1)]
    assert [day for day, _ in run(rungs, due_on, days)] == dates
    awake = days[pause:]
    if awake:
        overtaken = [day for day in dates if day <= awake[0]]
        expected = ([awake[0]] if overtaken else []) + [day for day in dates if day > awake[0]]
        assert [day for day, _ in run(rungs, due_on, awake)] == expected


@settings(deadline=None)
@given(LADDERS, DUE_DAYS, DUE_DAYS, st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_a_moved_due_date_repeats_nothing(rungs, due_on, moved, move_day):
    days = [date(2025, 1, 1) + 7 * n * ONE_DAY for n in range(260)]
    before = run(rungs, due_on, [day for day in days if day < move_day])
    after = run(rungs, moved, [day for day in days if day >= move_day], {key for _, key in before})
    assert not {key for _, key in before} & {key for _, key in after}


@settings(deadline=None)
@given(LADDERS, DUE_DAYS, st.integers(-400, 100), st.integers(0, 120), st.sets(st.sampled_from(["r0", "r1", "r2"])))
def test_the_plan_is_what_the_runs_send(rungs, due_on, offset, length, sent):
    start = due_on + offset * ONE_DAY
    days = [start + n * ONE_DAY for n in range(length + 1)]
    plan = upcoming(rungs, due_on, days[0], days[-1], sent)
    assert [(entry.on, entry.rung.key) for entry in plan] == run(rungs, due_on, days, sent)
