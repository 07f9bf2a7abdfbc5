"""The office's desk: what waits, in the right words, with one act per row, and always the same number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from admissions.models import ConflictDeclaration, CriterionCheck, ReviewAssignment
from admissions.officework import next_step, with_steps
from admissions.permissions import office_files
from admissions.services.letters import prepare_refusal
from admissions.tests.factories import ApplicationFactory, assign, declare_none, submitted_review
from admissions.tests.office_cases import decide, make_application, recommend
from clusters.models import Function
from clusters.tests.factories import FunctionFactory, MembershipFactory
from goclusterportal.desk import desk_of
from labels.services.duties import create_silver_duty
from notifications.models import OfficeTask, OutboxMessage
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, office):
    settings = ProgrammeSettings.load()
    settings.is_demo = True
    settings.save()
    client.force_login(office)
    return client


def lists(user, today):
    return {one.key: one for one in desk_of(user, today)}


def step_of(application, user, today):
    return next_step(with_steps(office_files(user, today), user).get(pk=application.pk))


def check_all(application, office, result):
    criteria = [answer.criterion for answer in application.answers.all()]
    CriterionCheck.objects.bulk_create(
        CriterionCheck(application=application, criterion=criterion, result=result, checked_by=office)
        for criterion in criteria
    )


def test_an_empty_desk_says_so(desk):
    content = desk.get(reverse("admin:index")).content.decode()
    assert "0 Anträge warten auf Sie." in content
    assert "Kein Antrag wartet auf das Programmbüro." in content


def test_the_desk_counts_what_waits_and_offers_one_act_each(desk, applicant, manager, office, today):
    make_application("submitted", applicant, office)
    undeclared = make_application("complete", manager, office)
    ConflictDeclaration.objects.filter(application=undeclared).delete()
    rows = lists(office, today)["waiting"].rows
    assert [row["act"]["label"] for row in rows] == ["Vollständigkeit prüfen", "Befangenheit erklären"]
    response = desk.get(reverse("admin:index"))
    assert "2 Anträge warten auf Sie." in response.content.decode()
    for row in rows:
        assert desk.get(row["url"]).status_code == 200
        assert desk.get(row["act"]["url"]).status_code == 200


@pytest.mark.parametrize("who", ["administrator", "ministry", "board1", "applicant"])
def test_nobody_else_has_this_desk(who, applicant, office, today, request):
    make_application("submitted", applicant, office)
    assert desk_of(request.getfixturevalue(who), today) == []


def test_the_next_step_follows_the_case(applicant, manager, office, ministry, board1, board2, today):
    application = make_application("submitted", applicant, office, sizes=(1, 1, 1, 1))
    assert step_of(application, office, today).act == "check"
    check_all(application, office, "accepted")
    assert step_of(application, office, today).act == "accept"
    CriterionCheck.objects.filter(criterion__code="K11").update(result="missing")
    assert step_of(application, office, today).act == "return"

    def move(state):
        application.state = state
        application.save()
        return step_of(application, office, today)

    assert move("complete").act == "assign"
    assert move("in_review").act == "assign"
    for member in (board1, board2):
        assign(application, member, office)
    waiting = step_of(application, office, today)
    assert (waiting.act, waiting.due) == ("", today)
    submitted_review(application, board1, 12)
    assert "1 von 2 Gutachten" in step_of(application, office, today).text
    submitted_review(application, board2, 12)
    assert step_of(application, office, today).act == "plan-interview"
    assert move("interview").act == ""
    ReviewAssignment.objects.filter(reviewer=board1).update(ended_at=timezone.now())
    assert step_of(application, office, today).act == "assign"
    assert move("recommended").act == "paper"
    assert move("withdrawn").text == ""


def test_the_last_steps(applicant, manager, office, ministry, board1, today):
    admitted = make_application("recommended", applicant, office)
    recommend(admitted, office, board1)
    decide(admitted, ministry, "admitted")
    assert step_of(admitted, office, today).act == "commitment"
    refused = make_application("recommended", manager, office)
    recommend(refused, office, board1, points=3)
    letter = prepare_refusal(decide(refused, ministry, "refused", starts_on=None), office, today)
    assert step_of(refused, office, today).act == "release"
    OutboxMessage.objects.filter(pk=letter.pk).update(state="discarded")
    assert step_of(refused, office, today).act == "renew"
    refused.decisions.update(notified_on=today)
    assert step_of(refused, office, today).text == ""


def test_a_deferred_case_is_back_in_review(applicant, office, ministry, board1, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1)
    decide(application, ministry, "deferred", starts_on=None)
    application.state, application.round = "in_review", 2
    application.save()
    assert step_of(application, office, today).act == "assign"


def test_requests_tasks_messages_and_deadlines(desk, office, outsider, member_cluster, today):
    FunctionFactory(user=outsider, cluster=member_cluster, confirmed_on=None, kind=Function.Kind.MANAGER)
    OfficeTask.objects.create(key="x", text_de="Bitte anrufen", text_en="Please call")
    mail = {"to_email": "a@portal.test", "language": "de", "kind": "x", "body": "x"}
    OutboxMessage.objects.create(key="1", subject="Unzustellbar", state="failed", **mail)
    OutboxMessage.objects.create(key="2", subject="Unterwegs", state="queued", **mail)
    OutboxMessage.objects.create(key="3", subject="Brief", state="held", **{**mail, "kind": "decision-letter"})
    soon = today.replace(day=1) - datetime.timedelta(days=700)
    create_silver_duty(MembershipFactory(starts_on=soon), actor=office)
    create_silver_duty(MembershipFactory(starts_on=today), actor=office)
    found = lists(office, today)
    assert [row["title"] for row in found["requests"].rows] == [str(outsider)]
    assert [row["title"] for row in found["tasks"].rows] == ["Bitte anrufen"]
    assert [row["title"] for row in found["messages"].rows] == ["Unzustellbar"]
    assert len(found["deadlines"].rows) == 1
    for one in found.values():
        assert desk.get(one.url).status_code == 200
        for row in one.rows:
            assert desk.get(row["url"]).status_code == 200


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["admin:index", "admin:admissions_application_changelist"])
def test_the_number_of_queries_does_not_grow(address, desk, office, today):
    url = reverse(address)

    def add(number):
        for _ in range(number):
            declare_none(ApplicationFactory(state="submitted", created_by=office), office)
            create_silver_duty(MembershipFactory(starts_on=today - datetime.timedelta(days=720)), actor=office)
            FunctionFactory(cluster=ApplicationFactory(state="complete", created_by=office).cluster, confirmed_on=None)
            OfficeTask.objects.create(key=f"k{OfficeTask.objects.count()}", text_de="x", text_en="x")

    add(1)
    queries(desk, url)
    one = queries(desk, url)
    add(2)
    assert queries(desk, url) == one
