"""How long a message waits after an attempt that failed for the time being.

Pure: no query, no clock. Growing delays, about four days in all: longer than a mail server's bad weekend [D].
"""

from datetime import timedelta

DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
)
MAX_ATTEMPTS = len(DELAYS) + 1
# From this attempt on, about twenty minutes after the first, the office is told that mail does not get through.
OFFICE_TOLD_FROM = 4


def delay_after(attempts: int) -> timedelta | None:
    """The wait after the `attempts`-th failed attempt (from 1); None when there will be no other."""
    if attempts < 1:
        raise ValueError("Attempts are counted from 1.")
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None
