"""The portal without a mouse, at 200 % zoom and without a script."""

import pytest

from admissions.models import Answer, Score
from admissions.tests.factories import assign

from .world import make_application

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"viewport": {"width": 360, "height": 740}}
DESK = {"viewport": {"width": 1280, "height": 800}}
# 1280 px at 200 % zoom
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}

# What has the focus: whether one sees that it has, whether something else lies over it, and its name.
FOCUS = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shown = one.closest("label") || one;
  // In a drawing the shape itself is marked: its line is another than that of its neighbours.
  const shape = one.closest("svg") && one.querySelector("path");
  const neighbour = shape && one.parentElement.querySelector("a:not(:focus) path");
  const drawn = [one, shown].some((part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  }) || Boolean(neighbour) && getComputedStyle(shape).stroke !== getComputedStyle(neighbour).stroke;
  const box = one.getBoundingClientRect();
  const inside = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && [one, ...(one.labels || [])].some((part) => part.contains(top) || top.contains(part));
  };
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  // The browser brings the caret of a text area into sight, not its last line.
  const foot = one.tagName === "TEXTAREA" ? box.top + 24 : box.bottom - 2;
  const points = [box.top + 2, (box.top + foot) / 2, foot].filter((y) => y > 0 && y < innerHeight);
  // A Land on the map is no rectangle: its neighbours reach into its corners.
  const covered = one.closest("svg") ? 0 : points.filter((y) => !inside(x, y)).length;
  return {name: one.outerHTML.slice(0, 160), drawn, hidden: !points.length || covered > 0, box: [box.top, box.bottom]};
}"""


def walk(page, most=400):
    """Tab from the top to the end of the page; every stop must be visible and marked. Returns the number of stops."""
    wrong, stops = [], []
    for _stop in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        stops.append(focus["name"])
        if not focus["drawn"] or focus["hidden"]:
            wrong.append(focus)
    assert not wrong, wrong
    assert len(stops) > 5
    return stops


def opened(live_page, user, path, **options):
    page = live_page(user, reduced_motion="reduce", **options)
    assert page.goto(path).ok
    return page


@pytest.fixture
def scoring(world):
    application = make_application(world, "Gutachtencluster", "in_review")
    assign(application, world.cast.board1, by=world.cast.office)
    return application


@pytest.mark.matrix
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_stop_is_marked_and_in_sight(live_page, world, scoring, size):
    cast = world.cast
    for user, path in (
        (None, "/"),
        (None, "/clusters/"),
        (None, "/map/"),
        (None, "/accounts/login/"),
        (cast.applicant, f"/apply/{world.draft.number}/"),
        (cast.applicant, f"/apply/{world.draft.number}/section/1/"),
        (cast.board1, f"/review/{scoring.number}/"),
        (cast.ministry, f"/decide/{world.recommended.number}/"),
        (cast.office, f"/admin/admissions/application/{world.interview.pk}/change/"),
    ):
        walk(opened(live_page, user, path, **size))


def test_the_skip_link_leads_past_the_navigation(live_page, db):
    page = opened(live_page, None, "/clusters/", **DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(live_page, db):
    page = opened(live_page, None, "/", **PHONE)
    menu = page.get_by_role("navigation", name="Hauptnavigation")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menü", exact=True).focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('portal-nav').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Menü"


def test_the_directory_is_filtered_by_keyboard(live_page, world):
    page = opened(live_page, None, "/clusters/", **DESK)
    page.get_by_label("Suche").focus()
    page.keyboard.type("oberland")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clusters/?q=oberland")
    land = page.get_by_label("Bayern", exact=False)
    land.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/clusters/?q=oberland&land=DE-BY")
    assert page.get_by_role("link", name="Wasserkraft Oberland").is_visible()


def test_nothing_is_cut_off_at_200_percent(live_page, world, scoring):
    for user, path in (
        (None, "/"),
        (None, "/clusters/"),
        (None, "/facts/"),
        (world.cast.applicant, f"/apply/{world.draft.number}/section/1/"),
        (world.cast.board1, f"/review/{scoring.number}/"),
        (world.cast.office, "/admin/"),
        (world.cast.office, "/admin/labels/labelaward/"),
    ):
        page = opened(live_page, user, path, **ZOOMED)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


class TestWithoutScript:
    def test_directory_and_menu(self, live_page, world):
        page = opened(live_page, None, "/", java_script_enabled=False, **PHONE)
        page.get_by_role("button", name="Menü", exact=True).click()
        page.get_by_role("link", name="Cluster", exact=True).click()
        page.get_by_label("Suche").fill("oberland")
        page.get_by_role("button", name="Anzeigen").click()
        assert page.get_by_role("link", name="Wasserkraft Oberland").is_visible()

    def test_a_section_is_saved(self, live_page, world):
        page = opened(
            live_page, world.cast.applicant, f"/apply/{world.draft.number}/section/1/", java_script_enabled=False
        )
        page.get_by_label("Antwort zu K11").fill("Ohne Skript.")
        page.get_by_role("button", name="Speichern", exact=True).last.click()
        page.wait_for_load_state()
        assert "Gespeichert um" in page.inner_text("main")
        answer = Answer.objects.get(application=world.draft, criterion__code="K11")
        assert answer.text == "Ohne Skript."

    def test_points_are_saved(self, live_page, world, scoring):
        page = opened(live_page, world.cast.board1, f"/review/{scoring.number}/", java_script_enabled=False)
        page.get_by_role("group", name="Punkte für K11").get_by_label("3", exact=True).check()
        page.get_by_role("button", name="Entwurf speichern").first.click()
        page.wait_for_load_state()
        assert Score.objects.get(review__application=scoring, criterion__code="K11").points == 3
