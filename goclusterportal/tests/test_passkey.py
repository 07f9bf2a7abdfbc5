"""A passkey in a real browser: made once, then the way in and the second factor in one."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

# A key with a fingerprint reader that keeps its users, always touched by the right finger.
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_opens_the_desk(live_page, live_server, office):
    # A passkey belongs to a name, never to an address in numbers.
    url = live_server.url.replace("127.0.0.1", "localhost")
    EmailAddress.objects.create(user=office, email=office.email, primary=True, verified=True)
    Authenticator.objects.filter(user=office).delete()
    page = live_page(base_url=url)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    page.goto(reverse("account_login"))
    page.fill("input[name=login]", office.email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Einloggen", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Bestätigen", exact=True).click()
    page.wait_for_url("**/webauthn/add/")
    page.get_by_label("Name").fill("Schlüssel am Schreibtisch")
    page.get_by_label(re.compile("passwortlos", re.IGNORECASE)).check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "add" not in address)
    assert Authenticator.objects.filter(user=office, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/admin/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/admin/")
    expect(page.locator("h1")).to_be_visible()
