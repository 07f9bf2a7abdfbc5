"""People register and sign off, events are called off; the English mistakes them for no newsletter and no log-out."""

from pathlib import Path

import pytest
from django.conf import settings as portal
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from events.registration_links import token_of
from events.services.registrations import cancel, close
from notifications.models import OutboxMessage

from .registrations import RegistrationSettingsFactory, registered

pytestmark = pytest.mark.django_db
TEMPLATES = [
    *Path(portal.BASE_DIR, "templates/events").glob("registration*.html"),
    *Path(portal.BASE_DIR, "templates/emails").glob("registration-*.txt"),
]


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory()


def test_whom_the_office_signed_off_reads_no_word_of_having_done_it(client, office, settings_):
    row = registered(settings_)
    cancel(row, actor=office, by_office=True, reason="Doppelt", now=timezone.now())
    page = client.get(f"/events/registrations/{token_of(row)}/").content.decode()
    assert "Sie sind abgemeldet." in page
    assert "abgesagt" not in page.split("<main")[1].lower()
    assert "das Programmbüro hat Sie" in OutboxMessage.objects.get(kind="registration-cancelled").body


def test_only_events_are_called_off():
    for file in TEMPLATES:
        if "called" in file.name or file.name in {"registration_box.html", "registration_closed.html"}:
            continue
        text = file.read_text().lower()
        assert "absag" not in text, file
        assert "abgesagt" not in text, file
        assert "sagen sie" not in text, file


def test_the_english_pages_are_about_registering(client, settings_, office):
    url = f"/en/events/{settings_.event.slug}/"
    for page in (url, f"{url}register/", f"{url}register/sent/"):
        text = client.get(page).content.decode()
        assert "Registration" in text, page
        assert "Subscription" not in text, page
    close(settings_, actor=office, now=timezone.now())
    assert "<title>Registration:" in client.get(f"{url}register/").content.decode()


def test_the_offices_act_signs_a_person_off_and_not_itself_out(client, office, settings_):
    row = registered(settings_)
    User.objects.filter(pk=office.pk).update(language="en")
    client.force_login(office)
    with translation.override("en"):
        url = reverse("admin:events_registration_change", args=[row.pk])
        act = reverse("admin:events_registration_act", args=[row.pk, "cancel"])
    client.cookies[portal.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(url).content.decode()
    button = page.split(f'href="{act}"')[1].split("</a>")[0]
    assert "Cancel the registration" in button
