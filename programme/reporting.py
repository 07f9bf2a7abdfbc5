"""The programme's own reporting list: what it counts of its work. Pure: no query, no clock."""

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportingLine(TextChoices):
    """The lines, in the order of the list. Where each number comes from: goclusterportal/public/facts/activities.py."""

    FUNDED_PROJECTS = "funded-projects", _("geförderte Projekte")
    CLUSTER_MEETINGS = "cluster-meetings", _("Clustertreffen")
    EVENTS = "events", _("weitere Veranstaltungen")
    NEWS = "news", _("Berichte und Meldungen")
    WORKSHOPS = "workshops", _("Workshops und Beratungen")
    NEWSLETTER = "newsletter", _("Ausgaben des Newsletters")
    PUBLICATIONS = "publications", _("Publikationen")


def period_of(day: date, recorded_since: date | None) -> tuple[date, date] | None:
    """First and last day that a line's number stands for: the calendar year of `day` up to `day`.

    The year is cut off at the day from which the line is recorded. None: nothing was recorded by `day` [D].
    """
    if recorded_since is None or recorded_since > day:
        return None
    return max(day.replace(month=1, day=1), recorded_since), day


def known_before(day: date) -> dict[str, date]:
    """For each precision of a date: what begins before this day lies, as a whole, no later than `day`.

    A meeting known only as "March" counts from 31 March on, so that no number takes back what it said [D].
    """
    next_day = day + timedelta(days=1)
    return {"day": next_day, "month": next_day.replace(day=1), "year": next_day.replace(month=1, day=1)}
