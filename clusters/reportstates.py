"""Where the yearly reports of members stand, for lists, tasks and reminders; a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from .models import ActorFigures, Cluster, FiguresReport
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
    # Figures that the office has entered itself need no report.
    entered = set(
        ActorFigures.objects.filter(key_date=key_date, cluster__in=clusters).values_list("cluster", flat=True)
    )
    found = []
    for cluster in clusters:
        report = latest.get(cluster.pk)
        if report is not None:
            report.cluster = cluster
        known = report.state if report else (ReportState.ACCEPTED if cluster.pk in entered else None)
        found.append(Standing(cluster, key_date, due_on, report_state(known, due_on, day), report))
    return found
