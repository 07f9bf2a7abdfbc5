"""Membership on a day: the day before, the day, the day after."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.lifecycle import (
    MembershipStatus,
    Period,
    PeriodFault,
    admission_year,
    check_periods,
    counts_on,
    overlaps,
    status_on,
)

START, END, RECORDED = date(2020, 5, 1), date(2026, 6, 30), date(2025, 1, 10)
KNOWN = Period(START, END, RECORDED)
OPEN = Period(START, None, RECORDED)
UNKNOWN = Period(None, None, RECORDED)


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        pytest.param(KNOWN, date(2020, 4, 30), False, id="day before the start"),
        pytest.param(KNOWN, date(2020, 5, 1), True, id="the start"),
        pytest.param(KNOWN, date(2026, 6, 30), True, id="the last day counts"),
        pytest.param(KNOWN, date(2026, 7, 1), False, id="day after the end"),
        pytest.param(OPEN, date(2099, 1, 1), True, id="open end"),
        pytest.param(UNKNOWN, date(2025, 1, 9), False, id="unknown start, before the record"),
        pytest.param(UNKNOWN, date(2025, 1, 10), True, id="unknown start counts from the record"),
        pytest.param(Period(None, END, RECORDED), date(2026, 7, 1), False, id="unknown start, ended"),
        pytest.param(Period(START, START, RECORDED), START, True, id="a single day"),
    ],
)
def test_counts_on(period, day, expected):
    assert counts_on(period, day) is expected


@pytest.mark.parametrize(
    ("period", "day", "notice", "expected"),
    [
        pytest.param(KNOWN, date(2020, 4, 30), None, MembershipStatus.FUTURE, id="future"),
        pytest.param(KNOWN, date(2020, 5, 1), None, MembershipStatus.ACTIVE, id="first day"),
        pytest.param(KNOWN, date(2025, 11, 30), date(2025, 12, 1), MembershipStatus.ACTIVE, id="before the notice"),
        pytest.param(KNOWN, date(2025, 12, 1), date(2025, 12, 1), MembershipStatus.NOTICE_GIVEN, id="day of notice"),
        pytest.param(KNOWN, date(2026, 6, 30), date(2025, 12, 1), MembershipStatus.NOTICE_GIVEN, id="last day"),
        pytest.param(KNOWN, date(2026, 7, 1), date(2025, 12, 1), MembershipStatus.ENDED, id="after the end"),
        pytest.param(KNOWN, date(2026, 6, 30), None, MembershipStatus.ACTIVE, id="last day without notice"),
        pytest.param(OPEN, date(2026, 1, 1), date(2025, 12, 1), MembershipStatus.NOTICE_GIVEN, id="end not yet set"),
        pytest.param(UNKNOWN, RECORDED, None, MembershipStatus.ACTIVE, id="unknown start"),
        pytest.param(
            Period(None, date(2024, 12, 31), RECORDED), date(2025, 1, 5), None, MembershipStatus.ENDED, id="ended first"
        ),
    ],
)
def test_status_on(period, day, notice, expected):
    assert status_on(period, day, notice) == expected


def period(start, end=None, recorded="2000-01-01"):
    return Period(
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        date.fromisoformat(recorded),
    )


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param(period("2010-01-01", "2015-12-31"), period("2016-01-01"), False, id="one day apart"),
        pytest.param(period("2010-01-01", "2016-01-01"), period("2016-01-01"), True, id="one common day"),
        pytest.param(period("2010-01-01"), period("2016-01-01"), True, id="two open ends"),
        pytest.param(period("2010-01-01"), period("2012-01-01", "2013-01-01"), True, id="one within the other"),
        pytest.param(period("2010-01-01", "2099-12-31"), period("2050-01-01"), True, id="an end in the future"),
        pytest.param(period("2010-01-01", "2019-12-31"), period(None, None, "2020-01-01"), False, id="unknown after"),
        pytest.param(period("2010-01-01", "2020-01-01"), period(None, None, "2020-01-01"), True, id="unknown within"),
        pytest.param(period(None, "2015-01-01", "2020-01-01"), period("2010-01-01"), False, id="ended before recorded"),
    ],
)
def test_overlaps(a, b, expected):
    assert overlaps(a, b) is expected
    assert overlaps(b, a) is expected


def test_check_periods_names_what_is_wrong():
    periods = [period("2016-01-01"), period("2012-01-01", "2011-12-31"), period("2010-01-01", "2016-01-01")]
    problems = check_periods(periods)
    assert [(problem.fault, problem.positions) for problem in problems] == [
        (PeriodFault.ENDS_BEFORE_START, (1,)),
        (PeriodFault.OVERLAP, (0, 2)),
    ]
    assert [problem.message for problem in problems] == [
        "Das Ende der Mitgliedschaft liegt vor ihrem Beginn.",
        "Die Zeiträume einer Mitgliedschaft dürfen sich nicht überschneiden.",
    ]


def test_check_periods_accepts_a_return_after_an_exit():
    assert check_periods([period("2010-01-01", "2015-12-31"), period("2016-01-01")]) == []


def test_admission_year():
    assert admission_year(KNOWN) == 2020
    assert admission_year(UNKNOWN) is None


SOME_DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
PERIODS = st.builds(Period, st.none() | SOME_DAYS, st.none() | SOME_DAYS, SOME_DAYS)


@settings(deadline=None)
@given(PERIODS, PERIODS)
def test_overlap_is_a_common_day(a, b):
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(62)]
    assert overlaps(a, b) == any(counts_on(a, day) and counts_on(b, day) for day in days)


@settings(deadline=None)
@given(PERIODS, SOME_DAYS, st.none() | SOME_DAYS)
def test_status_agrees_with_counting(one, day, notice):
    member = status_on(one, day, notice) in (MembershipStatus.ACTIVE, MembershipStatus.NOTICE_GIVEN)
    assert member == counts_on(one, day)
