"""Nothing of the others leaks before the own review is handed in, and everything shows after it."""

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from admissions.models import Answer, GroupComment, Review, Score
from admissions.services import reviews, votes
from admissions.tests.board import CANARY, BoardAppointmentFactory, assign, content, new_file, posted
from admissions.tests.board_pages import FILE_PAGES, POSTED, text_of, url
from admissions.tests.factories import declare_none, submitted_review
from clusters.tests.factories import ClusterFactory, OperationFactory
from goclusterportal.tests.cast import with_second_factor
from records.errors import ActRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def others(assigned, board2, office):
    """Two more reviews, full of words and numbers that could leak. All scores are 1, so the mean is 1 too."""
    people = [board2, with_second_factor(BoardAppointmentFactory(user=UserFactory(name="Berthold Dritter")).user)]
    for number, person in enumerate(people):
        assign(assigned, person, office)
        review = submitted_review(assigned, person, 0)
        review.summary = f"{CANARY}-Fazit-{number}"
        review.save()
        review.scores.update(points=1, comment=f"{CANARY}-Anmerkung-{number}")
        for group in assigned.catalogue.groups.all():
            GroupComment.objects.create(review=review, group=group, text=f"{CANARY}-Gruppe-{number}")
    Answer.objects.update(text="Antwort", own_points=None)
    return assigned


LEAKS = [f"{CANARY}-", "Bruno Beirat", "Berthold Dritter", "4 von 12", "Mittel"]


def assert_no_leak(response):
    page = text_of(response)
    assert [leak for leak in LEAKS if leak in page] == []


def test_before_the_own_review_no_page_shows_the_others(member, others):
    addresses = [url(name, others) for name in [*FILE_PAGES, *POSTED, "review-conflict"]]
    for address in [*addresses, reverse("admissions:review"), "/review/?show=open", "/review/?show=done"]:
        for send in (member.get, member.post):
            response = send(address, follow=True)
            assert_no_leak(response)
    assert_no_leak(member.post(url("review-save", others), posted(others, [1, None, None, 1]), follow=True))
    assert_no_leak(member.post(url("review-submit", others), posted(others, [1, None, None, 1]), follow=True))


def test_a_draft_shows_no_more_than_nothing(member, others, board1, today):
    reviews.save_draft(others, content(others, 1), actor=board1, day=today)
    response = member.get(url("review-results", others), follow=True)
    assert response.redirect_chain[-1][0] == url("review-file", others)
    assert "sobald Sie Ihr eigenes Gutachten abgegeben haben" in text_of(response)
    assert_no_leak(response)


def test_the_order_of_the_desk_does_not_depend_on_scores(member, others, applicant_cluster, board1, board2, office):
    """Two files with the same number of reviews stand by due date, whatever the scores are."""
    cluster = OperationFactory(cluster=ClusterFactory(name="Anderes Cluster")).cluster
    other = new_file(others.created_by, cluster, catalogue=others.catalogue)
    assign(other, board1, office)
    for number in range(2):
        person = BoardAppointmentFactory(user=UserFactory()).user
        assign(other, person, office)
        submitted_review(other, person, 12 * number)
    orders = []
    for points in (0, 3):
        Score.objects.update(points=points)
        page = text_of(member.get(reverse("admissions:review")))
        orders.append(page.index(others.number) < page.index(other.number))
    assert orders[0] == orders[1]


def test_after_the_own_review_everything_of_the_others_shows(member, others):
    response = member.post(url("review-submit", others), posted(others, 1), follow=True)
    page = text_of(response)
    assert "4 von 12 Punkten, nötig sind 8." in page
    for number in range(2):
        for word in ("Fazit", "Anmerkung", "Gruppe"):
            assert f"{CANARY}-{word}-{number}" in page
    assert "Bruno Beirat" in page


def test_a_draft_of_another_never_shows(member, others, board2):
    Review.objects.filter(reviewer=board2).update(submitted_at=None)
    page = text_of(member.post(url("review-submit", others), posted(others, 1), follow=True))
    assert f"{CANARY}-Fazit-0" not in page
    assert f"{CANARY}-Fazit-1" in page
    assert "Bruno Beirat" not in page


def test_reopening_closes_the_others_again(member, others, board1):
    submitted_review(others, board1, 4)
    assert_no_leak(member.post(url("review-reopen", others), follow=True))
    assert_no_leak(member.get(url("review-results", others), follow=True))


def test_an_abstention_is_named_and_counts_nowhere(member, others, board2, today):
    Review.objects.filter(reviewer=board2).update(abstained=True)
    page = text_of(member.post(url("review-submit", others), posted(others, 3), follow=True))
    assert "Bruno Beirat hat sich enthalten." in page
    assert "8 von 12 Punkten" in page


def test_a_chair_who_owes_a_review_does_not_close_the_vote(client, application, board1, board2, office, today):
    """The page that closes the vote shows every score: it is no way round the own review."""
    application.state = "interview"
    application.save()
    declare_none(application, board1)
    assign(application, board2, office)
    client.force_login(board2)
    address = reverse("admissions:review-recommend", args=[application.number])
    assert client.get(address).url == reverse("admissions:review-file", args=[application.number])
    with pytest.raises(ActRefused) as refused:
        votes.recommend(application, actor=board2, day=today, text="Empfehlung")
    assert "zuerst Ihr Gutachten" in str(refused.value.message)
