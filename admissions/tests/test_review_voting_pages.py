"""The pages of the vote and of the recommendation."""

import pytest

from admissions.models import Interview, Review, Vote
from admissions.tests.board import CANARY, close_ballot
from admissions.tests.board_pages import text_of, url

pytestmark = pytest.mark.django_db


def test_voting_and_changing_the_vote(member, voting, board1):
    page = text_of(member.get(url("review-vote", voting)))
    assert "Das Gespräch verlief gut." in page
    assert "0 von 2 Stimmberechtigten haben abgestimmt, nötig sind 1." in page
    assert "error-summary" in text_of(member.post(url("review-vote", voting), {}))
    page = text_of(member.post(url("review-vote", voting), {"value": "yes"}, follow=True))
    assert "Ihr Votum ist gespeichert." in page
    assert "1 von 2 Stimmberechtigten hat abgestimmt" in page
    member.post(url("review-vote", voting), {"value": "abstain"})
    assert Vote.objects.get().value == "abstain"


def test_the_vote_of_another_is_not_shown_before_the_recommendation(member, voting, board2):
    Vote.objects.create(application=voting, round=1, member=board2, value="no")
    page = text_of(member.get(url("review-vote", voting)))
    assert "Abgegeben:" not in page
    assert 'value="no" checked' not in page
    assert "Nein: 1" not in page
    close_ballot(voting, board2)
    assert "Nein: 1" in text_of(member.get(url("review-vote", voting)))


@pytest.mark.parametrize("state", ["in_review", "recommended"])
def test_no_vote_in_other_states(member, voting, state):
    type(voting).objects.update(state=state)
    assert member.get(url("review-vote", voting)).url == url("review-file", voting)
    member.post(url("review-vote", voting), {"value": "yes"})
    assert not Vote.objects.exists()


def test_only_the_chair_gets_to_the_recommendation(member, voting):
    assert member.get(url("review-recommend", voting)).url == url("review-file", voting)


def test_the_chair_sees_what_is_missing(chair, voting, board2):
    page = text_of(chair.get(url("review-recommend", voting)))
    assert "Die Abstimmung läuft noch." in page
    assert "<dt>Ja</dt>" not in page
    close_ballot(voting, board2)
    page = text_of(chair.get(url("review-recommend", voting)))
    assert "nicht beschlussfähig: 0 von 2" in page
    assert 'name="text"' not in page


def test_the_chair_closes_the_vote_and_recommends(chair, voting, board1):
    Vote.objects.create(application=voting, round=1, member=board1, value="yes")
    assert "1 von 2 Stimmberechtigten" in text_of(chair.get(url("review-close-vote", voting)))
    page = text_of(chair.post(url("review-close-vote", voting), follow=True))
    assert "Ja: 1, Nein: 0, Enthaltung: 0, stimmberechtigt: 2" in page
    page = chair.get(url("review-recommend", voting))
    seen = page.context["form"].initial["seen"]
    assert "Sie können das nicht zurücknehmen." in text_of(page)
    assert "error-summary" in text_of(chair.post(url("review-recommend", voting), {"seen": seen, "text": ""}))
    response = chair.post(url("review-recommend", voting), {"seen": seen, "text": "Überzeugend."}, follow=True)
    assert "Aufnahme empfohlen" in text_of(response)
    assert voting.recommendations.get().yes == 1


def test_a_vote_that_changed_meanwhile_is_shown_first(chair, voting, board1, board2):
    close_ballot(voting, board2)
    vote = Vote.objects.create(application=voting, round=1, member=board1, value="yes")
    seen = chair.get(url("review-recommend", voting)).context["form"].initial["seen"]
    Vote.objects.filter(pk=vote.pk).update(value="no")
    page = text_of(chair.post(url("review-recommend", voting), {"seen": seen, "text": "Überzeugend."}))
    assert "Inzwischen wurde weiter abgestimmt." in page
    assert "Überzeugend." in page
    assert 'value="0-1-0-2"' in page
    assert not voting.recommendations.exists()


def test_the_interview_is_not_shown_to_who_may_not_vote_yet(member, voting, board1):
    Review.objects.filter(reviewer=board1).update(submitted_at=None)
    Interview.objects.update(minutes=f"{CANARY}-Protokoll")
    assert f"{CANARY}-Protokoll" not in text_of(member.get(url("review-vote", voting), follow=True))
