"""The directory and the map in a browser: in place with a script, by the same form without one, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from .browsing import Person
from .register import add_member

PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def three(db):
    add_member("Bäder und Öfen", city="Köln", laender=["DE-NW"], fields=["energy"])
    add_member("Straßenbau Süd", laender=["DE-BY"], fields=["construction"], label="silver", actors=60)
    add_member("Photonik Jena", laender=["DE-TH"], fields=["optics-photonics"], label="gold", says=["strategy"])


def test_each_choice_shows_in_place_and_the_address_can_be_shared(live_page, three):
    page = live_page()
    page.goto("/clusters/")
    form = page.locator("#directory").element_handle()
    status = page.locator("#result-status")
    expect(status).to_have_text("3 Cluster gefunden")
    page.get_by_label("Bayern").check()
    expect(status).to_have_text("1 Cluster gefunden")
    # What was chosen keeps the focus though its list is new, and the form was never replaced.
    expect(page.locator("#land-DE-BY")).to_be_focused()
    assert form.evaluate("form => form.isConnected")
    page.get_by_label("Thüringen").check()
    expect(status).to_have_text("2 Cluster gefunden")
    expect(page).to_have_url("/clusters/?land=DE-BY&land=DE-TH")
    expect(page.locator("#languages a")).to_have_attribute("href", "/en/clusters/?land=DE-BY&land=DE-TH")
    page.get_by_label("Suche").press_sequentially("fotonik")
    expect(status).to_have_text("1 Cluster gefunden")
    expect(page.locator("#result-parts")).to_contain_text("Gezeigt wird, was zu „Photonik“ passt.")
    expect(page.get_by_label("Suche")).to_be_focused()
    assert page.get_by_role("status").count() == 1
    # Back goes through the choices, one at a time.
    page.go_back()
    expect(status).to_have_text("2 Cluster gefunden")
    expect(page.get_by_label("Suche")).to_have_value("")
    expect(page.locator("#land-DE-TH")).to_be_checked()
    page.get_by_role("link", name="Bayern", exact=False).first.click()
    expect(status).to_have_text("1 Cluster gefunden")
    assert page.context.cookies() == []


def test_list_and_map_are_two_views_of_one_result(live_page, three):
    page = live_page()
    page.goto("/clusters/?label=gold&label=silver")
    page.get_by_role("link", name="Karte", exact=True).last.click()
    expect(page).to_have_url("/map/?label=gold&label=silver")
    page.get_by_label("Gold").uncheck()
    expect(page.locator("#result-status")).to_have_text("1 Cluster gefunden")
    expect(page).to_have_url("/map/?label=silver")
    page.get_by_role("link", name="Bayern: 1 Cluster").click()
    expect(page).to_have_url("/clusters/?land=DE-BY&label=silver")
    expect(page.get_by_role("link", name="Straßenbau Süd")).to_be_visible()


def test_the_journey_without_a_script(live_page, three):
    person = Person(live_page(java_script_enabled=False))
    person.open("/clusters/").fill("Suche", "jena").press("Anzeigen").sees("1 Cluster gefunden")
    person.press("Alle zurücksetzen").sees("3 Cluster gefunden")
    person.page.get_by_label("Bayern").check()
    person.page.get_by_label("Thüringen").check()
    person.press("Ergebnis ansehen").sees("2 Cluster gefunden")
    person.follow(person.page.locator(".portal-chip").first).sees("1 Cluster gefunden")
    person.follow(person.page.locator("#result-views a").last)
    assert person.page.url.endswith("/map/?land=DE-TH")
    person.follow(person.page.locator("svg a[aria-label='Thüringen: 1 Cluster']")).sees("Photonik Jena")
    person.open("/clusters/?land=DE-XX").sees("Diesen Wert gibt es hier nicht").sees("3 Cluster gefunden")


@pytest.mark.parametrize("script", [True, False])
def test_the_drawer_of_a_phone(live_page, three, script):
    page = live_page(java_script_enabled=script, **PHONE)
    page.goto("/clusters/")
    drawer = page.locator("#facets")
    expect(drawer).not_to_be_visible()
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(drawer).to_be_visible()
    page.get_by_label("Bayern").check()
    if script:
        expect(page.locator("#result-status")).to_have_text("1 Cluster gefunden")
        # Still open for the next choice.
        expect(drawer).to_be_visible()
    page.get_by_role("button", name="Ergebnis ansehen").click()
    expect(drawer).not_to_be_visible()
    expect(page.locator("#result-status")).to_have_text("1 Cluster gefunden")
    expect(page.get_by_role("button", name="Filter (1 gewählt)")).to_be_visible()


def test_the_journey_by_keyboard_alone(live_page, three):
    page = live_page()
    page.goto("/clusters/")
    page.get_by_label("Suche").focus()
    page.keyboard.type("su")
    page.keyboard.press("Enter")
    expect(page.locator("#result-status")).to_have_text("1 Cluster gefunden")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#land-DE-BY")).to_be_focused()
    page.keyboard.press("Space")
    expect(page).to_have_url("/clusters/?q=su&land=DE-BY")
    expect(page.locator("#land-DE-BY")).to_be_focused()
    page.goto("/map/")
    page.locator("svg a[aria-label='Bayern: 1 Cluster']").focus()
    assert page.evaluate("getComputedStyle(document.querySelector('svg a:focus-visible path')).strokeWidth") == "6px"
    page.keyboard.press("Enter")
    expect(page).to_have_url("/clusters/?land=DE-BY")


def test_typing_is_one_step_to_go_back(live_page, three):
    page = live_page()
    page.goto("/clusters/?land=DE-BY&land=DE-TH")
    status = page.locator("#result-status")
    for words in ("jen", "jena"):
        page.get_by_label("Suche").fill(words)
        expect(page).to_have_url(f"/clusters/?q={words}&land=DE-BY&land=DE-TH")
        expect(status).to_have_text("1 Cluster gefunden")
    page.go_back()
    expect(page).to_have_url("/clusters/?land=DE-BY&land=DE-TH")
    expect(status).to_have_text("2 Cluster gefunden")


def test_the_focus_stays_where_a_value_went(live_page, three):
    """Chosen, but finding nothing: unchecked, it is gone."""
    page = live_page()
    page.goto("/clusters/?land=DE-BY&label=gold")
    expect(page.locator("#result-status")).to_have_text("Kein Cluster gefunden")
    page.locator("#land-DE-BY").focus()
    page.keyboard.press("Space")
    expect(page.locator("#land-DE-BY")).to_have_count(0)
    expect(page.locator("#land-DE-TH")).to_be_focused()


def test_a_wrong_value_is_wrong_until_one_is_chosen(live_page, three):
    """live_page watches the console: htmx finds a place for every part of the answer."""
    page = live_page()
    page.goto("/clusters/?land=XX")
    expect(page.locator("#error-summary")).to_be_visible()
    page.get_by_label("Bayern").check()
    expect(page.locator("#result-status")).to_have_text("1 Cluster gefunden")
    expect(page.locator("#error-summary")).to_have_count(0)
    expect(page.locator("#id_land_error")).to_have_count(0)


def test_a_city_can_be_pressed_on_a_phone(live_page, three):
    page = live_page(**PHONE)
    page.goto("/map/")
    for iso in ("DE-BE", "DE-HB", "DE-HH"):
        box = page.locator(f"svg a[href*='{iso}'] circle").bounding_box()
        assert box["width"] >= 24
        assert box["height"] >= 24


def test_a_result_that_does_not_come_is_said(browser, live_server, three):
    """Without live_page, whose watch on the console a broken connection would fail."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/clusters/")
    page.route("**/clusters/?*", lambda route: route.abort())
    page.get_by_label("Bayern").check()
    expect(page.get_by_role("status")).to_contain_text("ließ sich nicht neu laden")
    context.close()
