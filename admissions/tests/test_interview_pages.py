"""The arranged interview on the pages of applicant, office, board and ministry: who sees what, nothing leaks."""

import datetime

import pytest
from django.contrib.admin.sites import site
from django.urls import reverse
from django.utils import timezone

from admissions.interviews import open_plan
from admissions.models import Application, Interview, InterviewDate, InterviewPlan
from admissions.officework import next_step, with_steps
from admissions.permissions import office_files
from admissions.services import interview_plans
from admissions.tests.board import interviewed
from admissions.tests.factories import assign, declare_none, submitted_review
from admissions.tests.interviews import LINK, PLACE, agreed, at, by_video, in_review, pick, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(applicant, office):
    return in_review(applicant, office)


@pytest.fixture
def reviewed(application, office, board1, board2):
    for member in (board1, board2):
        assign(application, member, office)
        submitted_review(application, member, 12)
        declare_none(application, member)
    return application


def page(client, person, name, *args):
    client.force_login(person)
    return client.get(reverse(name, args=args)).content.decode()


def act_url(application, name):
    return reverse("admin:admissions_application_act", args=[application.pk, name])


# --- The applicant -----------------------------------------------------------


def test_the_box_offers_the_dates_then_shows_the_chosen_one(client, application, applicant, office, board1):
    propose(application, office, board1, guests="Herr Geheim")
    case = page(client, applicant, "admissions:apply-case", application.number)
    address = reverse("admissions:apply-interview", args=[application.number])
    assert "Termin wählen" in case
    assert address in case
    shown = page(client, applicant, "admissions:apply-interview", application.number)
    assert PLACE in shown
    date = open_plan(application).offered[0]
    response = client.post(address, {"date": date.pk, "answer": ""}, follow=True)
    assert "Ihr Termin" in response.content.decode()
    case = page(client, applicant, "admissions:apply-case", application.number)
    assert "Termin wählen" not in case
    assert f"Gespräch am {at(10):%-d}." in case
    assert PLACE in case
    for secret in (board1.name, "Geheim", office.name):
        assert secret not in case + shown + response.content.decode()


def test_an_answer_needs_a_choice_and_no_needs_a_sentence(client, application, applicant, office):
    propose(application, office)
    address = reverse("admissions:apply-interview", args=[application.number])
    client.force_login(applicant)
    assert "Bitte wählen Sie einen Termin" in client.post(address, {}).content.decode()
    response = client.post(address, {"date": "none", "answer": " "})
    assert "Bitte schreiben Sie, wann es Ihnen passen würde." in response.content.decode()
    assert open_plan(application).state == "proposed"
    response = client.post(address, {"date": "none", "answer": "Ab Mittwoch."}, follow=True)
    assert "Kein Termin passt." in response.content.decode()
    assert open_plan(application).answer == "Ab Mittwoch."


def test_who_comes_second_sees_what_was_chosen(client, application, applicant, office):
    propose(application, office)
    late = open_plan(application).offered[1]
    pick(application, applicant)
    client.force_login(applicant)
    address = reverse("admissions:apply-interview", args=[application.number])
    content = client.post(address, {"date": late.pk}, follow=True).content.decode()
    assert "Gewählt ist bereits" in content
    assert PLACE in content
    assert LINK not in content


def test_without_a_plan_the_page_leads_to_the_case(client, application, applicant):
    client.force_login(applicant)
    response = client.get(reverse("admissions:apply-interview", args=[application.number]))
    assert response["Location"] == reverse("admissions:apply-case", args=[application.number])


def test_past_dates_are_not_offered(client, application, applicant, office):
    propose(application, office)
    InterviewDate.objects.update(starts_at=timezone.now() - datetime.timedelta(hours=1))
    assert "Termin wählen" not in page(client, applicant, "admissions:apply-case", application.number)
    shown = page(client, applicant, "admissions:apply-interview", application.number)
    assert PLACE not in shown


# --- The office --------------------------------------------------------------


def plan_form(**changes):
    values = {
        "start_1": at(10).strftime("%Y-%m-%dT%H:%M"),
        "minutes_1": 60,
        "place_1": PLACE,
        "answer_by": (at(5)).date().isoformat(),
    }
    return values | changes


def test_the_office_proposes_in_the_admin(client, application, applicant, office, board1):
    client.force_login(office)
    address = act_url(application, "plan-interview")
    shown = client.get(address).content.decode()
    assert f"{applicant.name} ({applicant.email})" in shown
    assert "erhält 1 Person" in shown
    response = client.post(address, plan_form(board=[board1.pk], guests="Frau Gast"), follow=True)
    content = response.content.decode()
    assert "1 Termin ist vorgeschlagen." in content
    assert "Termine vorgeschlagen" in content
    assert board1.name in content
    plan = open_plan(application)
    assert [date.starts_at for date in plan.offered] == [at(10)]
    assert plan.guests == "Frau Gast"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start_1": ""}, "Bitte geben Sie den Beginn an."),
        ({"start_1": "", "place_1": ""}, "Bitte schlagen Sie mindestens einen Termin vor."),
        ({"start_1": "2020-01-01T10:00"}, "Der Termin liegt in der Vergangenheit."),
        ({"link_1": LINK}, "Bitte geben Sie entweder einen Ort"),
        ({"start_2": at(10).strftime("%Y-%m-%dT10:30"), "place_2": PLACE}, "Zwei Termine überschneiden sich."),
        ({"answer_by": "2020-01-01"}, "Der Tag für die Antwort liegt in der Vergangenheit."),
        ({"answer_by": at(11).date().isoformat()}, "Der Tag für die Antwort liegt nach dem ersten Termin."),
        ({"start_1": "2027-03-28T02:30"}, "2027"),
    ],
)
def test_bad_input_loses_nothing(changes, said, client, application, office):
    client.force_login(office)
    response = client.post(act_url(application, "plan-interview"), plan_form(message="Guten Tag", **changes))
    content = response.content.decode()
    assert response.status_code == 200
    assert said in content
    assert "Guten Tag" in content
    assert not InterviewPlan.objects.exists()


def test_moving_and_calling_off_name_everybody_first(client, application, applicant, office, board1):
    agreed(application, office, applicant, board1)
    client.force_login(office)
    for name in ("move-interview", "cancel-interview"):
        shown = client.get(act_url(application, name)).content.decode()
        assert "an 3 Adressen" in shown
        for person in (applicant, board1):
            assert person.email in shown
    response = client.post(
        act_url(application, "move-interview"),
        {"start": at(20, 14).strftime("%Y-%m-%dT%H:%M"), "minutes": 90, "link": LINK, "reason": "Krankheit"},
    )
    assert response.status_code == 302
    assert open_plan(application).chosen.starts_at == at(20, 14)
    assert client.post(act_url(application, "cancel-interview"), {"reason": "Krankheit"}).status_code == 302
    assert open_plan(application) is None


def test_which_acts_there_are(client, application, applicant, office, rf):
    request = rf.get("/")
    request.user = office

    def names():
        fresh = Application.objects.get(pk=application.pk)
        return {act.name for act in site._registry[Application].get_acts(request, fresh) if "interview" in act.name}

    assert names() == {"plan-interview", "interview"}
    propose(application, office)
    assert names() == {"plan-interview", "fix-interview", "interview", "cancel-interview"}
    pick(application, applicant)
    assert names() == {"move-interview", "interview", "cancel-interview"}


def test_recording_is_filled_in_from_the_plan(client, application, applicant, office, board1, board2):
    propose(application, office, board1, board2, guests="Frau Gast")
    pick(application, applicant)
    InterviewDate.objects.update(starts_at=timezone.now() - datetime.timedelta(hours=3))
    client.force_login(office)
    shown = client.get(act_url(application, "interview")).content.decode()
    assert shown.count("checked") == 4
    assert PLACE in shown
    day = open_plan(application).chosen.day
    response = client.post(
        act_url(application, "interview"),
        {
            "held_on": day.isoformat(),
            "place": PLACE,
            "attended": [str(applicant), str(board1), "Frau Gast"],
            "participants": "Herr Spontan",
            "minutes": "Verlauf",
        },
    )
    assert response.status_code == 302
    interview = Interview.objects.get()
    assert interview.participants.splitlines() == [str(applicant), str(board1), "Frau Gast", "Herr Spontan"]
    assert interview.plan is not None
    application.refresh_from_db()
    assert application.state == "interview"


def test_recording_needs_participants(client, application, office):
    client.force_login(office)
    values = {"held_on": timezone.localdate().isoformat(), "minutes": "Verlauf"}
    assert (
        "Bitte nennen Sie die Teilnehmenden." in client.post(act_url(application, "interview"), values).content.decode()
    )
    assert not Interview.objects.exists()


# --- What comes next ---------------------------------------------------------


def step(application, office, now=None):
    files = office_files(office, timezone.localdate())
    return next_step(with_steps(files, office, now).get(pk=application.pk))


def test_the_next_step_follows_the_talk(reviewed, applicant, office):
    assert step(reviewed, office).act == "plan-interview"
    propose(reviewed, office)
    waiting = step(reviewed, office)
    assert (waiting.act, waiting.due) == ("", at(5).date())
    assert step(reviewed, office, at(5, 23)).act == ""
    late = step(reviewed, office, at(6, 0))
    assert late.act == "plan-interview"
    assert "steht aus seit" in late.text
    assert "sind vorbei" in step(reviewed, office, at(13)).text
    interview_plans.refuse_dates(reviewed, "Nie.", actor=applicant, now=timezone.now())
    assert "Kein vorgeschlagener Termin passt." in step(reviewed, office).text
    propose(reviewed, office)
    pick(reviewed, applicant)
    planned = step(reviewed, office)
    assert (planned.act, planned.due) == ("", at(10).date())
    assert planned.text.startswith("Gespräch am ")
    assert step(reviewed, office, at(10, 9)).act == ""
    assert step(reviewed, office, at(10, 10)).act == "interview"


def test_an_early_plan_does_not_hide_missing_reviews(application, applicant, office, board1, board2):
    for member in (board1, board2):
        assign(application, member, office)
    propose(application, office)
    assert "0 von 2 Gutachten" in step(application, office).text
    interview_plans.refuse_dates(application, "Nie.", actor=applicant, now=timezone.now())
    assert step(application, office).act == "plan-interview"


# --- Board and ministry ------------------------------------------------------


def test_the_board_sees_the_agreed_date(client, reviewed, applicant, office, board1, board2):
    propose(reviewed, office, board1)
    assert "Vereinbart für" not in page(client, board1, "admissions:review-file", reviewed.number)
    pick(reviewed, applicant)
    mine = page(client, board1, "admissions:review-file", reviewed.number)
    assert "Vereinbart für" in mine
    assert "Sie sind eingeladen." in mine
    others = page(client, board2, "admissions:review-file", reviewed.number)
    assert "Vereinbart für" in others
    assert "Sie sind eingeladen." not in others
    assert board1.name not in others
    assert "Gespräch am" in page(client, board1, "admissions:review")


@pytest.mark.parametrize("who", ["board3", "manager", "outsider", "administrator", "ministry"])
def test_nobody_else_finds_the_date(who, client, application, applicant, office, request):
    agreed(application, office, applicant)
    person = request.getfixturevalue(who)
    client.force_login(person)
    for name in ("admissions:apply-interview", "admissions:apply-interview-calendar"):
        assert client.get(reverse(name, args=[application.number])).status_code == 404
    assert client.get(reverse("admissions:review-calendar", args=[application.number])).status_code in (302, 404)
    address = reverse("admin:admissions_application_calendar", args=[application.pk])
    assert client.get(address).status_code in (302, 403, 404)


def test_minutes_as_pdf(client, reviewed, office, ministry, board1, board2, applicant, today):
    interview = interviewed(reviewed, office, today)
    addresses = {
        board1: reverse("admissions:review-minutes", args=[reviewed.number, interview.pk]),
        office: reverse("admin:admissions_application_minutes", args=[reviewed.pk, interview.pk]),
    }
    for person, address in addresses.items():
        client.force_login(person)
        response = client.get(address)
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")
        assert b"StructTreeRoot" in response.content
        assert "no-store" in response["Cache-Control"]
    client.force_login(applicant)
    for address in addresses.values():
        assert client.get(address).status_code in (302, 403, 404)
    ministry_address = reverse("admissions:decide-minutes", args=[reviewed.number, interview.pk])
    client.force_login(ministry)
    assert client.get(ministry_address).status_code == 404
    Application.objects.filter(pk=reviewed.pk).update(state="recommended")
    assert client.get(ministry_address).status_code == 302
    declare_none(reviewed, ministry)
    assert client.get(ministry_address).status_code == 200


def test_no_minutes_before_the_own_review_and_none_of_another_case(
    client, application, manager, office, board1, board2, today
):
    assign(application, board1, office)
    declare_none(application, board1)
    interview = interviewed(application, office, today)
    address = reverse("admissions:review-minutes", args=[application.number, interview.pk])
    client.force_login(board1)
    assert client.get(address).status_code == 404
    submitted_review(application, board1, 12)
    assert client.get(address).status_code == 200
    foreign = interviewed(in_review(manager, office), office, today)
    assert client.get(reverse("admissions:review-minutes", args=[application.number, foreign.pk])).status_code == 404


def test_the_desk_costs_the_same_for_more_rows(
    client, applicant, manager, office, board1, django_assert_max_num_queries
):
    first = in_review(applicant, office)
    agreed(first, office, applicant, board1)
    client.force_login(board1)
    address = reverse("admissions:review")
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    agreed(in_review(manager, office), office, manager, board1)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_moving_within_the_page_uses_the_video_link(client, application, applicant, office):
    agreed(application, office, applicant)
    interview_plans.set_date(application, by_video(20), reason="Krankheit", actor=office, now=timezone.now())
    shown = page(client, applicant, "admissions:apply-interview", application.number)
    assert LINK in shown
    assert PLACE not in shown
