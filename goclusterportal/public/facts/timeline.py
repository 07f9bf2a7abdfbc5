"""Members and labels over the years: counted on each 31 December, and as published before anything was counted."""

from datetime import date

from clusters.figures import in_words
from clusters.lifecycle import Period, counts_on
from clusters.models import Membership, PublishedFigure
from labels.models import LabelAward
from programme.templatetags.portal import number

from .charts import Point, time_line
from .lines import TIMELINE_TITLES

PUBLISHED = {"members": "members", "labels_valid": "labels"}


def days_to_count(since, today):
    """The first day of the complete register, each 31 December after it, and today; empty while nothing is counted."""
    if since is None or since > today:
        return []
    ends = [date(year, 12, 31) for year in range(since.year, today.year + 1)]
    return sorted({since, *(day for day in ends if since <= day <= today), today})


def count_over(days, today):
    """{day: (members, members with a valid label)} as known `today`. Two queries, however many days."""
    memberships = [
        (Period(starts_on, ends_on, recorded_on), cluster)
        for starts_on, ends_on, recorded_on, cluster in Membership.objects.filter(public_from__lte=today)
        .order_by()
        .values_list("starts_on", "ends_on", "recorded_on", "cluster")
    ]
    awards = list(
        LabelAward.objects.confirmed().order_by().values_list("cluster", "valid_from", "valid_until", "revoked_on")
    )
    counted = {}
    for day in days:
        members = {cluster for period, cluster in memberships if counts_on(period, day)}
        labelled = {
            cluster
            for cluster, valid_from, valid_until, revoked_on in awards
            if valid_from <= day <= valid_until and (revoked_on is None or revoked_on > day)
        }
        counted[day] = (len(members), len(members & labelled))
    return counted


def time_lines(since, today):
    """The charts of members and of labels, each None where there is too little to draw. Three queries."""
    counted = count_over(days_to_count(since, today), today)
    published = {"members": [], "labels": []}
    for figure in PublishedFigure.objects.filter(figure__in=PUBLISHED, key_date__isnull=False):
        published[PUBLISHED[figure.figure]].append(_published_point(in_words(figure)))
    lines = []
    for place, code in enumerate(("members", "labels")):
        computed = [Point(day, numbers[place], number(numbers[place])) for day, numbers in counted.items()]
        lines.append((code, time_line(str(TIMELINE_TITLES[code]), computed, published[code])))
    return [(code, line) for code, line in lines if line]


def _published_point(row):
    """A figure known to the month or year stands at its last day, and says what is known."""
    return Point(
        day=row.last_day,
        value=row.figure.value,
        words=row.words,
        day_words=row.day_words,
        source=row.figure.source,
    )
