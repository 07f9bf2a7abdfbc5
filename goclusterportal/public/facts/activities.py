"""The programme's reporting list: which rows each line counts. The one place that says where a number comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, News, NewsletterIssue, Publication, Story
from programme.models import ActivityRecord, LineRecording
from programme.reporting import ReportingLine, known_before, period_of

MEETINGS = (Event.Kind.ANNUAL_MEETING, Event.Kind.VIRTUAL_MEETING, Event.Kind.NETWORKING)
WORKSHOPS = (Event.Kind.WORKSHOP, Event.Kind.SEMINAR, Event.Kind.WEBINAR)


@dataclass(frozen=True)
class Source:
    """What one line adds up: kinds of events, kinds of texts, kinds of the office's records, issues."""

    events: Callable[[str], bool] = lambda kind: False
    texts: tuple = ()
    records: tuple[str, ...] = ()
    # The newsletter's own issues.
    issues: bool = False
    words: str = ""


SOURCES = {
    ReportingLine.FUNDED_PROJECTS: Source(
        records=(ActivityRecord.Kind.FUNDED_PROJECT,), words=_("Einträge des Programmbüros")
    ),
    ReportingLine.CLUSTER_MEETINGS: Source(
        events=lambda kind: kind in MEETINGS,
        words=_("Jahrestreffen, virtuelle Treffen und Vernetzungstage im Kalender"),
    ),
    ReportingLine.EVENTS: Source(
        events=lambda kind: kind not in (*MEETINGS, *WORKSHOPS), words=_("alle übrigen Termine im Kalender")
    ),
    ReportingLine.NEWS: Source(
        texts=(News, Story),
        records=(ActivityRecord.Kind.REPORT,),
        words=_("Meldungen und ClusterERFOLGE, dazu Einträge des Programmbüros"),
    ),
    ReportingLine.WORKSHOPS: Source(
        events=lambda kind: kind in WORKSHOPS,
        records=(ActivityRecord.Kind.CONSULTATION,),
        words=_("Workshops, Seminare und Webinare im Kalender, dazu Beratungen als Einträge des Programmbüros"),
    ),
    ReportingLine.NEWSLETTER: Source(
        issues=True,
        records=(ActivityRecord.Kind.NEWSLETTER_ISSUE,),
        words=_("Ausgaben aus diesem Portal, dazu Einträge des Programmbüros für Ausgaben, die nicht von hier kamen"),
    ),
    ReportingLine.PUBLICATIONS: Source(texts=(Publication,), words=_("Publikationen in diesem Portal")),
}


def count_activities(day, today):
    """{"activity.<line>": number or None} for the calendar year of `day` up to `day`; None: not recorded by then.

    Events and texts count once they are released, `today` at the latest. Seven queries.
    """
    since = recorded_since()
    periods = {line: period_of(day, since.get(line)) for line in ReportingLine}
    events = _dated_rows(Event, "starts_on", day, lambda rows: rows.filter(released_on__lte=today), extra=("kind",))
    texts = {model: _text_days(model, day, today) for model in (News, Story, Publication)}
    records = _dated_rows(ActivityRecord, "on", day, lambda rows: rows, extra=("kind", "number"))
    issues = _issue_days(day)
    numbers = {}
    for line, period in periods.items():
        source = SOURCES[line]
        if period is None:
            numbers[f"activity.{line.value}"] = None
            continue
        first, _last = period
        numbers[f"activity.{line.value}"] = (
            sum(1 for on, kind in events if on >= first and source.events(kind))
            + sum(number for model in source.texts for on, number in texts[model] if on >= first)
            + sum(number for on, kind, number in records if on >= first and kind in source.records)
            + sum(1 for on in issues if source.issues and on >= first)
        )
    return numbers


def recorded_since():
    """{line: the day from which it is recorded, or None}."""
    return dict(LineRecording.objects.values_list("line", "recorded_since"))


def _dated_rows(model, column, day, narrow, extra):
    """(day, …) of the rows that lie as a whole in the calendar year of `day` and no later than `day`."""
    by_then = Q()
    for precision, before in known_before(day).items():
        by_then |= Q(date_precision=precision, **{f"{column}__lt": before})
    rows = model.objects.filter(by_then, **{f"{column}__gte": day.replace(month=1, day=1)})
    return list(narrow(rows).values_list(column, *extra))


def _issue_days(day):
    """The day of release of each public issue of the newsletter in the calendar year of `day` up to `day`."""
    released = NewsletterIssue.objects.public().filter(
        released_at__date__gte=day.replace(month=1, day=1), released_at__date__lte=day
    )
    return [timezone.localdate(at) for at in released.order_by().values_list("released_at", flat=True)]


def _text_days(model, day, today):
    """(day of release, number of texts) in the calendar year of `day` up to `day`."""
    rows = model.objects.filter(released_on__gte=day.replace(month=1, day=1), released_on__lte=min(day, today))
    return list(rows.order_by("released_on").values_list("released_on").annotate(Count("pk")))
