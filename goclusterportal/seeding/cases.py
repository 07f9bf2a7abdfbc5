"""Invented applications in every state, with what the applicant, the office, the board and the ministry did so far."""

import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from admissions.models import (
    Answer,
    Application,
    ConflictDeclaration,
    CriterionCheck,
    Evidence,
    NumberCounter,
    Submission,
)
from admissions.result import groups_of
from admissions.services.drafts import catalogue_in_force
from admissions.services.submission import snapshot_of
from admissions.sheet import CriterionEntry, GroupEntry, Sheet
from admissions.workflow import Act, State
from clusters.models import ClusterOperation, Function
from records.models import AuditEntry

from . import names
from .decided import add_decisions
from .register import add_clusters, add_duties
from .reviewed import add_interviews, add_recommendations, add_reviews
from .timeline import Timeline, state_of

PART = 100
ANSWER = (
    "Dies ist eine erfundene Antwort zu „{name}“. Sie beschreibt, was geschieht, seit wann und mit welchem Ergebnis. "
    "Ihr Text ist so lang wie eine übliche Antwort, damit Listen und Seiten zeigen, wie schnell sie damit sind."
)


def at(day):
    """Noon of a day: when a seeded act happened."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


class Case:
    """One application while it is made: where it stands, when what happened, who applies."""

    def __init__(self, application, times, applicant):
        self.application = application
        self.state = State(application.state)
        self.times = times
        self.applicant = applicant

    def day_of(self, act):
        return self.times.day_of(act)


def add_applications(numbers, rng, day, staff, counts, progress):
    """One application per number, each of a cluster of its own, in all states in turn."""
    catalogue = catalogue_in_force(day)
    if catalogue is None:
        raise LookupError("no catalogue of criteria is in force: put one in force first")
    prefetch_related_objects(groups_of(catalogue), "criteria__figures")
    for start in range(0, len(numbers), PART):
        progress("applications", start, len(numbers))
        part = numbers[start : start + PART]
        cases = _open(part, start, catalogue, rng, day)
        counts.answers += _answer(cases, rng)
        _submit(cases)
        _check(cases, staff)
        counts.reviews += add_reviews(cases, rng, staff)
        add_interviews(cases, staff)
        add_recommendations(cases, rng, staff)
        admitted = add_decisions(cases, staff)
        counts.memberships += len(admitted)
        counts.duties += len(add_duties(admitted))
        _record(cases, staff)
    progress("applications", len(numbers), len(numbers))


def _open(numbers, start, catalogue, rng, day):
    clusters = add_clusters(numbers, rng, released=lambda number: False)
    operators = {
        row.cluster_id: row.organisation
        for row in ClusterOperation.objects.filter(cluster__in=clusters).select_related("organisation")
    }
    managers = {
        row.cluster_id: row.user for row in Function.objects.filter(cluster__in=clusters).select_related("user")
    }
    prefetch_related_objects(clusters, "laender", "fields")
    prefetch_related_objects(list(operators.values()), "details")
    times = [Timeline(state_of(start + index), rng, day) for index in range(len(numbers))]
    given = _application_numbers([one.opened.year for one in times])
    cases = []
    for index, (cluster, number) in enumerate(zip(clusters, given, strict=True)):
        state = state_of(start + index)
        application = Application(
            number=number,
            catalogue=catalogue,
            cluster=cluster,
            organisation=operators[cluster.pk],
            state=state.value,
            state_since=times[index].since,
            created_by=managers[cluster.pk],
            created_at=at(times[index].opened),
            edited_at=at(times[index].since),
        )
        if state == State.RETURNED:
            application.lapses_on = times[index].since + datetime.timedelta(days=28)
            application.return_message = "Erfundene Nachricht: Bitte ergänzen Sie die markierten Antworten."
        cases.append(Case(application, times[index], managers[cluster.pk]))
    Application.objects.bulk_create(case.application for case in cases)
    return cases


def _application_numbers(years):
    """A number per entry, of the year it names; the counters' rows are locked as for a single one."""
    wanted = sorted(set(years))
    NumberCounter.objects.bulk_create([NumberCounter(year=year) for year in wanted], ignore_conflicts=True)
    counters = {row.year: row for row in NumberCounter.objects.select_for_update().filter(year__in=wanted)}
    given = []
    for year in years:
        counters[year].last += 1
        given.append(f"A-{year}-{counters[year].last:04d}")
    NumberCounter.objects.bulk_update(counters.values(), ["last"])
    return given


def _answer(cases, rng):
    """An answer with own points to every criterion, to the first ones only in a draft; evidence for every third."""
    answers = []
    for case in cases:
        criteria = criteria_of(case.application.catalogue)
        if case.state == State.DRAFT:
            criteria = criteria[: rng.randrange(len(criteria) + 1)]
        case.answers = {
            criterion.pk: Answer(
                application=case.application,
                criterion=criterion,
                text=ANSWER.format(name=criterion.name_de),
                own_points=rng.randint(criterion.max_points // 2, criterion.max_points),
                edited_at=case.application.edited_at,
                edited_by=case.applicant,
            )
            for criterion in criteria
        }
        answers += case.answers.values()
    Answer.objects.bulk_create(answers)
    Evidence.objects.bulk_create(
        Evidence(answer=answer, link=f"https://nachweise.{names.DOMAIN}/{answer.pk}", title="Erfundener Nachweis")
        for answer in answers[::3]
    )
    return len(answers)


def criteria_of(catalogue):
    """The criteria in the catalogue's order; the catalogue's object keeps them."""
    return [criterion for group in groups_of(catalogue) for criterion in group.criteria.all()]


def _submit(cases):
    submissions = []
    for case in cases:
        day = case.day_of(Act.SUBMIT)
        if day:
            submissions.append(
                Submission(
                    application=case.application,
                    sequence=1,
                    submitted_at=at(day),
                    submitted_by=case.applicant,
                    snapshot=snapshot_of(_sheet(case), day),
                )
            )
    Submission.objects.bulk_create(submissions)


def _sheet(case):
    """What the applicant submitted, from what is at hand: no query."""
    return Sheet(
        case.application,
        [
            GroupEntry(
                group, [CriterionEntry(criterion, case.answers.get(criterion.pk)) for criterion in group.criteria.all()]
            )
            for group in groups_of(case.application.catalogue)
        ],
    )


def _check(cases, staff):
    """The office found everything complete, or the first answer insufficient."""
    checks, declared = [], []
    for case in cases:
        day = case.day_of(Act.ACCEPT_COMPLETE) or case.day_of(Act.RETURN_FOR_COMPLETION)
        if not day:
            continue
        declared.append(
            ConflictDeclaration(
                application=case.application,
                user=staff.office,
                value=ConflictDeclaration.Value.NONE,
                declared_at=at(day),
            )
        )
        returned = Act.RETURN_FOR_COMPLETION in case.times.acts
        for place, criterion in enumerate(criteria_of(case.application.catalogue)):
            faulted = returned and place == 0
            checks.append(
                CriterionCheck(
                    application=case.application,
                    criterion=criterion,
                    result=CriterionCheck.Result.INSUFFICIENT if faulted else CriterionCheck.Result.ACCEPTED,
                    note="Erfundener Hinweis: Bitte nennen Sie Zahlen." if faulted else "",
                    checked_by=staff.office,
                    checked_at=at(day),
                )
            )
    CriterionCheck.objects.bulk_create(checks)
    ConflictDeclaration.objects.bulk_create(declared)


def _record(cases, staff):
    """The audit trail of each case, oldest first."""
    actors = {Act.SUBMIT: None, Act.WITHDRAW: None, Act.RECOMMEND: staff.board[0], Act.DECIDE: staff.ministry}
    entries = []
    for case in cases:
        steps = [("open", "", State.DRAFT, case.times.opened, case.applicant)]
        for act, before, after, day in case.times.steps():
            actor = None if act == Act.LAPSE else actors.get(act, staff.office) or case.applicant
            steps.append((act.value, before.value, after, day, actor))
        entries += [
            AuditEntry(
                at=at(day),
                actor=actor,
                verb=verb,
                subject_kind="application",
                subject_key=case.application.number,
                from_state=before,
                to_state=after.value,
            )
            for verb, before, after, day, actor in steps
        ]
    AuditEntry.objects.bulk_create(entries)
