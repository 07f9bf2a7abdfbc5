"""The frame in Chromium: what the home page shows at once, that nothing jumps, a visitor's ways by keyboard."""

import pytest
from playwright.sync_api import expect

from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db(transaction=True)

DESK = {"width": 1280, "height": 800}
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.shifted += one.value;
  }).observe({type: "layout-shift", buffered: true});
}"""
WIDTHS = """() => ["h1", ".portal-brand__line", "main a"].map((part) => {
  const one = document.querySelector(part);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(one).font;
  return pen.measureText(one.textContent.trim()).width;
})"""
HAS_ARIAL = """() => document.fonts.load('400 16px "Fira Sans Room"').then((found) => found.length > 0, () => false)"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def tab_to(page, name, most=80):
    """Press Tab until what has the focus bears this name."""
    target = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.element_handle()
    for _stop in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(target) => document.activeElement === target", target):
            return
    raise AssertionError(f"Tab never reaches {name}")


def enter(page, name):
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


# --- The home page in one screen -----------------------------------------------------------------


def test_one_screen_of_a_desk_shows_programme_figures_dates_news_and_the_way_in(live_page, world):
    ProgrammeSettings.objects.update(is_demo=True)
    page = live_page(viewport=DESK)
    page.goto("/")
    below = page.evaluate(
        """() => {
          const parts = ["h1", ".home-top__lead", ".home-map__drawing", ".home-plain", ".home-figures",
            ".home-top a[href='/apply/']", ".home-top a[href='/self-check/']",
            ...["events", "news", "stories"].map((name) => `[aria-labelledby=${name}-title] .home-list li`)];
          return parts.map((part) => [part, document.querySelector(part)?.getBoundingClientRect().bottom ?? "missing"])
            .filter(([, bottom]) => !(bottom <= innerHeight));
        }"""
    )
    assert below == []


def test_on_a_phone_the_words_come_first_then_the_way_in_then_the_map(live_page, world):
    page = live_page(viewport={"width": 360, "height": 740})
    page.goto("/")
    parts = ["h1", ".home-top a[href='/apply/']", ".home-map", ".home-figures", ".home-now"]
    tops = [page.locator(part).first.bounding_box()["y"] for part in parts]
    assert tops == sorted(tops)
    assert tops[1] < 740


# --- Nothing jumps --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_when_the_fonts_come_late(live_page, world, width):
    for path in ("/", "/clusters/", "/news/", "/events/", "/accessibility/"):
        page = live_page(viewport={"width": width, "height": 800})
        page.add_init_script(f"({SHIFTS})()")
        _assert_nothing_jumps(page, path)


def _assert_nothing_jumps(page, path):
    held = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(path, wait_until="domcontentloaded")
    page.evaluate(TWO_FRAMES)
    assert held
    before = page.evaluate(WIDTHS)
    for route in held:
        route.continue_()
    page.unroute("**/*.woff2")
    page.evaluate("() => document.fonts.ready")
    page.wait_for_function("() => document.fonts.check('400 16px \"Fira Sans\"')")
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.shifted") < 0.05, path
    if not page.evaluate(HAS_ARIAL):
        pytest.skip("neither Arial nor its twin is on this machine")
    # The text takes the room it took before.
    assert page.evaluate(WIDTHS) == pytest.approx(before, rel=0.03), path


# --- The frame at every width, on paper, without motion --------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_navigation_fits_at_every_width(live_page, world, language):
    page = live_page()
    page.goto(f"{language}/map/")
    for width in (320, 360, 480, 768, 1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        links = [link.bounding_box() for link in page.locator(".portal-nav__link").all() if link.is_visible()]
        if width >= 1024:
            assert len({box["y"] for box in links}) == 1, width
        else:
            assert not links
            page.get_by_role("button", name="Menü" if not language else "Menu", exact=True).click()
            links = [link.bounding_box() for link in page.locator(".portal-nav__link").all() if link.is_visible()]
            assert len(links) == 7
            assert all(box["height"] >= 44 and box["x"] + box["width"] <= width for box in links)
            page.keyboard.press("Escape")


def test_on_paper_there_is_the_content_and_no_furniture(live_page, world):
    page = live_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    for path in ("/", "/clusters/", "/facts/", "/map/", "/accessibility/", "/imprint/", "/news/"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        for furniture in (".portal-nav", ".portal-header__bar", ".portal-footer__list", ".portal-skip"):
            expect(page.locator(furniture).first).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= 794, path


def test_nothing_moves_for_those_who_want_no_motion(live_page, world):
    page = live_page(reduced_motion="reduce")
    page.goto("/")
    page.get_by_role("link", name="Zum Selbstcheck").hover()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.locator(".kern-btn").first.evaluate("one => getComputedStyle(one).transitionDuration") == "0s"


# --- Journeys, by keyboard only --------------------------------------------------------------------


@SCRIPTS
def test_from_the_home_page_to_the_self_check_and_to_an_application(live_page, world, scripts):
    page = live_page(java_script_enabled=scripts)
    page.goto("/")
    tab_to(page, "Zum Inhalt springen", most=1)
    page.keyboard.press("Enter")
    enter(page, "Zum Selbstcheck")
    expect(page.locator("h1")).to_contain_text("Selbstcheck")
    page.goto("/")
    enter(page, "Mitglied werden")
    assert page.url.endswith("/apply/")
    expect(page.locator("main").get_by_role("link").first).to_be_visible()
    assert page.context.cookies() == []


@SCRIPTS
def test_a_barrier_is_reported_from_the_page_it_stands_on(live_page, world, scripts):
    page = live_page(java_script_enabled=scripts)
    page.goto("/map/")
    enter(page, "Feedback zu dieser Seite")
    expect(page.get_by_label("Um welche Seite geht es?")).to_have_value("/map/")
    page.get_by_label("Ihre Nachricht").focus()
    page.keyboard.type("Die Karte ist zu blass.")
    page.get_by_label("Ihre E-Mail-Adresse").focus()
    page.keyboard.type("keine Adresse")
    enter(page, "Nachricht senden")
    expect(page.get_by_label("Ihre Nachricht")).to_have_value("Die Karte ist zu blass.")
    field = page.get_by_label("Ihre E-Mail-Adresse")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("leserin@portal.test")
    enter(page, "Nachricht senden")
    expect(page.locator("h1")).to_have_text("Vielen Dank")
    assert page.context.cookies() == []
    message = OutboxMessage.objects.get(kind="feedback")
    assert "Die Karte ist zu blass." in message.body
    assert "/map/" in message.body
    assert "leserin@portal.test" in message.body
