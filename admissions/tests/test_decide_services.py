"""The ministry's decision: what it needs, what it freezes, what it starts."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from admissions.models import Decision, Review
from admissions.services import decisions, reviews, votes
from admissions.tests.board import (
    CANARY,
    assign,
    close_ballot,
    content,
    declare_none,
    interviewed,
    new_file,
    open_ballot,
    recommended,
)
from admissions.tests.factories import submitted_review
from clusters.models import Membership
from clusters.tests.factories import FunctionFactory
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

NINETY = (8, 8, 7, 7)


@pytest.fixture
def make_file(applicant, applicant_cluster, board1, board2, office, ministry, today):
    """A recommended file with this total of points from one reviewer; the ministry declared no conflict."""

    def make(points, sizes=NINETY, **fields):
        application = new_file(applicant, applicant_cluster, sizes=sizes, **fields)
        assign(application, board1, office)
        submitted_review(application, board1, points)
        recommended(application, board2, today)
        declare_none(application, ministry)
        return application

    return make


def decide(application, ministry, today, outcome="admitted", **changes):
    values = {
        "outcome": outcome,
        "reason": "Nach Würdigung aller Umstände.",
        "decided_on": today,
        "starts_on": today if outcome.startswith("admitted") else None,
        "conditions": "Bericht nach einem Jahr." if outcome == "admitted_with_conditions" else "",
    } | changes
    return decisions.decide(application, actor=ministry, day=today, **values)


def test_sixty_of_ninety_is_admitted(make_file, ministry, today):
    application = make_file(60)
    decision = decide(application, ministry, today)
    assert (decision.outcome, decision.passed, decision.round) == ("admitted", True, 1)
    assert (decision.points_numerator, decision.points_denominator, decision.maximum) == (60, 1, 90)
    assert (decision.rule, decision.catalogue) == ("overall", application.catalogue)
    assert decision.explanation_de.startswith("60 von 90 Punkten, nötig sind 60.")
    assert decision.explanation_en != decision.explanation_de
    assert decision.result["points"] == [60, 1]
    assert decision.persons["decided_by"] == ministry.pk
    assert (decision.decided_by, decision.decided_on, decision.starts_on) == (ministry, today, today)
    application.refresh_from_db()
    assert (application.state, application.round) == ("decided", 1)
    entry = AuditEntry.objects.get(verb="decide")
    assert (entry.from_state, entry.to_state, entry.actor) == ("recommended", "decided", ministry)


@pytest.mark.parametrize("outcome", ["admitted", "admitted_with_conditions"])
def test_fifty_nine_of_ninety_cannot_be_admitted(make_file, ministry, today, outcome):
    application = make_file(59)
    with pytest.raises(ActRefused, match="Schwelle ist nicht erreicht"):
        decide(application, ministry, today, outcome)
    application.refresh_from_db()
    assert application.state == "recommended"
    assert not Decision.objects.exists()


def test_the_database_knows_the_threshold_too(make_file, ministry, today):
    application = make_file(59)
    decision = decide(application, ministry, today, "refused")
    for outcome in ("admitted", "admitted_with_conditions"):
        with pytest.raises(IntegrityError, match="decision_no_admission_below_threshold"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(outcome=outcome, conditions="x")


def test_fifty_nine_of_ninety_is_refused_with_a_letter_that_waits(make_file, ministry, today):
    application = make_file(59)
    decision = decide(application, ministry, today, "refused")
    assert (decision.passed, decision.notified_on, decision.starts_on) == (False, None, None)
    message = OutboxMessage.objects.get(kind="decision-letter")
    assert message.state == "held"
    assert Decision.objects.get().letter == message
    application.refresh_from_db()
    assert application.state == "decided"


def test_a_passed_application_may_be_refused(make_file, ministry, today):
    assert decide(make_file(90), ministry, today, "refused").passed is True


def test_admission_alone_starts_nothing(make_file, ministry, today):
    decision = decide(make_file(60), ministry, today)
    assert decision.public_from is None
    assert not Membership.objects.exists()
    assert not OutboxMessage.objects.filter(kind="decision-letter").exists()


def test_conditions(make_file, ministry, today):
    decision = decide(make_file(60), ministry, today, "admitted_with_conditions")
    assert decision.conditions == "Bericht nach einem Jahr."


@pytest.mark.parametrize("outcome", ["admitted", "admitted_with_conditions", "refused"])
def test_an_incomplete_result_can_only_be_deferred(make_file, ministry, today, outcome):
    application = make_file(90)
    review = Review.objects.get()
    review.scores.filter(criterion__code="K11").update(points=None)
    with pytest.raises(ActRefused, match="unvollständig"):
        decide(application, ministry, today, outcome)
    decision = decide(application, ministry, today, "deferred")
    assert decision.passed is None


def yesterday(day):
    return day - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": "lapsed"}, "wählen Sie eine Entscheidung"),
        ({"reason": "  "}, "begründen"),
        ({"outcome": "admitted_with_conditions", "conditions": " "}, "Auflagen"),
        ({"conditions": "Bericht"}, "Auflagen gehören nur"),
        ({"outcome": "refused", "conditions": "Bericht"}, "Auflagen gehören nur"),
        ({"decided_on": None}, "Tag der Entscheidung an"),
        ({"decided_on": datetime.date(2999, 1, 1)}, "in der Zukunft"),
        ({"decided_on": datetime.date(2020, 1, 1)}, "vor der Empfehlung"),
        ({"starts_on": None}, "zu welchem Tag"),
        ({"starts_on": datetime.date(2020, 1, 1)}, "nicht vor der Empfehlung"),
    ],
)
def test_what_a_decision_needs(make_file, ministry, today, changes, said):
    application = make_file(60)
    with pytest.raises(ActRefused, match=said):
        decide(application, ministry, today, **changes)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("person", ["office", "administrator", "applicant", "outsider", "board1", "board2"])
def test_only_the_ministry_decides(request, make_file, person, today):
    application = make_file(60)
    user = request.getfixturevalue(person)
    declare_none(application, user)
    for outcome in ("admitted", "refused", "deferred"):
        with pytest.raises(ActRefused, match="nicht berechtigt"):
            decide(application, user, today, outcome)


@pytest.mark.parametrize("value", [None, "not_asked", "declared"])
def test_the_ministry_declares_first(make_file, ministry, today, value):
    application = make_file(60)
    declaration = application.conflict_declarations.filter(user=ministry)
    if value is None:
        declaration.delete()
    else:
        declaration.update(value=value, **({"declared_at": None} if value == "not_asked" else {}))
    with pytest.raises(ActRefused):
        decide(application, ministry, today)


def test_a_function_locks_the_ministry_out(make_file, ministry, today):
    application = make_file(60)
    FunctionFactory(user=ministry, organisation=application.organisation, kind="employee")
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        decide(application, ministry, today)


@pytest.mark.parametrize("part", ["review", "vote"])
def test_who_reviewed_or_voted_does_not_decide(make_file, ministry, today, part):
    application = make_file(60)
    if part == "review":
        Review.objects.create(application=application, reviewer=ministry)
    else:
        application.votes.create(round=1, member=ministry, value="yes")
    for outcome in ("admitted", "deferred"):
        with pytest.raises(ActRefused, match="entscheidet denselben Antrag nicht"):
            decide(application, ministry, today, outcome)


@pytest.mark.parametrize("state", ["in_review", "interview", "decided", "withdrawn"])
def test_only_a_recommended_application_is_decided(make_file, ministry, today, state):
    application = make_file(60)
    type(application).objects.update(state=state)
    with pytest.raises(ActRefused):
        decide(application, ministry, today)


def test_deferring_starts_a_new_round(make_file, board1, board2, office, ministry, today):
    application = make_file(59)
    first = decide(application, ministry, today, "deferred", reason="Gutachten 1 ist zu prüfen.")
    assert (first.round, first.outcome) == (1, "deferred")
    assert first.letter is None
    application.refresh_from_db()
    assert (application.state, application.round) == ("in_review", 2)

    # The reviews are correctable again, and the result follows.
    reviews.reopen(application, actor=board1, day=today)
    reviews.submit(application, content(application, 3, summary=CANARY), actor=board1, day=today)
    assign(application, board2, office)
    reviews.submit(application, content(application, 2), actor=board2, day=today)
    interviewed(application, office, today)
    open_ballot(application, board2)
    votes.cast(application, actor=board1, value="yes", day=today)
    votes.cast(application, actor=board2, value="yes", day=today)
    close_ballot(application, board2)
    advice = votes.recommend(application, actor=board2, day=today, text="Im zweiten Durchgang.")
    assert advice.round == 2
    second = decide(application, ministry, today)
    assert (second.round, second.points_numerator, second.points_denominator) == (2, 75, 1)

    # What was frozen first stays as it was.
    first.refresh_from_db()
    assert (first.points_numerator, first.passed) == (59, False)
    assert first.explanation_de.startswith("59 von 90")


def test_a_decision_stays_when_a_review_is_changed_in_the_database(make_file, ministry, today):
    decision = decide(make_file(60), ministry, today)
    Review.objects.get().scores.update(points=0)
    decision.refresh_from_db()
    assert decision.result["points"] == [60, 1]
    assert decision.passed is True
