"""A visitor searches the portal: by keyboard on a desk, on a phone, and without a script."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 320, "height": 740}}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_head_of_any_page_to_a_profile_by_keyboard(live_page, world, script):
    page = live_page(java_script_enabled=script, **DESK)
    page.goto("/imprint/")
    field = page.get_by_role("search", name="Im ganzen Portal").get_by_label("Suchbegriffe")
    for _stop in range(10):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("id") == "site-search":
            break
    expect(field).to_be_focused()
    page.keyboard.type("wasserkraft")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("1 Treffer für „wasserkraft“")
    expect(page.locator("main mark").first).to_have_text("Wasserkraft")
    link = page.get_by_role("link", name="Wasserkraft Oberland")
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wasserkraft Oberland")


def test_a_phone_leads_to_the_search_and_a_typing_error_is_forgiven(live_page, world):
    page = live_page(**PHONE)
    page.goto("/")
    expect(page.locator("#site-search")).to_be_hidden()
    with page.expect_navigation():
        page.get_by_role("banner").get_by_role("link", name="Suche", exact=True).click()
    page.get_by_role("main").get_by_label("Suchbegriffe").fill("Jahrestrefen")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Suchen").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Jahrestreffen", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Treffer für „Jahrestreffen“")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_chips_narrow_the_list_and_keep_the_words(live_page, world):
    page = live_page(**DESK)
    page.goto("/search/?q=er")
    chips = page.get_by_role("navigation", name="Treffer nach Art")
    with page.expect_navigation():
        chips.get_by_role("link", name="ClusterERFOLGE").click()
    expect(chips.locator("[aria-current]")).to_contain_text("ClusterERFOLGE")
    expect(page.get_by_role("main").get_by_label("Suchbegriffe")).to_have_value("er")
    expect(page.get_by_role("article")).to_have_count(1)
