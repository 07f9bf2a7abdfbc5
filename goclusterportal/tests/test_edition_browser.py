"""Journeys in a browser: an event is found, submitted to a cluster week, accepted, called off; also by keyboard."""

import re

import pytest

from events.models import Event
from events.tests.factories import EditionFactory, EventFactory
from notifications.models import OutboxMessage
from programme.models import Land

from .browsing import Keys, Person, act_on

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def edition(db):
    return EditionFactory(slug="clusterwoche", name_de="Clusterwoche 2031", name_en="Cluster week 2031")


def linked(mail):
    return re.search(r"https?://[^/]+(/\S+)", mail.body)[1]


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False, **PHONE}], ids=["script", "no-script-phone"])
def test_from_the_form_to_the_programme(live_page, edition, office, options):
    visitor = Person(live_page(**options))
    visitor.open("/events/weeks/").press("Clusterwoche 2031").press("Veranstaltung einreichen")
    visitor.fill("Clusterinitiative oder Organisation", "Netzwerk Beispielwald").fill("Ansprechperson", "Bo Beispiel")
    visitor.fill("Titel (deutsch)", "Waldgespräch").fill("Beschreibung (deutsch)", "Ein Rundgang.").submit()
    visitor.sees("Bitte prüfen Sie Ihre Angaben")
    assert visitor.page.get_by_label("Titel (deutsch)").input_value() == "Waldgespräch"
    visitor.fill("E-Mail-Adresse", "initiative@portal.test").fill("Tag", edition.starts_on.isoformat())
    visitor.page.locator("[name=city]").fill("Beispielwald")
    visitor.page.locator("[name=land]").select_option(label="Hessen")
    visitor.submit().sees("Bitte sehen Sie in Ihr Postfach")
    link = linked(OutboxMessage.objects.get())
    visitor.open(link).press("Einreichung bestätigen").sees("Das Programmbüro sieht Ihre Einreichung an")

    desk = Person(live_page(office))
    row = edition.submissions.get()
    desk.open("/admin/").sees("Waldgespräch")
    record = f"/admin/events/editionsubmission/{row.pk}/"
    act_on(desk, record, "ask", question="Wo treffen wir uns?")
    visitor.open(link).sees("Wo treffen wir uns?")
    visitor.fill("Beschreibung (deutsch)", "Ein Rundgang, Treffpunkt am Waldrand.").submit()
    act_on(desk, record, "accept")

    visitor.open(link).sees("Ihre Veranstaltung steht im Programm").press("Zur Veranstaltung").sees(
        "Treffpunkt am Waldrand"
    )
    visitor.open("/events/weeks/clusterwoche/").sees("Waldgespräch").press(re.compile("Hessen"))
    visitor.sees("Waldgespräch").sees("1 Veranstaltung")
    visitor.open("/en/events/weeks/clusterwoche/?group=land").sees("Waldgespräch").sees("Hesse")


def test_an_event_is_submitted_and_confirmed_by_keyboard_alone(live_page, edition):
    page = live_page(reduced_motion="reduce")
    page.goto(f"/events/weeks/{edition.slug}/submit/")
    keys = Keys(page)
    keys.write("organisation", "Netzwerk Beispielwald").write("contact_name", "Bo Beispiel")
    keys.write("contact_email", "initiative@portal.test").write("title_de", "Waldgespräch")
    keys.write("summary_de", "Ein Rundgang.")
    # A day is typed in the order of the browser's language.
    keys.write("held_on", edition.starts_on.strftime("%m%d%Y"))
    keys.write("city", "Beispielwald").write("land", "Hess")
    keys.follow("Einreichen")
    assert "Bitte sehen Sie in Ihr Postfach" in page.inner_text("main")
    page.goto(linked(OutboxMessage.objects.get()))
    keys.follow("Einreichung bestätigen")
    assert "Das Programmbüro sieht Ihre Einreichung an" in page.inner_text("main")
    row = edition.submissions.get()
    assert (row.held_on, row.land.iso) == (edition.starts_on, "DE-HE")


def test_filters_by_keyboard_alone(live_page):
    EventFactory(title_de="Im Süden", kind="workshop", land=Land.objects.get(iso="DE-BY"))
    EventFactory(title_de="Im Netz", kind="seminar", online=True)
    page = live_page(reduced_motion="reduce")
    page.goto("/events/")
    page.locator("#main").focus()
    while page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')") != "online 1":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Im Netz" in page.inner_text("main")
    assert "Im Süden" not in page.inner_text("main")
    assert page.url.endswith("/events/?land=online")


def test_an_event_that_is_called_off_says_so(live_page, office):
    event = EventFactory(title_de="Werkstattgespräch", slug="werkstattgespraech")
    desk = Person(live_page(office))
    act_on(desk, f"/admin/events/event/{event.pk}/", "cancel", notice_de="Die Halle ist gesperrt.")
    visitor = Person(live_page(java_script_enabled=False))
    visitor.open("/events/").sees("abgesagt").press("Werkstattgespräch").sees("Die Halle ist gesperrt.")
    assert Event.objects.get(pk=event.pk).sequence == 1
