"""Journeys in a browser: register, wait, cancel, move up, change, the office at the door; with and without scripts."""

import datetime
import re

import pytest
from django.utils import timezone

from events.models import Registration
from goclusterportal.tests.browsing import Person, act_on
from notifications.models import OutboxMessage

from .registrations import RegistrationSettingsFactory, add_questions, registered

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def settings_(db):
    settings = RegistrationSettingsFactory(capacity=1)
    add_questions(settings)
    return settings


def own_page(email):
    """The path in the last mail to this address."""
    body = OutboxMessage.objects.filter(to_email=email).latest("pk").body
    return re.search(r"https?://[^/]+(/events/registrations/\S+/)", body)[1]


def sign_up(person, settings, name, email):
    person.open(f"/events/{settings.event.slug}/").press(re.compile("Jetzt anmelden|Auf die Warteliste"))
    person.fill("Ihr Name", name).fill("Ihre E-Mail-Adresse", email)
    person.page.get_by_label("vegan").check()
    person.page.get_by_label("Energie").check()
    person.page.get_by_label("Ich bin einverstanden.").check()
    person.submit().sees("Bitte sehen Sie in Ihr Postfach")


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False, **PHONE}], ids=["script", "no-script-phone"])
def test_register_wait_cancel_move_up_change(live_page, settings_, options):
    visitor = Person(live_page(**options))
    sign_up(visitor, settings_, "Ada Beispiel", "ada@portal.test")
    sign_up(visitor, settings_, "Bo Muster", "bo@portal.test")
    visitor.open(own_page("bo@portal.test")).sees("Sie stehen auf Platz 1 der Warteliste")
    visitor.open(own_page("ada@portal.test")).sees("Ihr Platz ist reserviert")
    visitor.press("Von der Veranstaltung abmelden").sees("Ihr Platz wird sofort frei").press(
        "Von der Veranstaltung abmelden"
    )
    visitor.sees("Sie sind abgemeldet")
    assert OutboxMessage.objects.latest("pk").kind == "registration-moved-up"
    visitor.open(own_page("bo@portal.test")).sees("Ihr Platz ist reserviert").press("Angaben ändern")
    visitor.fill("Organisation", "Neue Werkstatt").submit().sees("Neue Werkstatt").sees("vegan")


def test_what_is_missing_is_said_at_its_field(live_page, settings_):
    visitor = Person(live_page())
    visitor.open(f"/events/{settings_.event.slug}/register/").fill("Organisation", "Musterwerk").submit()
    visitor.sees("Bitte prüfen Sie Ihre Angaben").sees("Bitte geben Sie Ihren Namen ein.")
    assert visitor.page.get_by_label("Organisation").input_value() == "Musterwerk"


def test_by_keyboard_alone(live_page, settings_):
    page = live_page(reduced_motion="reduce")
    page.goto(f"/events/{settings_.event.slug}/register/")
    page.locator("#id_name").focus()
    keys = page.keyboard
    keys.type("Ada Beispiel")
    keys.press("Tab")
    keys.type("ada@portal.test")
    # Organisation, cluster, two texts, then the buttons of the choice.
    for _stop in range(5):
        keys.press("Tab")
    keys.press("Space")
    while not page.evaluate("document.activeElement.name === 'consent'"):
        keys.press("Tab")
    keys.press("Space")
    while not page.evaluate("document.activeElement.type === 'submit'"):
        keys.press("Tab")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.url.endswith("/register/sent/"), page.inner_text("main")
    assert Registration.objects.get().state == "seated"


def test_the_office_at_the_door_with_a_phone(live_page, settings_, office):
    settings_.capacity = None
    settings_.save()
    event = settings_.event
    rows = [registered(settings_, number) for number in (1, 2)]
    event.starts_on, event.starts_at, event.ends_at = timezone.localdate(), None, None
    event.save()
    person = Person(live_page(office, **PHONE))
    base = f"/admin/events/registrationsettings/{settings_.pk}/"
    person.open(f"{base}attendance/").press(re.compile("Ist da.*Person 1")).sees("1 von 2 angemeldeten Personen")
    person.press(re.compile("Fehlt.*Person 2")).sees("fehlte").press(re.compile("Zurücknehmen.*Person 2")).sees_not(
        "fehlte"
    )
    act_on(person, base, "take-number")
    event.refresh_from_db()
    assert event.participants == 1
    person.open(f"/admin/events/registration/export/?settings__id__exact={settings_.pk}")
    person.page.locator("[name=format]").select_option(index=1)
    with person.page.expect_download() as download:
        person.page.locator("main form button[type=submit]").last.click()
    assert download.value.suggested_filename.endswith((".xlsx", ".csv"))
    assert Registration.objects.get(pk=rows[0].pk).attended


def test_the_office_writes_to_everyone(live_page, settings_, office):
    registered(settings_, 1)
    person = Person(live_page(office))
    person.open(f"/admin/events/registrationmessage/add/?settings={settings_.pk}")
    person.page.locator("[name=subject_de]").fill("Anfahrt")
    person.page.locator("[name=body_de]").fill("Bitte nehmen Sie die Bahn.")
    with person.page.expect_navigation():
        person.page.locator("main form button[name=_continue], main form input[name=_continue]").first.click()
    person.press("Test an mich senden").submit().sees("Der Test geht an")
    person.press("Nachricht freigeben").sees("an 1 Person").submit().sees("1 Person erhält die Nachricht.")
    assert OutboxMessage.objects.filter(kind="registration-message", to_email="person1@portal.test").count() == 1


def test_more_seats_move_people_up_in_the_admin(live_page, settings_, office):
    for number in range(3):
        registered(settings_, number, now=timezone.now() + datetime.timedelta(seconds=number))
    person = Person(live_page(office))
    person.open(f"/admin/events/registrationsettings/{settings_.pk}/change/")
    person.page.locator("[name=capacity]").fill("2")
    with person.page.expect_navigation():
        person.page.locator("main form button[name=_save], main form input[name=_save]").first.click()
    person.sees("1 Person ist nachgerückt.")
