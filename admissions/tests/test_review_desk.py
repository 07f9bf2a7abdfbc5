"""The board's desk: order, words, one act per row; query counts of desk and file."""

import datetime

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from admissions.models import ConflictDeclaration
from admissions.tests.board import (
    BoardAppointmentFactory,
    assign,
    interviewed,
    new_file,
    open_ballot,
    posted,
    recommended,
)
from admissions.tests.board_pages import text_of, url
from admissions.tests.factories import submitted_review
from clusters.tests.factories import ClusterFactory, OperationFactory

pytestmark = pytest.mark.django_db


def test_the_desk_of_a_member(member, assigned, board1, board2, office, today):
    page = text_of(member.get(reverse("admissions:review")))
    assert "1 Antrag wartet auf Ihr Gutachten." in page
    assert "4 Kriterien sind noch nicht bewertet" in page
    assert "heute," in page
    assert "Begutachten" in page
    member.post(url("review-save", assigned), posted(assigned, [1, 1, 1, None]))
    page = text_of(member.get(reverse("admissions:review")))
    assert "Entwurf" in page
    assert "1 Kriterium ist noch nicht bewertet" in page
    member.post(url("review-submit", assigned), posted(assigned, 1))
    page = text_of(member.get(reverse("admissions:review")))
    assert "abgegeben" in page
    assert "Zurzeit wartet kein Antrag auf Sie." in page
    interviewed(assigned, office, today)
    page = text_of(member.get(reverse("admissions:review")))
    assert "Die Abstimmung ist noch nicht eröffnet." in page
    assert "Über 1 Antrag" not in page
    open_ballot(assigned, board2, closes_on=today)
    page = text_of(member.get(reverse("admissions:review")))
    assert "Über 1 Antrag wird gerade abgestimmt." in page
    assert "Abstimmen" in page
    recommended(assigned, board2, today)
    assert "Nichts in dieser Auswahl" in text_of(member.get(reverse("admissions:review")))
    assert "Empfehlung abgegeben" in text_of(member.get("/review/?show=past"))


def test_an_unanswered_question_is_the_act_of_the_row(member, assigned):
    ConflictDeclaration.objects.update(value="not_asked", declared_at=None)
    page = text_of(member.get(reverse("admissions:review")))
    assert "Befangenheit erklären" in page
    assert url("review-conflict", assigned) in page


def test_least_reviewed_first_then_due(member, applicant, board1, office, today):
    files = []
    for days, reviewed in ((3, 1), (9, 0), (5, 0)):
        cluster = OperationFactory(cluster=ClusterFactory()).cluster
        application = new_file(applicant, cluster)
        assignment = assign(application, board1, office)
        assignment.due_on = today + datetime.timedelta(days=days)
        assignment.save()
        if reviewed:
            person = BoardAppointmentFactory(user=UserFactory()).user
            assign(application, person, office)
            submitted_review(application, person, 5)
        files.append(application)
    page = text_of(member.get(reverse("admissions:review")))
    order = sorted(files, key=lambda application: page.index(application.number))
    assert order == [files[2], files[1], files[0]]


def test_the_desk_takes_the_same_number_of_queries(
    member, applicant, board1, office, django_assert_max_num_queries, today
):
    counts = []
    made = 0
    for wanted in (1, 3, 10):
        while made < wanted:
            application = new_file(applicant, OperationFactory(cluster=ClusterFactory()).cluster)
            assign(application, board1, office)
            if made % 3 == 1:
                submitted_review(application, board1, 4)
                interviewed(application, office, today)
            made += 1
        with django_assert_max_num_queries(20) as captured:
            member.get(reverse("admissions:review"))
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_the_pages_of_a_file_take_the_same_number_of_queries(
    member, applicant, applicant_cluster, board1, office, today, django_assert_max_num_queries
):
    counts = {}
    for size in (1, 3, 10):
        application = new_file(
            applicant, OperationFactory(cluster=ClusterFactory()).cluster, sizes=(size, size, size, size)
        )
        assign(application, board1, office)
        with django_assert_max_num_queries(34) as captured:
            member.get(url("review-file", application))
        counts.setdefault("score", set()).add(len(captured))
        submitted_review(application, board1, 4)
        for _reviewer in range(size):
            person = BoardAppointmentFactory(user=UserFactory()).user
            assign(application, person, office)
            submitted_review(application, person, 4)
        interviewed(application, office, today)
        open_ballot(application, board1)
        for name in ("review-file", "review-results", "review-vote"):
            with django_assert_max_num_queries(50) as captured:
                assert member.get(url(name, application)).status_code == 200
            counts.setdefault(name, set()).add(len(captured))
    assert {name: len(numbers) for name, numbers in counts.items()} == dict.fromkeys(counts, 1)
