"""Confirming a signed decision while something else happens at the same moment: one of both, never two decisions."""

import pytest

from admissions.models import Application, Decision, RecordedDecision
from admissions.services import decisions, recorded
from admissions.tests.recorded_cases import office_person, propose, recommended_case
from admissions.tests.test_decide_at_once import at_once, refusals
from records.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    return office_person("Zweite"), office_person("Dritte")


@pytest.fixture
def case(applicant, applicant_cluster, board1, board2, office, ministry, people, today):
    return recommended_case(applicant, applicant_cluster, board1, board2, office, today, ministry, *people)


def test_two_people_enter_at_once(case, office, people, today):
    results = at_once(*(lambda by=by: propose(case, by, today) for by in (office, people[0])))
    assert len(refusals(results)) == 1
    assert RecordedDecision.objects.count() == 1


def test_two_people_confirm_at_once(case, office, people, today):
    found = propose(case, office, today)
    results = at_once(*(lambda by=by: recorded.confirm(found, actor=by, day=today) for by in people))
    assert len(refusals(results)) == 1
    assert Decision.objects.count() == 1
    assert AuditEntry.objects.filter(verb="decide").count() == 1


def test_the_ministry_decides_while_a_second_person_confirms(case, office, people, ministry, today):
    found = propose(case, office, today)

    def decide():
        return decisions.decide(
            Application.objects.get(), actor=ministry, day=today, outcome="refused", reason="Nein.", decided_on=today
        )

    results = at_once(decide, lambda: recorded.confirm(found, actor=people[0], day=today))
    assert len(refusals(results)) == 1
    decision = Decision.objects.get()
    found.refresh_from_db()
    assert (found.state == "confirmed") is (decision.recorded_id == found.pk)
    assert found.state in ("confirmed", "superseded")
