"""From rows to the facts the rules work on: awards and duties with a fixed number of queries."""

from programme.models import ProgrammeSettings

from .models import DutyChange, LabelPrice, SilverDuty
from .validity import (
    AwardFacts,
    BenchmarkingStatus,
    DutyFacts,
    DutyStatus,
    Level,
    PriceFacts,
    RunFacts,
    Succession,
    benchmarking_status,
    duty_status,
)


def award_facts(award, known_on=None):
    """The facts of one LabelAward row; with `known_on` as they were known on that day.

    An award that passed in a merger proves nothing about the days before: its assessment was another cluster's.
    """
    is_own = award.passed_from_id is None
    return AwardFacts(
        level=Level(award.level),
        assessed_on=award.assessed_on if is_own else None,
        awarded_on=award.awarded_on if is_own else None,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        confirmed=award.confirmed_on is not None and (known_on is None or award.confirmed_on <= known_on),
        revoked_on=award.revoked_on,
    )


def duties_with_facts():
    """Silver duties with everything duty_facts reads: four queries, however many rows."""
    return SilverDuty.objects.select_related("membership__cluster").prefetch_related(
        "changes", "membership__cluster__label_awards"
    )


def duty_facts(duty, settings, known_on=None):
    """The facts of one duty as read by duties_with_facts; `settings` is the ProgrammeSettings row.

    With `known_on` as they were known on that day: without what was confirmed or decided later.
    """
    changes = [change for change in duty.changes.all() if known_on is None or change.decided_on <= known_on]
    extensions = [change for change in changes if change.kind == DutyChange.Kind.EXTENSION]
    passed = max(
        (change for change in changes if change.kind == DutyChange.Kind.SUCCESSION),
        key=lambda change: (change.decided_on, change.pk),
        default=None,
    )
    later = [
        change for change in extensions if passed and (change.decided_on, change.pk) > (passed.decided_on, passed.pk)
    ]
    waivers = [change.decided_on for change in changes if change.kind == DutyChange.Kind.WAIVER]
    return DutyFacts(
        admitted_on=duty.membership.starts_on,
        transition_day=settings.silver_transition_day,
        extended_to=extensions[-1].new_due_on if extensions else None,
        succession=Succession(
            holds_from=passed.holds_from,
            due_on=passed.new_due_on,
            extended_to=later[-1].new_due_on if later else None,
        )
        if passed
        else None,
        waived_on=min(waivers, default=None),
        ended_on=duty.ended_on,
        awards=[award_facts(award, known_on) for award in duty.membership.cluster.label_awards.all()],
        assessment_started_on=duty.assessment_started_on,
        membership_ends_on=duty.membership.ends_on,
    )


def status_of(duty, day, settings=None, known_on=None) -> DutyStatus:
    """The state of a duty on `day`, with due day and reason."""
    settings = settings or ProgrammeSettings.load()
    return duty_status(duty_facts(duty, settings, known_on), day, settings.silver_at_risk_months)


def run_facts(run):
    """The facts of one Benchmarking row."""
    return RunFacts(due_on=run.due_on, planned_on=run.planned_on, held_on=run.held_on)


def benchmarking_status_of(membership, day, settings) -> BenchmarkingStatus:
    """When the next benchmarking of a member is due; `membership.cluster.benchmarkings` should be prefetched."""
    return benchmarking_status(
        membership.starts_on,
        [run_facts(run) for run in membership.cluster.benchmarkings.all()],
        day,
        first_months=settings.benchmarking_first_months,
        interval_months=settings.benchmarking_interval_months,
        soon_months=settings.benchmarking_soon_months,
    )


def price_facts():
    """The whole price list, in one query."""
    return [
        PriceFacts(
            level=price.level,
            form=price.form,
            net=price.net,
            payer=price.payer,
            valid_from=price.valid_from,
            valid_until=price.valid_until,
        )
        for price in LabelPrice.objects.all()
    ]
