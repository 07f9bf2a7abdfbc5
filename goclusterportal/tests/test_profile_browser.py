"""A profile in a browser: written, looked at, handed in, approved, read; also without scripts and by keyboard."""

import pytest

from clusters.services.revisions import open_revision

from .browsing import Person, act_on
from .world_content import picture_upload

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False, **PHONE}], ids=["script", "no-script-phone"])
def test_from_draft_to_public(live_page, member_cluster, manager, office, options):
    own, address = Person(live_page(manager, **options)), f"/my/{member_cluster.slug}/profile/"
    own.open(f"/my/{member_cluster.slug}/").press("Profil")
    own.page.locator("[name=aims_de]").fill("Licht für **alle**.")
    own.page.locator("[name=aims_en]").fill("Light for all.")
    own.page.locator("[name=website]").fill("kein Link")
    own.press("Speichern und Vorschau").sees("Bitte prüfen Sie Ihre Angaben")
    assert own.page.locator("[name=aims_de]").input_value() == "Licht für **alle**."
    own.page.locator("[name=website]").fill("https://photonik.example")
    logo = picture_upload()
    own.page.locator("[name=logo_file]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": logo.read()}
    )
    own.page.locator("[name=logo_alt_de]").fill("Logo: ein Lichtstrahl")
    own.press("Speichern und Vorschau").sees("So sähe Ihr Profil aus").sees("Licht für alle.")
    assert own.page.get_by_role("img", name="Logo: ein Lichtstrahl").is_visible()
    visitor = Person(live_page(**options))
    visitor.open(f"/clusters/{member_cluster.slug}/").sees_not("Licht für")
    own.press("Zur Veröffentlichung einreichen").sees("Das Programmbüro prüft das Profil").sees("Licht für")
    own.open(address).press("Zurückholen").press("Speichern und Vorschau").press("Zur Veröffentlichung einreichen")

    desk = Person(live_page(office))
    revision = open_revision(member_cluster)
    desk.open("/admin/").sees(member_cluster.name)
    desk.open(f"/admin/clusters/profilerevision/{revision.pk}/change/").sees("Licht für")
    act_on(desk, f"/admin/clusters/profilerevision/{revision.pk}/", "publish")
    visitor.open(f"/clusters/{member_cluster.slug}/").sees("Licht für alle.")
    assert visitor.page.get_by_role("img", name="Logo: ein Lichtstrahl").is_visible()
    visitor.open(f"/en/clusters/{member_cluster.slug}/").sees("Light for all.")


def test_by_keyboard_alone(live_page, member_cluster, manager):
    page = live_page(manager, reduced_motion="reduce")
    page.goto(f"/my/{member_cluster.slug}/profile/")
    page.locator("[name=successes_de]").focus()
    page.keyboard.type("Drei Preise.")
    while page.evaluate("document.activeElement.value") != "preview":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Drei Preise." in page.inner_text("main")
    while page.evaluate("document.activeElement.textContent.trim()") != "Zur Veröffentlichung einreichen":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert open_revision(member_cluster).state == "submitted"
