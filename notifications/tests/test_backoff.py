"""Growing delay, and an end to it."""

from datetime import timedelta
from itertools import pairwise

import pytest

from notifications.backoff import DELAYS, MAX_ATTEMPTS, delay_after


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=15)),
        (4, timedelta(hours=1)),
        (5, timedelta(hours=3)),
        (6, timedelta(hours=6)),
        (7, timedelta(hours=12)),
        (8, timedelta(hours=24)),
        (10, timedelta(hours=24)),
        (11, None),
        (99, None),
    ],
)
def test_delay(attempts, expected):
    assert delay_after(attempts) == expected


def test_delays_never_shrink_and_last_some_days():
    assert all(earlier <= later for earlier, later in pairwise(DELAYS))
    assert timedelta(days=3) < sum(DELAYS, timedelta()) < timedelta(days=5)
    assert delay_after(MAX_ATTEMPTS) is None
    assert delay_after(MAX_ATTEMPTS - 1) is not None


@pytest.mark.parametrize("attempts", [0, -1])
def test_attempts_are_counted_from_one(attempts):
    with pytest.raises(ValueError, match="from 1"):
        delay_after(attempts)
