"""Where the yearly reports of members stand, for lists, tasks and reminders; a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from .models import Cluster, FiguresReport
from .services.yearly import asked_on, reporting_members
from .yearly import ReportState, report_state

BADGES = {
    ReportState.OVERDUE: "danger",
    ReportState.QUESTION: "warning",
    ReportState.SUBMITTED: "info",
    ReportState.ACCEPTED: "success",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's report for the key date of the day; `report` is the last one, None without."""

    cluster: Cluster
    key_date: date
    due_on: date
    state: ReportState
    report: FiguresReport | None

    @property
    def badge_kind(self):
        return BADGES.get(self.state, "")

    @property
    def is_pressing(self):
        """Whether the cluster has to do something."""
        return self.state in {ReportState.OPEN, ReportState.OVERDUE, ReportState.QUESTION}


def standings(day, settings=None, **members):
    """The standing of every reporting member on `day`; `members` narrows the memberships (a filter)."""
    key_date, due_on = asked_on(day, settings)
    found = reporting_members(key_date, day).filter(**members).select_related("cluster").order_by("cluster__name")
    clusters = [membership.cluster for membership in found]
    reports = FiguresReport.objects.filter(key_date=key_date, cluster__in=clusters).exclude(
        state=FiguresReport.State.REPLACED
    )
    latest = {report.cluster_id: report for report in reports.order_by("pk")}
    return [_standing(cluster, latest.get(cluster.pk), key_date, due_on, day) for cluster in clusters]


def _standing(cluster, report, key_date, due_on, day):
    if report is not None:
        report.cluster = cluster
    state = report_state(report.state if report else None, due_on, day)
    return Standing(cluster, key_date, due_on, state, report)
