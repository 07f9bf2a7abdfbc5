"""Dates for a talk: which may be proposed, which may be chosen, how long they last.

Pure: no query, no clock. A date begins at a moment, aware of its zone; it lasts real minutes, also in the two nights
of the year in which the clock jumps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

ZONE = ZoneInfo("Europe/Berlin")
MOST = 5
"""So many dates may be proposed at once."""
SHORTEST, LONGEST = 15, 480
"""Minutes."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A date to be proposed: on site (place) or a video call (link)."""

    starts_at: datetime
    minutes: int
    place: str = ""
    link: str = ""


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """The end in Europe/Berlin. Counted in UTC: on the clock's own arithmetic an hour would be lost or won."""
    return (starts_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZONE)


def day_of(starts_at: datetime) -> date:
    """The day on which the talk is, as people in Germany say it."""
    return starts_at.astimezone(ZONE).date()


def is_ahead(starts_at: datetime, now: datetime) -> bool:
    """Whether a date may still be chosen: it has not begun."""
    return starts_at > now


def overlap(first: Proposal, second: Proposal) -> bool:
    """Whether two dates share a moment; one may begin when the other ends."""
    earlier, later = sorted((first, second), key=lambda one: one.starts_at)
    return later.starts_at < ends_at(earlier.starts_at, earlier.minutes)


def problem_with(proposal: Proposal, now: datetime) -> str | None:
    """What speaks against one date, as a translated sentence; None when nothing does."""
    if not is_ahead(proposal.starts_at, now):
        return _("Der Termin liegt in der Vergangenheit.")
    if not SHORTEST <= proposal.minutes <= LONGEST:
        return _("Ein Gespräch dauert zwischen %(shortest)s und %(longest)s Minuten.") % {
            "shortest": SHORTEST,
            "longest": LONGEST,
        }
    if bool(proposal.place.strip()) == bool(proposal.link.strip()):
        return _("Bitte geben Sie entweder einen Ort oder die Adresse des Videogesprächs an.")
    return None


def problem_among(proposals: Sequence[Proposal], now: datetime) -> str | None:
    """What speaks against proposing these dates together; None when nothing does."""
    if not proposals:
        return _("Bitte schlagen Sie mindestens einen Termin vor.")
    if len(proposals) > MOST:
        return _("Höchstens %(count)s Termine lassen sich zugleich vorschlagen.") % {"count": MOST}
    single = next((problem for one in proposals if (problem := problem_with(one, now))), None)
    if single:
        return single
    if any(overlap(one, other) for one, other in pairwise(sorted(proposals, key=lambda one: one.starts_at))):
        return _("Zwei Termine überschneiden sich.")
    return None


def problem_with_answer_day(answer_by: date, starts: Iterable[datetime], today: date) -> str | None:
    """The day by which to answer lies neither in the past nor behind the first date."""
    if answer_by < today:
        return _("Der Tag für die Antwort liegt in der Vergangenheit.")
    if answer_by > min(day_of(start) for start in starts):
        return _("Der Tag für die Antwort liegt nach dem ersten Termin.")
    return None
