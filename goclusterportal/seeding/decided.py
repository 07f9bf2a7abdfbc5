"""The end of invented applications: decisions with the frozen result; commitment and membership of those admitted."""

from admissions.models import Commitment, Decision
from admissions.result import frozen_result
from admissions.workflow import Act
from clusters.models import Cluster, Membership

from .register import add_memberships


def add_decisions(cases, staff):
    """Admitted where the result reaches the threshold, refused elsewhere; told that day. Returns the memberships."""
    decisions = [_decision(case, staff) for case in cases if case.day_of(Act.DECIDE)]
    Decision.objects.bulk_create(decisions)
    admitted = [decision for decision in decisions if decision.outcome == Decision.Outcome.ADMITTED]
    Commitment.objects.bulk_create(
        Commitment(
            application=decision.application,
            text_version="1",
            signatory="Die Vorsitzende",
            signed_on=decision.decided_on,
            recorded_by=staff.office,
        )
        for decision in admitted
    )
    memberships = add_memberships(
        [
            Membership(
                cluster=decision.application.cluster,
                starts_on=decision.starts_on,
                recorded_on=decision.decided_on,
                public_from=decision.public_from,
                application_number=decision.application.number,
            )
            for decision in admitted
        ]
    )
    Cluster.objects.filter(pk__in=[row.cluster_id for row in memberships]).update(profile_released=True)
    return memberships


def _decision(case, staff):
    decided_on = case.day_of(Act.DECIDE)
    result = frozen_result(case.application, decided_on)
    admitted = result["passed"]
    return Decision(
        application=case.application,
        round=1,
        outcome=Decision.Outcome.ADMITTED if admitted else Decision.Outcome.REFUSED,
        reason="Erfundene Begründung.",
        decided_by=staff.ministry,
        decided_on=decided_on,
        notified_on=decided_on,
        starts_on=decided_on if admitted else None,
        public_from=decided_on if admitted else None,
        catalogue=case.application.catalogue,
        rule=result["rule"],
        points_numerator=result["points"][0],
        points_denominator=result["points"][1],
        maximum=result["maximum"],
        passed=result["passed"],
        result=result,
        explanation_de=result["explanation_de"],
        explanation_en=result["explanation_en"],
        persons={**result["persons"], "decided_by": staff.ministry.pk},
    )
