"""The duties of many members on a day, for the desks of office and ministry and for /my/: fixed numbers of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from clusters.permissions import visible_memberships

from .facts import duties_with_facts, duty_facts, run_facts, status_of
from .models import DutyProposal, SilverDuty
from .validity import (
    DutyState,
    DutyStatus,
    Forecast,
    explain_duty,
    explain_forecast,
    explain_gap,
    gaps,
    last_run,
    quarters_from,
    silver_forecast,
)

BADGES = {
    DutyState.MET: "success",
    DutyState.EXEMPT: "success",
    DutyState.AT_RISK: "warning",
    DutyState.OVERDUE: "danger",
}
PRESSING = {DutyState.AT_RISK, DutyState.OVERDUE}
QUARTERS_BACK = 8


@dataclass
class DutyView:
    """One duty with everything that is said about it."""

    duty: SilverDuty
    status: DutyStatus
    forecast: Forecast | None
    explanation: str
    steps: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    is_short: bool = False

    @property
    def cluster(self):
        return self.duty.membership.cluster

    @property
    def badge_kind(self):
        return BADGES.get(self.status.state, "")

    @property
    def next_on(self) -> date | None:
        """The next day that counts: the latest start of the next step, else the due day."""
        return (self.forecast.next_step() if self.forecast else None) or self.status.due_on

    @property
    def open_proposal(self):
        return next((one for one in self.duty.proposals.all() if one.state == DutyProposal.State.OPEN), None)


def duties_to_view(memberships):
    """The duties of these memberships with what `view_of` reads: a fixed number of queries."""
    return (
        duties_with_facts()
        .filter(membership__in=memberships)
        .prefetch_related("membership__cluster__benchmarkings", Prefetch("proposals"))
    )


def members_for(user, day):
    """The told memberships that count on `day` and that the person may see."""
    return visible_memberships(user, day).told().counting_on(day)


def view_of(duty, day, settings, language) -> DutyView:
    facts = duty_facts(duty, settings)
    status = status_of(duty, day, settings)
    forecast = silver_forecast(
        status,
        last_benchmarking=last_run([run_facts(run) for run in duty.membership.cluster.benchmarkings.all()], day),
        benchmarking_lead=settings.silver_benchmarking_lead_months,
        assessment_lead=settings.silver_assessment_lead_months,
        benchmarking_interval=settings.benchmarking_interval_months,
    )
    return DutyView(
        duty=duty,
        status=status,
        forecast=forecast,
        explanation=explain_duty(status, language),
        steps=explain_forecast(forecast, day, language) if forecast else [],
        gaps=[explain_gap(gap, language) for gap in gaps(facts, day)],
        is_short=forecast is not None and forecast.is_short(day),
    )


def by_deadline(views):
    """The next deadline first; what has none at the end."""
    return sorted(views, key=lambda view: (view.status.due_on or date.max, view.cluster.name))


def counts_by_state(views):
    """Every state with its number, in the order of the rule module; states that nobody is in included."""
    found = Counter(view.status.state for view in views)
    return [(state, found[state]) for state in DutyState]


def trend(user, day, settings):
    """Pairs of a day (ends of quarters gone by, and `day`) and the numbers by state as they were known on it."""
    quarters = quarters_from(day, -QUARTERS_BACK)
    days = [quarter.last_day for quarter in quarters[:-1]] + [day]
    duties = list(duties_with_facts().filter(membership__in=visible_memberships(user, day).told()))
    found = []
    for then in days:
        states = Counter(
            status_of(duty, then, settings, known_on=then).state
            for duty in duties
            if duty.membership.starts_on is None or duty.membership.starts_on <= then
        )
        del states[DutyState.ENDED]
        found.append((then, states))
    return found
