"""Loading a history in a real browser: a fault, the mended file checked, then loaded, then again."""

import pytest
from playwright.sync_api import expect

from clusters.models import Membership
from clusters.tests.factories import ClusterFactory
from labels.tests.history_rows import csv, period

pytestmark = pytest.mark.django_db(transaction=True)

FILE, CHECK_ONLY = "main input[type=file]", "Nur prüfen, nichts schreiben"


def choose(page, *rows):
    page.locator(FILE).set_input_files({"name": "alt.csv", "mimeType": "text/csv", "buffer": csv(*rows)})


def send(page):
    page.get_by_role("button", name="Einlesen", exact=True).click()


def test_a_fault_then_the_check_then_the_loading(live_page, office):
    ClusterFactory(name="Alpha Cluster", slug="alpha")
    page = live_page(office)
    page.goto("/admin/labels/labelaward/")
    page.get_by_role("link", name="Historie einlesen").click()
    expect(page.get_by_label(CHECK_ONLY)).to_be_checked()

    send(page)
    expect(page.locator("main")).to_contain_text("Dieses Feld ist zwingend erforderlich")

    choose(page, period(starts_on="2013"), period("unbekannt", "2013"))
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Es wurde nichts geschrieben.")
    expect(page.locator("main")).to_contain_text("Zeile 3, Spalte „cluster“: „unbekannt“ steht nicht im Register")

    choose(page, period(starts_on="2013"))
    send(page)
    expect(page.locator("main")).to_contain_text("Probelauf: Es wurde nichts geschrieben.")
    expect(page.locator("main")).to_contain_text("Mitgliedschaften: 1 neu, 0 ergänzt, 0 unverändert")
    assert not Membership.objects.filter(cluster__slug="alpha").exists()

    choose(page, period(starts_on="2013"))
    page.get_by_label(CHECK_ONLY).uncheck()
    send(page)
    expect(page.locator("main")).to_contain_text("Alles geschrieben.")
    assert Membership.objects.get(cluster__slug="alpha").starts_precision == "year"

    choose(page, period(starts_on="2013"))
    page.get_by_label(CHECK_ONLY).uncheck()
    send(page)
    expect(page.locator("main")).to_contain_text("Alles ist auf dem Stand der Datei, nichts war zu ändern.")
