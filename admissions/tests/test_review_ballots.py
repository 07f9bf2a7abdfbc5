"""Opening, closing and reopening the vote."""

import datetime

import pytest

from admissions import voting
from admissions.models import Ballot, ConflictDeclaration, Review, Sitting, Vote
from admissions.services import ballots, reviews, votes
from admissions.tests.board import close_ballot, content, declare_none, open_ballot
from admissions.tests.board_pages import text_of, url
from records.errors import ActRefused
from records.models import AuditEntry

pytestmark = pytest.mark.django_db


def days(today, number):
    return today + datetime.timedelta(days=number)


@pytest.fixture
def unopened(voting, today):
    """Reviewed and talked to; the vote is still to be opened."""
    voting.ballots.all().delete()
    return voting


@pytest.mark.parametrize(
    ("closed", "deadline", "takes"),
    [(None, None, True), (0, None, False), (None, 1, True), (None, 0, True), (None, -1, False), (0, 1, False)],
)
def test_when_a_vote_takes_votes(today, closed, deadline, takes):
    closed_on = None if closed is None else days(today, closed)
    closes_on = None if deadline is None else days(today, deadline)
    assert voting.takes_votes(closed_on, closes_on, today) is takes


def test_the_entitled_are_counted_on_the_day_the_vote_ended(today):
    assert voting.counting_day(None, None, today) == today
    assert voting.counting_day(days(today, -3), None, today) == days(today, -3)
    assert voting.counting_day(None, days(today, -2), today) == days(today, -2)
    assert voting.counting_day(None, days(today, 2), today) == today
    assert voting.counting_day(days(today, -3), days(today, -1), today) == days(today, -3)


def test_before_a_chair_opens_the_vote_nobody_votes(unopened, board1, board2, today):
    with pytest.raises(ActRefused, match="noch nicht eröffnet"):
        votes.cast(unopened, actor=board1, value="yes", day=today)
    ballots.open_vote(unopened, actor=board2, day=today, closes_on=today)
    assert votes.cast(unopened, actor=board1, value="yes", day=today).value == "yes"
    entry = AuditEntry.objects.get(verb="open_vote")
    assert (entry.from_state, entry.to_state, entry.actor) == ("interview", "interview", board2)


@pytest.mark.parametrize("person", ["board1", "office", "ministry", "administrator", "applicant", "outsider"])
@pytest.mark.parametrize("act", ["open", "close", "reopen"])
def test_only_a_chair_opens_closes_and_reopens(request, voting, board2, act, person, today):
    user = request.getfixturevalue(person)
    declare_none(voting, user)
    if act == "open":
        voting.ballots.all().delete()
    if act == "reopen":
        close_ballot(voting, board2)
    calls = {
        "open": lambda: ballots.open_vote(voting, actor=user, day=today, closes_on=today),
        "close": lambda: ballots.close_vote(voting, actor=user, day=today),
        "reopen": lambda: ballots.reopen_vote(voting, actor=user, day=today, reason="Darum."),
    }
    before = list(Ballot.objects.values())
    with pytest.raises(ActRefused):
        calls[act]()
    assert list(Ballot.objects.values()) == before


@pytest.mark.parametrize("state", ["in_review", "recommended", "decided", "withdrawn"])
def test_the_vote_belongs_to_the_time_after_the_interview(unopened, board2, state, today):
    type(unopened).objects.update(state=state)
    with pytest.raises(ActRefused):
        ballots.open_vote(unopened, actor=board2, day=today, closes_on=today)


def test_a_chair_in_conflict_opens_nothing(unopened, board2, today):
    ConflictDeclaration.objects.filter(user=board2).update(value="declared")
    with pytest.raises(ActRefused):
        ballots.open_vote(unopened, actor=board2, day=today, closes_on=today)


def test_a_vote_is_opened_once_a_round(unopened, board2, today):
    ballots.open_vote(unopened, actor=board2, day=today, closes_on=today)
    with pytest.raises(ActRefused, match="schon eröffnet"):
        ballots.open_vote(unopened, actor=board2, day=today, closes_on=today)


@pytest.mark.parametrize("closes_on", [None, -1])
def test_a_circulation_needs_a_deadline_ahead(unopened, board2, today, closes_on):
    with pytest.raises(ActRefused):
        ballots.open_vote(
            unopened, actor=board2, day=today, closes_on=None if closes_on is None else days(today, closes_on)
        )


def test_a_sitting_needs_the_application_on_its_agenda_and_its_day(unopened, board2, today):
    sitting = Sitting.objects.create(kind="sitting", held_on=days(today, 1))
    with pytest.raises(ActRefused, match="Tagesordnung"):
        ballots.open_vote(unopened, actor=board2, day=today, sitting=sitting)
    sitting.applications.add(unopened)
    with pytest.raises(ActRefused, match="noch nicht stattgefunden"):
        ballots.open_vote(unopened, actor=board2, day=today, sitting=sitting)
    assert ballots.open_vote(unopened, actor=board2, day=days(today, 1), sitting=sitting).closes_on is None


def test_a_planned_circulation_gives_the_deadline(unopened, board1, board2, today):
    planned = Sitting.objects.create(kind="circulation", opens_on=today, held_on=days(today, 7))
    planned.applications.add(unopened)
    with pytest.raises(ActRefused, match="noch nicht begonnen"):
        ballots.open_vote(unopened, actor=board2, day=days(today, -1), sitting=planned)
    assert ballots.open_vote(unopened, actor=board2, day=today, sitting=planned).closes_on == days(today, 7)
    votes.cast(unopened, actor=board1, value="yes", day=days(today, 7))
    with pytest.raises(ActRefused, match="beendet"):
        votes.cast(unopened, actor=board1, value="no", day=days(today, 8))
    assert Vote.objects.get().value == "yes"


def test_a_vote_needs_enough_reviews_and_points_for_everything(unopened, board2, today):
    for review in Review.objects.all():
        review.scores.filter(criterion__code="K21").update(points=None, abstained=True)
    with pytest.raises(ActRefused, match="niemand bewertet: K21"):
        ballots.open_vote(unopened, actor=board2, day=today, closes_on=today)


def test_a_circulation_is_closed_early_only_when_all_have_voted(unopened, board1, board2, today):
    open_ballot(unopened, board2, closes_on=days(today, 5))
    votes.cast(unopened, actor=board1, value="yes", day=today)
    with pytest.raises(ActRefused, match="wenn alle abgestimmt haben"):
        ballots.close_vote(unopened, actor=board2, day=today)
    votes.cast(unopened, actor=board2, value="yes", day=today)
    ballots.close_vote(unopened, actor=board2, day=today)
    with pytest.raises(ActRefused, match="keine Abstimmung"):
        ballots.close_vote(unopened, actor=board2, day=today)


def test_nothing_is_recommended_while_the_vote_runs(voting, board1, board2, today):
    votes.cast(voting, actor=board1, value="yes", day=today)
    with pytest.raises(ActRefused, match="läuft noch"):
        votes.recommend(voting, actor=board2, day=today, text="Gut.")
    ballots.close_vote(voting, actor=board2, day=today)
    with pytest.raises(ActRefused, match="beendet"):
        votes.cast(voting, actor=board1, value="no", day=today)
    assert votes.recommend(voting, actor=board2, day=today, text="Gut.").yes == 1


def test_reopening_has_a_reason_and_a_new_deadline(unopened, board1, board2, today):
    open_ballot(unopened, board2, closes_on=days(today, -1))
    with pytest.raises(ActRefused, match="Grund"):
        ballots.reopen_vote(unopened, actor=board2, day=today, reason=" ", closes_on=today)
    with pytest.raises(ActRefused, match="bis wann"):
        ballots.reopen_vote(unopened, actor=board2, day=today, reason="Zu wenige.")
    ballots.reopen_vote(unopened, actor=board2, day=today, reason="Zu wenige.", closes_on=today)
    votes.cast(unopened, actor=board1, value="yes", day=today)
    assert AuditEntry.objects.get(verb="reopen_vote").note.text == "Zu wenige."
    with pytest.raises(ActRefused, match="keine beendete"):
        ballots.reopen_vote(unopened, actor=board2, day=today, reason="Noch mehr.", closes_on=today)


def test_who_votes_conflicted_leaves_the_file_and_counts_nowhere(voting, board1, board2, today):
    votes.cast(voting, actor=board1, value="yes", day=today)
    assert votes.cast(voting, actor=board1, value=votes.CONFLICTED, reason="Neuer Auftrag", day=today) is None
    declaration = ConflictDeclaration.objects.get(user=board1)
    assert (declaration.value, declaration.reason) == ("declared", "Neuer Auftrag")
    counted = votes.count_votes(voting, today)
    assert (counted.cast, counted.entitled) == (0, 1)
    with pytest.raises(ActRefused):
        votes.cast(voting, actor=board1, value="yes", day=today)


def test_conflicted_on_the_page_leads_to_the_desk(member, voting):
    response = member.post(url("review-vote", voting), {"value": "conflicted", "conflict_reason": "Auftrag"})
    assert response.url == "/review/"
    assert member.get(url("review-file", voting)).status_code == 404


def test_reviews_are_correctable_until_the_vote_is_opened(unopened, board1, board2, today):
    reviews.reopen(unopened, actor=board1, day=today)
    reviews.submit(unopened, content(unopened, 3), actor=board1, day=today, reason="Nach dem Gespräch.")
    open_ballot(unopened, board2)
    with pytest.raises(ActRefused, match="nicht mehr ändern"):
        reviews.reopen(unopened, actor=board1, day=today)
    type(unopened).objects.update(round=2)
    assert reviews.reopen(unopened, actor=board1, day=today).submitted_at is None


def test_a_review_that_is_owed_may_be_handed_in_until_the_vote_is_over(voting, board1, board2, today):
    Review.objects.filter(reviewer=board1).update(submitted_at=None)
    reviews.save_draft(voting, content(voting, 2), actor=board1, day=today)
    close_ballot(voting, board2)
    with pytest.raises(ActRefused, match="Abstimmung ist beendet"):
        reviews.submit(voting, content(voting, 2), actor=board1, day=today)


def test_the_pages_of_the_chair(chair, unopened, today):
    page = text_of(chair.get(url("review-file", unopened)))
    assert url("review-open-vote", unopened) in page
    assert "error-summary" in text_of(chair.post(url("review-open-vote", unopened), {}))
    response = chair.post(url("review-open-vote", unopened), {"closes_on": today.isoformat()})
    assert response.url == url("review-vote", unopened)
    assert Ballot.objects.get().closes_on == today
    Ballot.objects.update(closes_on=days(today, -1))
    assert "error-summary" in text_of(chair.post(url("review-reopen-vote", unopened), {"reason": "x"}))
    chair.post(url("review-reopen-vote", unopened), {"reason": "x", "closes_on": today.isoformat()})
    assert Ballot.objects.get().closes_on == today
