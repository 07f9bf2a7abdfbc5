"""The reporting list: which period a number stands for, and what is known by a day."""

import datetime

import pytest

from programme.models import ActivityRecord, LineRecording
from programme.reporting import ReportingLine, known_before, period_of

D = datetime.date


@pytest.mark.parametrize(
    ("day", "since", "period"),
    [
        (D(2026, 6, 30), None, None),
        (D(2026, 6, 30), D(2026, 7, 1), None),
        (D(2026, 6, 30), D(2026, 6, 30), (D(2026, 6, 30), D(2026, 6, 30))),
        (D(2026, 6, 30), D(2026, 3, 1), (D(2026, 3, 1), D(2026, 6, 30))),
        (D(2026, 6, 30), D(2026, 1, 1), (D(2026, 1, 1), D(2026, 6, 30))),
        (D(2026, 6, 30), D(2020, 5, 5), (D(2026, 1, 1), D(2026, 6, 30))),
        (D(2026, 1, 1), D(2020, 5, 5), (D(2026, 1, 1), D(2026, 1, 1))),
    ],
)
def test_period(day, since, period):
    assert period_of(day, since) == period


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (D(2026, 3, 30), D(2026, 3, 1), D(2026, 1, 1)),
        (D(2026, 3, 31), D(2026, 4, 1), D(2026, 1, 1)),
        (D(2026, 4, 1), D(2026, 4, 1), D(2026, 1, 1)),
        (D(2024, 2, 28), D(2024, 2, 1), D(2024, 1, 1)),
        (D(2024, 2, 29), D(2024, 3, 1), D(2024, 1, 1)),
        (D(2026, 12, 30), D(2026, 12, 1), D(2026, 1, 1)),
        (D(2026, 12, 31), D(2027, 1, 1), D(2027, 1, 1)),
    ],
)
def test_what_is_known_to_the_month_or_year_counts_when_it_is_over(day, month, year):
    before = known_before(day)
    assert before == {"day": day + datetime.timedelta(days=1), "month": month, "year": year}


@pytest.mark.django_db
def test_every_line_has_its_row_from_the_start():
    assert set(LineRecording.objects.values_list("line", flat=True)) == set(ReportingLine.values)
    assert not LineRecording.objects.exclude(recorded_since=None).exists()


@pytest.mark.django_db
def test_a_record_known_to_the_month_stands_at_its_first_day():
    record = ActivityRecord.objects.create(
        kind="consultation", on=D(2026, 5, 17), date_precision="month", title_de="Beratung", source="Akte"
    )
    assert record.on == D(2026, 5, 1)
