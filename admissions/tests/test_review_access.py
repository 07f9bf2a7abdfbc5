"""Who gets into the board's files, and the question before a file opens."""

import pytest
from django.urls import reverse

from admissions.models import ConflictDeclaration
from admissions.tests.board import CANARY, declare_none, new_file
from admissions.tests.board_pages import FILE_PAGES, POSTED, text_of, url

pytestmark = pytest.mark.django_db

# --- Who gets in ---------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "review-conflict"])
@pytest.mark.parametrize("person", ["office", "ministry", "administrator", "applicant", "outsider"])
def test_nobody_but_the_board_gets_in(client, request, application, name, person):
    user = request.getfixturevalue(person)
    declare_none(application, user)
    client.force_login(user)
    for send in (client.get, client.post):
        response = send(url(name, application))
        assert response.status_code in (404, 405)
        assert CANARY not in text_of(response)
    assert client.get(reverse("admissions:review")).status_code == 404


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "review-conflict"])
def test_visitors_log_in_first(client, application, name):
    response = client.get(url(name, application))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [*FILE_PAGES, "review-save", "review-submit"])
def test_nothing_opens_before_the_question_is_answered(member, application, name):
    response = member.get(url(name, application))
    assert response.status_code == 302
    assert response.url == url("review-conflict", application)
    page = member.get(response.url)
    assert application.cluster.name in text_of(page)
    assert application.organisation.name in text_of(page)
    assert CANARY not in text_of(page)


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "review-conflict"])
def test_a_declared_conflict_is_a_404(member, application, board1, name):
    declare_none(application, board1)
    ConflictDeclaration.objects.update(value="declared", reason="Auftrag")
    for send in (member.get, member.post):
        assert send(url(name, application)).status_code in (404, 405)


@pytest.mark.parametrize("name", [*FILE_PAGES, *POSTED, "review-conflict"])
def test_the_chair_of_the_applicants_association_is_locked_out(client, manager, member_cluster, board3, name):
    application = new_file(manager, member_cluster)
    declare_none(application, board3)
    client.force_login(board3)
    for send in (client.get, client.post):
        assert send(url(name, application)).status_code in (404, 405)
    desk = text_of(client.get(reverse("admissions:review")))
    assert "Sie haben oder hatten dort eine Funktion." in desk
    assert url("review-file", application) not in desk


@pytest.mark.parametrize("state", ["draft", "submitted", "complete", "withdrawn"])
def test_files_that_are_not_the_boards_are_404(member, applicant, applicant_cluster, board1, state):
    application = new_file(applicant, applicant_cluster, state=state)
    declare_none(application, board1)
    assert member.get(url("review-file", application)).status_code == 404
    assert member.get(url("review-conflict", application)).status_code == 404


def test_unknown_numbers_are_404(member):
    assert member.get("/review/A-2099-9999/").status_code == 404


# --- The question --------------------------------------------------------------


def test_none_opens_the_file(member, application, board1):
    response = member.post(url("review-conflict", application), {"value": "none", "reason": ""})
    assert response.url == url("review-file", application)
    assert CANARY in text_of(member.get(response.url))


def test_declared_locks_the_file(member, assigned, board1):
    ConflictDeclaration.objects.update(value="not_asked", declared_at=None)
    response = member.post(url("review-conflict", assigned), {"value": "declared", "reason": "Auftrag"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("admissions:review")
    assert "ist jetzt für Sie gesperrt" in text_of(response)
    assert "Sie haben sich für befangen erklärt." in text_of(response)


@pytest.mark.parametrize("data", [{}, {"value": "not_asked"}, {"value": "maybe", "reason": "behalten"}])
def test_no_answer_is_not_none(member, application, board1, data):
    response = member.post(url("review-conflict", application), data)
    assert response.status_code == 200
    assert "error-summary" in text_of(response)
    if "reason" in data:
        assert "behalten" in text_of(response)
    assert not ConflictDeclaration.objects.filter(user=board1, value="none").exists()
