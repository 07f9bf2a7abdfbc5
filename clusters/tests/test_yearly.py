"""The rules of the yearly report: which day, until when, who, and what needs a word."""

from datetime import date

import pytest

from clusters.lifecycle import Period
from clusters.yearly import ReportState, YearlyTerms, due_day, jumps, key_date_for, report_state, reports

TERMS = YearlyTerms(12, 31, 3, 31)


def d(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "terms", "key_date", "due_on"),
    [
        ("2026-12-30", TERMS, "2025-12-31", "2026-03-31"),
        ("2026-12-31", TERMS, "2026-12-31", "2027-03-31"),
        ("2027-01-01", TERMS, "2026-12-31", "2027-03-31"),
        ("2027-06-29", YearlyTerms(6, 30, 9, 30), "2026-06-30", "2026-09-30"),
        ("2027-06-30", YearlyTerms(6, 30, 9, 30), "2027-06-30", "2027-09-30"),
        ("2027-03-01", YearlyTerms(2, 29, 2, 29), "2027-02-28", "2028-02-29"),
        ("2028-02-28", YearlyTerms(2, 29, 4, 31), "2027-02-28", "2027-04-30"),
        ("2028-02-29", YearlyTerms(2, 29, 4, 31), "2028-02-29", "2028-04-30"),
    ],
)
def test_key_date_and_due_day(day, terms, key_date, due_on):
    assert key_date_for(d(day), terms) == d(key_date)
    assert due_day(d(key_date), terms) == d(due_on)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(d("2025-12-31"), None, d("2025-12-31")), True),
        (Period(d("2026-01-01"), None, d("2026-01-01")), False),
        (Period(None, None, d("2025-06-01")), True),
        (Period(None, None, d("2026-01-01")), False),
        (Period(d("2020-01-01"), d("2026-02-01"), d("2020-01-01")), True),
        (Period(d("2020-01-01"), d("2026-01-31"), d("2020-01-01")), False),
    ],
)
def test_who_reports(period, expected):
    assert reports(period, d("2025-12-31"), d("2026-02-01")) is expected


@pytest.mark.parametrize(
    ("latest", "day", "expected"),
    [
        (None, "2026-03-31", ReportState.OPEN),
        (None, "2026-04-01", ReportState.OVERDUE),
        ("question", "2026-03-31", ReportState.QUESTION),
        ("question", "2026-04-01", ReportState.OVERDUE),
        ("submitted", "2026-04-01", ReportState.SUBMITTED),
        ("accepted", "2026-04-01", ReportState.ACCEPTED),
    ],
)
def test_the_state_of_a_report(latest, day, expected):
    assert report_state(latest, d("2026-03-31"), d(day)) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (100, 125, []),
        (100, 126, ["companies"]),
        (100, 75, []),
        (100, 74, ["companies"]),
        (100, None, ["companies"]),
        (None, 500, []),
        (0, 0, []),
        (0, 1, ["companies"]),
    ],
)
def test_what_needs_a_word(before, now, expected):
    assert jumps({"companies": before}, {"companies": now}, 25) == expected
