"""The office's work lists: one number for desk and list, acts that name who gets a mail, a table that leaks nothing."""

import csv
import datetime
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admissions.models import Review, ReviewAssignment
from admissions.officework import next_step, with_steps
from admissions.permissions import office_files
from admissions.services import assignment, completion, recorded
from admissions.services.letters import prepare_refusal
from admissions.tests.factories import assign, declare_none, submitted_review
from admissions.tests.office_cases import CANARY, decide, make_application, recommend
from admissions.tests.recorded_cases import office_person, propose, scan, values
from admissions.worklists import WORK_LISTS, counts_of
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from goclusterportal.desk import desk_of
from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings
from records.errors import ActRefused

pytestmark = pytest.mark.django_db

LIST = "admin:admissions_application_changelist"


@pytest.fixture
def desk(client, office):
    settings = ProgrammeSettings.load()
    settings.is_demo = True
    settings.save()
    client.force_login(office)
    return client


def files(office, today):
    return with_steps(office_files(office, today), office)


def lists_of(application, office, today):
    rows = files(office, today).filter(pk=application.pk)
    return [key for key, count in counts_of(rows, today).items() if count and key != "all"]


def act_url(application, name):
    return reverse("admin:admissions_application_act", args=[application.pk, name])


def test_a_case_walks_through_the_lists(applicant, office, ministry, board1, board2, today):
    application = make_application("submitted", applicant, office)

    def move(state, **fields):
        type(application).objects.filter(pk=application.pk).update(state=state, **fields)
        return lists_of(application, office, today)

    assert move("submitted") == ["check"]
    assert move("returned", lapses_on=today) == ["returned"]
    assert move("complete", lapses_on=None) == ["assign"]
    assert move("in_review") == ["assign"]
    for member in (board1, board2):
        assign(application, member, office)
    assert move("in_review") == []
    ReviewAssignment.objects.update(due_on=today - datetime.timedelta(days=1))
    assert move("in_review") == ["overdue"]
    for member in (board1, board2):
        submitted_review(application, member, 60)
    assert move("in_review") == ["interview"]
    assert move("interview") == []
    assert move("recommended") == ["paper"]
    assert move("withdrawn") == ["closed"]


def test_who_abstains_is_not_waited_for(applicant, office, board1, board2, today):
    application = make_application("in_review", applicant, office)
    for member in (board1, board2):
        assign(application, member, office)
    submitted_review(application, board1, 60)
    review = submitted_review(application, board2, 0)
    Review.objects.filter(pk=review.pk).update(abstained=True)
    assert lists_of(application, office, today) == ["assign"]
    assert next_step(files(office, today).get()).act == "assign"


def test_the_lists_after_the_recommendation(applicant, manager, office, ministry, board1, board2, today):
    admitted = make_application("recommended", applicant, office)
    recommend(admitted, office, board1, board2)
    found = propose(admitted, office, today, "refused")
    assert lists_of(admitted, office, today) == ["confirm"]
    recorded.reject(found, reason="x", actor=office, day=today)
    decide(admitted, ministry, "admitted")
    assert lists_of(admitted, office, today) == ["commitment"]
    refused = make_application("recommended", manager, office)
    recommend(refused, office, board1, points=3)
    prepare_refusal(decide(refused, ministry, "refused", starts_on=None), office, today)
    assert lists_of(refused, office, today) == ["release"]
    refused.decisions.update(notified_on=today)
    assert lists_of(refused, office, today) == ["closed"]


def test_desk_and_list_show_the_same_numbers(desk, applicant, manager, office, today):
    make_application("submitted", applicant, office)
    make_application("returned", manager, office)
    shown = {chip["label"]: chip["count"] for chip in desk_of(office, today)[0].chips}
    response = desk.get(reverse(LIST))
    assert {chip["label"]: chip["count"] for chip in response.context_data["work_chips"]} == shown
    assert (shown["Alle"], shown["Vollständigkeit prüfen"], shown["Zurückgegeben"]) == (2, 1, 1)


def test_chips_keep_search_and_filter(desk, applicant, manager, office):
    found, other = make_application("submitted", applicant, office), make_application("submitted", manager, office)
    query = f"?q={found.number}&catalogue__id__exact={found.catalogue_id}&list=check"
    response = desk.get(reverse(LIST) + query)
    content = response.content.decode()
    assert "1 Antrag ist auf Vollständigkeit zu prüfen." in content
    assert other.number not in content
    chip = next(chip for chip in response.context_data["work_chips"] if "list=returned" in chip["url"])
    assert f"q={found.number}" in chip["url"]
    assert chip["count"] == 0


def test_what_lapses_soon_stands_first_and_other_orders_work(desk, applicant, manager, office, today):
    late, soon = make_application("returned", applicant, office), make_application("returned", manager, office)
    type(soon).objects.filter(pk=soon.pk).update(lapses_on=today)
    rows = desk.get(reverse(LIST) + "?list=returned").context_data["cl"].result_list
    assert [one.pk for one in rows] == [soon.pk, late.pk]
    rows = desk.get(reverse(LIST) + "?list=returned&o=1").context_data["cl"].result_list
    assert [one.pk for one in rows] == [late.pk, soon.pk]
    assert desk.get(reverse(LIST) + "?list=unknown").status_code == 200


@pytest.mark.parametrize("key", [one.key for one in WORK_LISTS])
def test_every_list_costs_the_same_for_one_and_three(key, desk, applicant, manager, office):
    url = f"{reverse(LIST)}?list={key}"

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url).status_code == 200
        return len(captured)

    make_application("submitted", applicant, office)
    queries()
    one = queries()
    make_application("submitted", manager, office)
    assert queries() == one


# --- Returns ---


def test_more_time_needs_a_later_day_and_a_reason(applicant, office, today):
    application = make_application("returned", applicant, office)
    later = application.lapses_on + datetime.timedelta(days=7)
    for day, reason in ((application.lapses_on, "x"), (later, " ")):
        with pytest.raises(ActRefused):
            completion.extend_completion(application, day, reason, actor=office, day=today)
    with pytest.raises(ActRefused):
        completion.extend_completion(application, later, "x", actor=applicant, day=today)
    completion.extend_completion(application, later, "Krankheit", actor=office, day=today)
    application.refresh_from_db()
    assert application.lapses_on == later
    mail = OutboxMessage.objects.get(kind="application-extended")
    assert mail.to_user == applicant
    assert "Krankheit" in mail.body
    type(application).objects.filter(pk=application.pk).update(state="submitted", lapses_on=None)
    with pytest.raises(ActRefused):
        completion.extend_completion(application, later + datetime.timedelta(days=1), "x", actor=office, day=today)


def test_the_page_names_who_is_told_before_more_time_is_given(desk, applicant, office, today):
    application = make_application("returned", applicant, office)
    content = desk.get(act_url(application, "extend")).content.decode()
    assert f"1 Person erhält eine E-Mail: {applicant.name} ({applicant.email})" in content
    day = application.lapses_on + datetime.timedelta(days=3)
    response = desk.post(act_url(application, "extend"), {"lapses_on": day.isoformat(), "reason": "Urlaub"})
    assert response.status_code == 302
    application.refresh_from_db()
    assert application.lapses_on == day


# --- Assignment ---


def test_the_whole_board_is_shown_with_the_reason_why_not(desk, applicant, office, board1, board2, board3):
    application = make_application("in_review", applicant, office)
    FunctionFactory(user=board3, organisation=application.organisation, kind=Function.Kind.BOARD)
    assign(application, board1, office)
    content = desk.get(act_url(application, "assign")).content.decode()
    assert all(one.name in content for one in (board1, board2, board3))
    assert "Ist schon zugewiesen." in content
    assert "Hat oder hatte eine Funktion beim Antragsteller oder seinem Träger." in content
    assert content.count(" disabled") == 2
    assert "mindestens 2 Gutachten. 1 ist noch zuzuweisen." in content


def test_another_person_in_one_act_after_both_mails_were_named(desk, applicant, office, board1, board2, today):
    application = make_application("in_review", applicant, office)
    first = assign(application, board1, office)
    data = {"assignment": first.pk, "reviewer": board2.pk, "due_on": today.isoformat(), "reason": "krank"}
    response = desk.post(act_url(application, "reassign"), data)
    content = response.content.decode()
    assert "2 Personen erhalten je eine E-Mail" in content
    assert board1.email in content
    assert board2.email in content
    assert not OutboxMessage.objects.exists()
    data["shown"] = response.context["form"]["shown"].value()
    assert desk.post(act_url(application, "reassign"), data).status_code == 302
    assert ReviewAssignment.objects.get(ended_at=None).reviewer == board2
    assert set(OutboxMessage.objects.values_list("kind", "to_user")) == {
        ("review-ended", board1.pk),
        ("review-invitation", board2.pk),
    }


def test_a_replacement_that_is_refused_ends_nothing(applicant, office, board1, board2, today):
    application = make_application("in_review", applicant, office)
    first = assign(application, board1, office)
    assign(application, board2, office)
    for person in (board1, board2):
        with pytest.raises(ActRefused):
            assignment.reassign(first, person, today, reason="krank", actor=office, day=today)
    first.refresh_from_db()
    assert first.ended_at is None
    assert not OutboxMessage.objects.exists()


def test_a_deadline_moves(applicant, office, board1, today):
    application = make_application("in_review", applicant, office)
    first = assign(application, board1, office)
    later = today + datetime.timedelta(days=5)
    for day in (today, today - datetime.timedelta(days=1)):
        with pytest.raises(ActRefused):
            assignment.change_deadline(first, day, actor=office, day=today)
    with pytest.raises(ActRefused):
        assignment.change_deadline(first, later, actor=board1, day=today)
    assignment.change_deadline(first, later, actor=office, day=today)
    first.refresh_from_db()
    assert first.due_on == later
    assert OutboxMessage.objects.get(kind="review-deadline").to_user == board1
    submitted_review(application, board1, 10)
    with pytest.raises(ActRefused):
        assignment.change_deadline(first, today, actor=office, day=today)


# --- A decision signed on paper, through its pages ---


def test_entering_and_confirming_through_the_pages(desk, applicant, office, ministry, board1, board2, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    data = values(today.isoformat()) | {"document": scan()}
    assert desk.post(act_url(application, "record-decision"), data).status_code == 302
    assert desk.get(act_url(application, "confirm-decision")).status_code == 302
    second = office_person()
    second.is_staff = True
    second.save()
    declare_none(application, second)
    desk.force_login(second)
    content = desk.get(act_url(application, "confirm-decision")).content.decode()
    assert "Dr. Martha Beispiel, Referatsleiterin" in content
    assert f"1 Person erhält eine E-Mail: {ministry.name} ({ministry.email})" in content
    assert desk.post(act_url(application, "confirm-decision"), {}).status_code == 200
    assert desk.post(act_url(application, "confirm-decision"), {"compared": "on"}).status_code == 302
    application.refresh_from_db()
    assert application.state == "decided"
    page = desk.get(reverse("admin:admissions_application_change", args=[application.pk])).content.decode()
    assert f"erfasst von {office}, bestätigt von {second}" in page
    token = application.recorded_decisions.get().document.token
    url = reverse("admin:admissions_application_file", args=[application.pk, token])
    response = desk.get(url)
    assert response.getvalue().startswith(b"%PDF")
    response.close()


def test_a_record_without_its_document_loses_nothing_typed(desk, applicant, office, board1, board2, today):
    application = make_application("recommended", applicant, office)
    recommend(application, office, board1, board2)
    response = desk.post(act_url(application, "record-decision"), values(today.isoformat()))
    assert "document" in response.context["form"].errors
    assert "Dr. Martha Beispiel" in response.content.decode()
    assert not application.recorded_decisions.exists()


# --- The table to download ---


def test_the_table_has_what_the_list_has_and_no_formula(desk, applicant, manager, office, board1, board2, today):
    mine = make_application("recommended", applicant, office)
    recommend(mine, office, board1, board2)
    other = make_application("submitted", manager, office)
    mine.cluster.name = "=1+1"
    mine.cluster.save()
    url = reverse("admin:admissions_application_export")
    text = desk.post(url, {"format": "1", "resource": "0"}).content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert other.number in text
    assert CANARY not in text
    assert board1.name not in text
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert len(cells) > 20
    assert not [cell for cell in cells if re.match(r"61\b", cell)]
    text = desk.post(f"{url}?list=paper", {"format": "1", "resource": "0"}).content.decode("utf-8-sig")
    assert mine.number in text
    assert other.number not in text
    FunctionFactory(user=office, organisation=mine.organisation, kind=Function.Kind.BOARD)
    text = desk.post(url, {"format": "1", "resource": "0"}).content.decode("utf-8-sig")
    assert mine.number not in text


@pytest.mark.parametrize("who", ["ministry", "applicant", "administrator", "board1"])
def test_only_the_office_downloads(who, client, applicant, office, request):
    make_application("submitted", applicant, office)
    client.force_login(request.getfixturevalue(who))
    url = reverse("admin:admissions_application_export")
    assert client.get(url).status_code in (302, 403)
    assert client.post(url, {"format": "1", "resource": "0"}).status_code in (302, 403)
