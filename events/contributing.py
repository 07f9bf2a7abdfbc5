"""How far a piece of content is, derived from its dates. Pure: no query, no clock."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from programme.worded import WordedEnum


class Stage(WordedEnum):
    """Where a contribution, or what the office itself writes, stands."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    RETURNED = "returned", _("zurückgegeben")
    DECLINED = "declined", _("abgelehnt")
    PLANNED = "planned", _("geplant")
    RELEASED = "released", _("veröffentlicht")


BADGES = {
    Stage.SUBMITTED: "info",
    Stage.RETURNED: "warning",
    Stage.DECLINED: "danger",
    Stage.PLANNED: "info",
    Stage.RELEASED: "success",
}
WRITABLE = frozenset({Stage.DRAFT, Stage.RETURNED})
"""In these its cluster writes it; from the submission on it is the office's."""


EARLIEST_RELEASE, LATEST_RELEASE = date(1990, 1, 1), date(2999, 12, 31)
"""Days outside of these are slips of the keyboard, and the earliest of all have no moment in UTC."""


def stage_on(
    day: date,
    *,
    released_on: date | None,
    submitted_at: datetime | None = None,
    returned_at: datetime | None = None,
    declined_at: datetime | None = None,
) -> Stage:
    """The stage on `day`. What is released stays so until it is taken back; the day of release itself counts."""
    if released_on is not None:
        return Stage.RELEASED if released_on <= day else Stage.PLANNED
    if declined_at is not None:
        return Stage.DECLINED
    if returned_at is not None:
        return Stage.RETURNED
    return Stage.SUBMITTED if submitted_at is not None else Stage.DRAFT


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def quarter_days(year: int, quarter: int | None = None) -> tuple[date, date]:
    """The first day of a year or of its quarter, and the first day after it."""
    if quarter is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    first = date(year, 3 * quarter - 2, 1)
    return first, date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)
