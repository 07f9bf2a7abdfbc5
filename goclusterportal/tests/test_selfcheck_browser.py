"""The self-check in a browser: the result follows each choice, without a script too, and the way into a draft."""

import pytest
from playwright.sync_api import expect

from admissions.models import Answer, Application

from .test_journey import NAME, Person, sign_up

PAGE = "/self-check/"


def choose(page, code, points):
    page.locator(f"input[name={code}][value='{points}']").check()


def test_the_result_follows_each_choice_in_place(live_page, world):
    page = live_page()
    page.goto(PAGE)
    stay = page.locator("#self-check").element_handle()
    choose(page, "S1", 2)
    status = page.get_by_role("status")
    expect(status).to_have_text("2 von 90 Punkten · 29 offen")
    expect(page.locator("#result")).to_contain_text("2 von 90 Punkten, nötig sind 60")
    expect(page.locator("#result")).to_contain_text("S1 Zahl der verbindlichen Mitglieder: 1 Punkt mehr möglich")
    choose(page, "S2", 3)
    expect(status).to_have_text("5 von 90 Punkten · 28 offen")
    # The form was never replaced, and what has the focus keeps it.
    assert stay.evaluate("form => form.isConnected")
    expect(page.locator("input[name=S2][value='3']")).to_be_focused()
    # The address, the PDF and the other language hold the choice.
    assert "S1=2" in page.url
    assert "S2=3" in page.url
    assert page.get_by_role("link", name="Als PDF speichern").get_attribute("href").endswith("?S1=2&S2=3")
    assert "S2=3" in page.locator("#languages a").get_attribute("href")
    page.reload()
    expect(page.locator("input[name=S2][value='3']")).to_be_checked()
    assert page.context.cookies() == []


def test_it_works_by_keyboard_alone(live_page, world):
    page = live_page()
    page.goto(PAGE)
    page.locator("input[name=S1][value='']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=S1][value='1']")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("1 von 90 Punkten · 29 offen")


def test_it_works_without_a_script(live_page, world):
    page = live_page(java_script_enabled=False)
    page.goto(PAGE)
    choose(page, "S1", 2)
    page.get_by_role("button", name="Ergebnis berechnen").click()
    assert page.url.endswith("#result")
    expect(page.locator("#result")).to_contain_text("2 von 90 Punkten, nötig sind 60")


@pytest.mark.parametrize(("width", "in_sight"), [(360, "#result-status"), (1280, "#result-title")])
def test_the_result_stays_in_sight(live_page, world, width, in_sight):
    page = live_page(viewport={"width": width, "height": 800})
    page.goto(PAGE)
    choose(page, "A4", 2)
    expect(page.get_by_role("status")).to_have_text("2 von 90 Punkten · 29 offen")
    expect(page.locator(in_sight)).to_be_in_viewport()
    targets = page.locator(".selfcheck-option").all()[:5]
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in (one.bounding_box() for one in targets))


def test_a_choice_that_was_not_sent_leaves_no_old_result(browser, live_server, world):
    """Without live_page, whose watch on the console a broken connection would fail."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(PAGE)
    choose(page, "S1", 2)
    expect(page.locator("#result")).to_contain_text("2 von 90 Punkten")
    page.route("**/self-check/?*", lambda route: route.abort())
    choose(page, "S2", 2)
    expect(page.get_by_role("status")).to_contain_text("ließ sich nicht neu berechnen")
    expect(page.locator("#result")).not_to_contain_text("2 von 90 Punkten")
    expect(page.locator("input[name=S2][value='2']")).to_be_checked()
    page.unroute("**/self-check/?*")
    choose(page, "S3", 1)
    expect(page.get_by_role("status")).to_have_text("5 von 90 Punkten · 27 offen")
    expect(page.locator("#result")).to_contain_text("5 von 90 Punkten")
    context.close()


def register(page):
    for field, text in [
        ("cluster-name", NAME),
        ("cluster-city", "Waren"),
        ("organisation-legal_name", f"{NAME} e.V."),
        ("organisation-legal_form", "eingetragener Verein"),
        ("organisation-street", "Seestraße 1"),
        ("organisation-postal_code", "17192"),
        ("organisation-city", "Waren"),
        ("organisation-signatory", "Vorstand"),
    ]:
        page.fill(f"input[name={field}]", text)
    page.get_by_label("Brandenburg", exact=True).check()


def test_the_whole_way_from_a_visitor_into_a_draft(live_page, world):
    """Sign-up with the link from the mail, a new cluster, a new application: the points are there."""
    person = Person(live_page())
    person.open(PAGE)
    choose(person.page, "S1", 2)
    choose(person.page, "V5", 0)
    expect(person.page.get_by_role("status")).to_have_text("2 von 90 Punkten · 28 offen")
    person.press("In einen Antrag übernehmen").sees("dafür wird ein Cookie gesetzt")
    assert [cookie for cookie in person.page.context.cookies() if cookie["name"] == "sessionid"] == []
    person.press("Konto anlegen und übernehmen")
    sign_up(person)
    assert person.page.url.endswith("/apply/start/")
    person.sees("Ihre Einschätzung aus dem Selbstcheck wird übernommen").press("Cluster erfassen")
    person.sees("Ihre Einschätzung aus dem Selbstcheck wird übernommen")
    register(person.page)
    person.submit().sees("ist erfasst").sees("Meine Punkte aus dem Selbstcheck in den Antrag übernehmen")
    person.press("Antrag beginnen").sees("2 Einschätzungen übernommen")
    application = Application.objects.get(cluster__name=NAME)
    found = Answer.objects.filter(application=application).values_list("criterion__code", "own_points")
    assert dict(found) == {"S1": 2, "V5": 0}
