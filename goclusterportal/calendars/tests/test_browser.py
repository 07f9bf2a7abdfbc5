"""In a real browser: an address is made, copied and taken back, with and without the script."""

import re

import pytest
from playwright.sync_api import expect

from records.models import CalendarFeed

from .reading import fetch

pytestmark = pytest.mark.django_db(transaction=True)

FIELD = "Adresse für Ihr Kalenderprogramm"


def test_make_copy_take_back(live_page, manager):
    page = live_page(manager, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/my/")
    page.get_by_role("link", name="Fristen und Termine als Kalender abonnieren").click()
    page.get_by_role("button", name=re.compile("Adresse erzeugen.*Wasserkraft Oberland")).click()
    address = page.get_by_label(FIELD).input_value()
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_text("Die Adresse ist kopiert.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    path = address.removeprefix("http://127.0.0.1:8000")
    assert fetch(path).status_code == 200

    page.get_by_role("link", name="Zurück zu Ihren Kalendern").click()
    card = page.get_by_role("article", name="Wasserkraft Oberland")
    expect(card).to_contain_text("Zuletzt abgerufen am")
    card.get_by_role("button", name="Adresse zurückziehen").click()
    expect(page.get_by_role("status")).to_contain_text("Die Adresse ist zurückgezogen.")
    assert fetch(path).status_code == 404


def test_where_copying_is_not_allowed_the_address_is_marked(live_page, manager):
    page = live_page(manager)
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto("/my/calendar/")
    page.get_by_role("button", name=re.compile("Adresse erzeugen.*Meine Termine")).click()
    page.get_by_role("button", name="Adresse kopieren").click()
    expect(page.get_by_text("Die Adresse ist markiert.")).to_be_visible()
    assert page.evaluate("document.getSelection().toString()") == page.get_by_label(FIELD).input_value()


def test_without_javascript(live_page, manager):
    page = live_page(manager, java_script_enabled=False)
    page.goto("/my/calendar/")
    page.get_by_role("button", name=re.compile("Adresse erzeugen.*Meine Termine")).click()
    expect(page.get_by_label(FIELD)).to_be_visible()
    expect(page.get_by_role("button", name="Adresse kopieren")).to_be_hidden()
    address = page.get_by_label(FIELD).get_attribute("value")
    assert fetch(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    page.get_by_role("link", name="Zurück zu Ihren Kalendern").click()
    page.get_by_role("button", name="Adresse zurückziehen").click()
    expect(page.get_by_role("status")).to_contain_text("Die Adresse ist zurückgezogen.")
    assert not CalendarFeed.objects.filter(revoked_at=None).exists()
