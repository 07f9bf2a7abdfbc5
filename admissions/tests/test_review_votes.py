"""Votes and the recommendation that closes them."""

import datetime

import pytest

from accounts.tests.factories import UserFactory
from admissions.models import ConflictDeclaration, Recommendation, Review, Sitting, Vote
from admissions.services import reviews, votes
from admissions.tests.board import (
    BoardAppointmentFactory,
    assign,
    close_ballot,
    content,
    declare_none,
    interviewed,
    new_file,
    open_ballot,
)
from admissions.tests.factories import submitted_review
from clusters.tests.factories import FunctionFactory
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(applicant, applicant_cluster, board1, board2, office, today):
    """Reviewed by both members of the cast's board, talked to, the vote is open. board2 chairs."""
    application = new_file(applicant, applicant_cluster)
    for reviewer in (board1, board2):
        assign(application, reviewer, office)
        submitted_review(application, reviewer, 12)
    interviewed(application, office, today)
    open_ballot(application, board2)
    return application


def cast_all(application, today, **values):
    for member, value in values.items():
        votes.cast(application, actor=member, value=value, day=today)


def test_one_vote_per_member_and_round_changeable_while_open(application, board1, today):
    votes.cast(application, actor=board1, value="yes", day=today)
    votes.cast(application, actor=board1, value="no", day=today)
    vote = Vote.objects.get()
    assert (vote.value, vote.round, vote.member) == ("no", 1, board1)
    entries = AuditEntry.objects.filter(verb="vote")
    assert len(entries) == 2
    assert {entry.to_state for entry in entries} == {""}


def test_a_vote_belongs_to_the_sitting_of_the_ballot(application, board1, today):
    sitting = Sitting.objects.create(kind="sitting", held_on=today)
    application.ballots.update(sitting=sitting)
    assert votes.cast(application, actor=board1, value="yes", day=today).sitting == sitting


@pytest.mark.parametrize("value", ["", "maybe", None])
def test_an_unknown_vote(application, board1, today, value):
    with pytest.raises(ActRefused, match="wählen Sie ein Votum"):
        votes.cast(application, actor=board1, value=value, day=today)
    assert not Vote.objects.exists()


@pytest.mark.parametrize("person", ["office", "ministry", "administrator", "applicant", "outsider"])
def test_only_the_board_votes(request, application, person, today):
    user = request.getfixturevalue(person)
    declare_none(application, user)
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        votes.cast(application, actor=user, value="yes", day=today)


@pytest.mark.parametrize("state", ["in_review", "recommended", "decided", "withdrawn"])
def test_voting_is_open_only_after_the_interview(applicant, applicant_cluster, board1, state, today):
    application = new_file(applicant, applicant_cluster, state=state)
    declare_none(application, board1)
    with pytest.raises(ActRefused, match="nach dem persönlichen Gespräch"):
        votes.cast(application, actor=board1, value="yes", day=today)


def test_who_owes_a_review_does_not_vote_yet(application, board1, today):
    Review.objects.filter(reviewer=board1).update(submitted_at=None)
    with pytest.raises(ActRefused, match="zuerst Ihr Gutachten"):
        votes.cast(application, actor=board1, value="yes", day=today)
    reviews.submit(application, content(application), actor=board1, day=today)
    votes.cast(application, actor=board1, value="yes", day=today)


def test_a_member_without_an_assignment_votes_too(application, today):
    member = BoardAppointmentFactory(user=UserFactory()).user
    with pytest.raises(ActRefused, match="ob Sie befangen sind"):
        votes.cast(application, actor=member, value="yes", day=today)
    declare_none(application, member)
    assert votes.cast(application, actor=member, value="yes", day=today).member == member


def test_a_locked_out_member_neither_votes_nor_counts(application, board1, board2, today):
    locked_out = BoardAppointmentFactory(user=UserFactory()).user
    FunctionFactory(user=locked_out, organisation=application.organisation, kind="board")
    declare_none(application, locked_out)
    with pytest.raises(ActRefused, match="nicht berechtigt"):
        votes.cast(application, actor=locked_out, value="yes", day=today)
    assert set(votes.entitled_members(application, today)) == {board1, board2}


@pytest.mark.parametrize(("value", "entitled"), [("none", True), ("not_asked", True), ("declared", False)])
def test_who_is_entitled(application, board1, today, value, entitled):
    declaration = ConflictDeclaration.objects.filter(user=board1)
    declaration.update(value=value, **({"declared_at": None} if value == "not_asked" else {}))
    assert (board1 in votes.entitled_members(application, today)) is entitled


def test_a_term_that_ends_or_begins(application, today):
    yesterday, tomorrow = today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)
    ended = BoardAppointmentFactory(user=UserFactory(), ends_on=yesterday).user
    last_day = BoardAppointmentFactory(user=UserFactory(), ends_on=today).user
    future = BoardAppointmentFactory(user=UserFactory(), starts_on=tomorrow).user
    entitled = set(votes.entitled_members(application, today))
    assert last_day in entitled
    assert not {ended, future} & entitled


def test_a_vote_counts_only_while_its_member_is_entitled(application, board1, board2, today):
    votes.cast(application, actor=board1, value="yes", day=today)
    votes.cast(application, actor=board2, value="no", day=today)
    counted = votes.count_votes(application, today)
    assert (counted.yes, counted.no, counted.abstain, counted.entitled) == (1, 1, 0, 2)
    ConflictDeclaration.objects.filter(user=board1).update(value="declared")
    counted = votes.count_votes(application, today)
    assert (counted.yes, counted.no, counted.abstain, counted.entitled) == (0, 1, 0, 1)


# --- The recommendation -------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [("yes", "yes", "admit"), ("yes", "no", "refuse"), ("no", "no", "refuse"), ("yes", "abstain", "admit")],
)
def test_a_chair_closes_the_vote(application, board1, board2, today, first, second, value):
    votes.cast(application, actor=board1, value=first, day=today)
    votes.cast(application, actor=board2, value=second, day=today)
    close_ballot(application, board2)
    recommendation = votes.recommend(application, actor=board2, day=today, text=" Gut begründet. ")
    given = [first, second]
    assert recommendation.value == value
    assert recommendation.text == "Gut begründet."
    assert (recommendation.yes, recommendation.no, recommendation.abstain, recommendation.entitled) == (
        given.count("yes"), given.count("no"), given.count("abstain"), 2
    )  # fmt: skip
    assert (recommendation.round, recommendation.made_on, recommendation.recorded_by) == (1, today, board2)
    application.refresh_from_db()
    assert application.state == "recommended"
    entry = AuditEntry.objects.get(verb="recommend")
    assert (entry.from_state, entry.to_state, entry.actor) == ("interview", "recommended", board2)


def test_after_the_recommendation_nothing_moves(application, board1, board2, today):
    votes.cast(application, actor=board1, value="yes", day=today)
    close_ballot(application, board2)
    votes.recommend(application, actor=board2, day=today, text="Gut.")
    with pytest.raises(ActRefused):
        votes.cast(application, actor=board1, value="no", day=today)
    with pytest.raises(ActRefused):
        reviews.reopen(application, actor=board1, day=today)
    with pytest.raises(ActRefused):
        votes.recommend(application, actor=board2, day=today, text="Noch einmal.")
    assert Recommendation.objects.count() == 1


@pytest.mark.parametrize("person", ["board1", "office", "ministry", "administrator", "applicant", "outsider"])
def test_only_a_chair_recommends(request, application, board2, person, today):
    user = request.getfixturevalue(person)
    declare_none(application, user)
    votes.cast(application, actor=board2, value="yes", day=today)
    close_ballot(application, board2)
    with pytest.raises(ActRefused):
        votes.recommend(application, actor=user, day=today, text="Gut.")
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("value", ["not_asked", "declared"])
def test_a_chair_needs_to_have_declared_no_conflict(application, board1, board2, today, value):
    votes.cast(application, actor=board1, value="yes", day=today)
    close_ballot(application, board2)
    declaration = ConflictDeclaration.objects.filter(user=board2)
    declaration.update(value=value, **({"declared_at": None} if value == "not_asked" else {}))
    with pytest.raises(ActRefused):
        votes.recommend(application, actor=board2, day=today, text="Gut.")


def test_a_recommendation_needs_reasons(application, board1, board2, today):
    votes.cast(application, actor=board1, value="yes", day=today)
    close_ballot(application, board2)
    with pytest.raises(ActRefused, match="begründen"):
        votes.recommend(application, actor=board2, day=today, text="  ")


def test_too_few_reviews(application, board1, board2, today):
    application.catalogue.min_reviews = 3
    application.catalogue.save()
    votes.cast(application, actor=board1, value="yes", day=today)
    with pytest.raises(ActRefused, match="fehlt noch 1 Gutachten"):
        votes.recommend(application, actor=board2, day=today, text="Gut.")
    application.refresh_from_db()
    assert application.state == "interview"


def test_an_incomplete_result(application, board1, board2, today):
    votes.cast(application, actor=board1, value="yes", day=today)
    for review in Review.objects.all():
        review.scores.filter(criterion__code="K21").update(points=None)
    with pytest.raises(ActRefused, match="niemand bewertet: K21"):
        votes.recommend(application, actor=board2, day=today, text="Gut.")


@pytest.mark.parametrize(("more_members", "enough"), [(0, True), (1, True), (2, False)])
def test_the_quorum_at_its_boundary(application, board1, board2, today, more_members, enough):
    """Half of the entitled must vote: 1 of 2 and 2 of 3 are enough, 2 of 5 is not."""
    for _index in range(more_members * 2 - 1 if more_members else 0):
        BoardAppointmentFactory(user=UserFactory())
    votes.cast(application, actor=board1, value="yes", day=today)
    if more_members:
        votes.cast(application, actor=board2, value="yes", day=today)
    close_ballot(application, board2)
    if enough:
        assert votes.recommend(application, actor=board2, day=today, text="Gut.").value == "admit"
    else:
        with pytest.raises(ActRefused, match="2 von 5 Stimmberechtigten"):
            votes.recommend(application, actor=board2, day=today, text="Gut.")


def test_a_new_round_is_voted_anew(application, board1, board2, today):
    votes.cast(application, actor=board1, value="no", day=today)
    application.round = 2
    application.save()
    with pytest.raises(ActRefused, match="noch nicht eröffnet"):
        votes.cast(application, actor=board1, value="yes", day=today)
    open_ballot(application, board2)
    assert votes.count_votes(application, today).cast == 0
    votes.cast(application, actor=board1, value="yes", day=today)
    assert list(Vote.objects.order_by("round").values_list("round", "value")) == [(1, "no"), (2, "yes")]
