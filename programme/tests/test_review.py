"""When the accessibility statement wants its yearly review: the day before, the day, the day after."""

import datetime

import pytest

from programme.review import review_due

D = datetime.date


@pytest.mark.parametrize(
    ("reviewed_on", "day", "due"),
    [
        (None, D(2026, 11, 28), True),
        (D(2025, 11, 28), D(2026, 11, 27), False),
        (D(2025, 11, 28), D(2026, 11, 28), False),
        (D(2025, 11, 28), D(2026, 11, 29), True),
        (D(2024, 2, 29), D(2025, 2, 28), False),
        (D(2024, 2, 29), D(2025, 3, 1), True),
        (D(2027, 1, 1), D(2026, 11, 28), False),
    ],
)
def test_a_review_holds_for_a_year_that_day_included(reviewed_on, day, due):
    assert review_due(reviewed_on, day) is due
