"""Labels and their costs in the time ahead, and figures for a chosen day: a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from clusters.models import Cluster
from clusters.permissions import visible_memberships
from programme.calendar import add_months
from programme.models import ProgrammeSettings

from .facts import award_facts, benchmarking_status_of, price_facts, status_of
from .models import ValidityTerm
from .overview import duties_to_view
from .validity import (
    BenchmarkingState,
    DutyState,
    Level,
    Step,
    best_level,
    cost_lines,
    last_days,
    per_quarter,
    sums_by_payer,
)

QUARTERS = 8
YEARS = 4
OPEN = {DutyState.ON_TRACK, DutyState.AT_RISK, DutyState.OVERDUE, DutyState.EXTENDED, DutyState.IN_ASSESSMENT}


@dataclass
class Outlook:
    """What holds on `day`. For a day ahead: if nothing more were recorded until then."""

    day: date
    members: int = 0
    levels: list = field(default_factory=list)
    without: list[Cluster] = field(default_factory=list)
    duties: list = field(default_factory=list)
    late_benchmarkings: int = 0
    quarters: list = field(default_factory=list)


def members_with_facts(user, day, today):
    """Memberships that count on `day`, of those the person may see today, with labels and runs at hand."""
    return (
        visible_memberships(user, today)
        .told()
        .counting_on(day)
        .select_related("cluster")
        .prefetch_related("cluster__label_awards", "cluster__benchmarkings")
        .order_by("cluster__name")
    )


def outlook(user, day, today):
    """The figures for `day` and the labels that run out in the quarters after it."""
    settings = ProgrammeSettings.load()
    found = Outlook(day)
    best = Counter()
    ends = []
    members = list(members_with_facts(user, day, today))
    for membership in members:
        awards = [award_facts(award) for award in membership.cluster.label_awards.all()]
        level = best_level(awards, day)
        best[level] += 1
        if level is None:
            found.without.append(membership.cluster)
        ends += last_days(awards, day)
        if benchmarking_status_of(membership, day, settings).state == BenchmarkingState.OVERDUE:
            found.late_benchmarkings += 1
    states = Counter(
        status_of(duty, day, settings).state for duty in duties_to_view([membership.pk for membership in members])
    )
    found.members = len(members)
    found.levels = [(level, best[level]) for level in reversed(Level)]
    found.duties = [(state, states[state]) for state in DutyState if states[state]]
    found.quarters = [
        (quarter, [counts[level] for level in reversed(Level)], sum(counts.values()))
        for quarter, counts in per_quarter(ends, day, QUARTERS).items()
    ]
    return found


def costs(user, day):
    """(lines, sums per year and payer, years): what runs and awards of this and the next years are going to cost.

    Per member the benchmarkings by their due days and the configured interval; per label of silver or gold its next
    renewal; per open duty without either the first silver. Bronze is what the benchmarking itself brings.
    """
    settings = ProgrammeSettings.load()
    last_year = day.year + YEARS - 1
    members = list(members_with_facts(user, day, day))
    steps = []
    renewing = set()
    for membership in members:
        status = benchmarking_status_of(membership, day, settings)
        on = status.planned_on or status.due_on
        while on is not None and on.year <= last_year:
            steps.append(Step(Level.BRONZE, _run_form(membership), on))
            on = add_months(max(on, day), settings.benchmarking_interval_months or 24)
        for level, end in last_days([award_facts(award) for award in membership.cluster.label_awards.all()], day):
            if level != Level.BRONZE:
                steps.append(Step(level, "renewal", end))
                renewing.add(membership.pk)
    for duty in duties_to_view([membership.pk for membership in members]):
        status = status_of(duty, day, settings)
        if duty.membership_id not in renewing and status.state in OPEN and status.due_on:
            steps.append(Step(Level.SILVER, "award", status.due_on))
    lines = cost_lines(steps, price_facts(), day, YEARS)
    return lines, sums_by_payer(lines), list(range(day.year, last_year + 1))


def grace_by_level():
    """Months in which a label of a level can be renewed after its end, as configured."""
    return dict(ValidityTerm.objects.filter(is_renewal=True).values_list("level", "grace_months"))


def _run_form(membership):
    """The form of the run that is planned, else on site: the dearer one."""
    planned = [run.form for run in membership.cluster.benchmarkings.all() if run.held_on is None]
    return planned[0] if planned else "on_site"
