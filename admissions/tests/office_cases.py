"""Cases on the way through the office, for its tests: rows in the wanted state, as the services would leave them."""

from django.utils import timezone

from admissions.models import Decision, Interview, Recommendation
from admissions.result import frozen_result
from admissions.tests.factories import ApplicationFactory, answer_all, assign, declare_none, submitted_review

CANARY = "KANARIENVOGEL"
"""Stands in comments and names of reviewers; no applicant ever reads it."""


def make_application(state, applicant, office, *, sizes=(10, 6, 7, 7), **fields):
    """An application of the applicant's cluster in `state`, on which the office declared no conflict."""
    cluster = applicant.functions.get().cluster
    application = ApplicationFactory(
        state=state,
        cluster=cluster,
        organisation=cluster.operations.get().organisation,
        created_by=applicant,
        catalogue__sizes=sizes,
        **fields,
    )
    answer_all(application)
    declare_none(application, office)
    return application


def recommend(application, office, *reviewers, points=61):
    """Reviews of this total, the interview and the board's recommendation of a recommended application."""
    for reviewer in reviewers:
        assign(application, reviewer, office)
        review = submitted_review(application, reviewer, points)
        review.summary = CANARY
        review.save()
    Interview.objects.create(
        application=application,
        held_on=timezone.localdate(),
        place="Berlin",
        participants="Frau Muster\nHerr Beispiel",
        minutes="Das Management hat seine Strategie vorgestellt.",
        recorded_by=office,
    )
    return Recommendation.objects.create(
        application=application,
        round=application.round,
        value="admit",
        text="Das Cluster arbeitet vorbildlich.",
        yes=2,
        no=1,
        abstain=0,
        entitled=3,
        made_on=timezone.localdate(),
        recorded_by=reviewers[0],
    )


def decide(application, ministry, outcome, **fields):
    """The ministry's decision with everything it freezes; the application is decided."""
    result = frozen_result(application)
    day = timezone.localdate()
    application.state = "decided"
    application.save()
    numerator, denominator = result["points"]
    return Decision.objects.create(
        application=application,
        round=application.round,
        outcome=outcome,
        decided_by=ministry,
        decided_on=day,
        catalogue=application.catalogue,
        rule=result["rule"],
        points_numerator=numerator,
        points_denominator=denominator,
        maximum=result["maximum"],
        passed=result["passed"],
        result=result,
        explanation_de=result["explanation_de"],
        explanation_en=result["explanation_en"],
        persons=result["persons"],
        **{"reason": "Das Cluster erfüllt die Kriterien.", "starts_on": day, **fields},
    )
