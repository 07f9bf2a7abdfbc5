"""The whole way in a real browser: the office proposes, the manager picks, both see it, the office moves it."""

import pytest
from playwright.sync_api import expect

from admissions.interviews import open_plan
from admissions.tests.interviews import LINK, PLACE, at, in_review
from notifications.models import OutboxMessage
from programme.templatetags.portal import german_datetime

pytestmark = pytest.mark.django_db(transaction=True)


def field(moment):
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_from_the_proposal_to_the_moved_talk(live_page, applicant, office, board1):
    application = in_review(applicant, office)
    case = f"/admin/admissions/application/{application.pk}/"
    desk = live_page(office)
    desk.goto(f"{case}act/plan-interview/")
    desk.fill("input[name=start_1]", field(at(10)))
    desk.fill("input[name=place_1]", PLACE)
    desk.fill("input[name=start_2]", field(at(12, 14)))
    desk.fill("input[name=link_2]", LINK)
    desk.fill("input[name=answer_by]", at(5).date().isoformat())
    desk.get_by_label(board1.name).check()
    desk.get_by_role("button", name="Gespräch planen").click()
    expect(desk.get_by_role("status")).to_contain_text("2 Termine sind vorgeschlagen.")

    page = live_page(applicant)
    page.goto(f"/apply/{application.number}/")
    page.get_by_role("link", name="Termin wählen").click()
    page.get_by_label(german_datetime(at(12, 14))).check()
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_role("heading", name="Ihr Termin")).to_be_visible()
    expect(page.get_by_role("link", name=LINK)).to_be_visible()
    assert board1.name not in page.content()

    desk.goto(f"{case}change/")
    expect(desk.get_by_role("heading", name="Planung des Gesprächs")).to_contain_text("Termin vereinbart")
    desk.get_by_role("link", name="Gespräch verlegen").click()
    desk.fill("input[name=start]", field(at(20)))
    desk.fill("input[name=link]", "")
    desk.fill("input[name=place]", PLACE)
    desk.fill("textarea[name=reason]", "Der Raum ist belegt.")
    desk.get_by_role("button", name="Gespräch verlegen").click()
    expect(desk.get_by_role("status")).to_contain_text("Das Gespräch ist am")

    page.goto(f"/apply/{application.number}/")
    expect(page.get_by_role("complementary")).to_contain_text(german_datetime(at(20)))
    member = live_page(board1)
    member.goto("/review/")
    expect(member.get_by_text(german_datetime(at(20)))).to_be_visible()
    assert open_plan(application).sequence == 1
    assert OutboxMessage.objects.filter(kind="interview-moved", to_user__in=[applicant, board1]).count() == 2
