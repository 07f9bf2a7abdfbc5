"""The log-in that follows a lost one keeps the way back, with a second factor too."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD
from admissions.models import Score
from admissions.tests.board import assign, new_file
from records.models import KeptInput

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _across_half_a_minute(settings):
    """A code made at the end of its thirty seconds counts a moment later too."""
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def scoring(board1, office, applicant, applicant_cluster):
    EmailAddress.objects.create(user=board1, email=board1.email, primary=True, verified=True)
    Authenticator.objects.filter(user=board1).delete()
    totp.TOTP.activate(board1, SECRET)
    application = new_file(applicant, applicant_cluster)
    assign(application, board1, office)
    return application


def code_of_now():
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(iter(totp.yield_hotp_counters_from_time()))))


def test_the_second_factor_keeps_the_way_back(client, scoring, board1):
    save = reverse("admissions:review-save", args=[scoring.number])
    sent = client.post(save, {"comment_K11": "Gut belegt."})
    back = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    assert back == reverse("admissions:review-file", args=[scoring.number]) + f"?kept={KeptInput.objects.get().token}"
    answer = client.post(
        reverse("account_login"), {"login": board1.email, "password": PASSWORD, "next": back}, follow=True
    )
    assert answer.redirect_chain[-1][0].startswith(reverse("mfa_authenticate"))
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of_now()}, follow=True)
    assert answer.redirect_chain[-1][0] == back
    assert "Gut belegt.</textarea>" in answer.content.decode().replace(">\n", ">")


@pytest.mark.django_db(transaction=True)
def test_a_review_in_mid_sentence(live_page, scoring, board1):
    page = live_page(board1)
    page.goto(f"/review/{scoring.number}/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Anmerkung zu K11").fill("Gut belegt, aber")
    alert = page.get_by_role("alert").filter(has_text="Sie sind abgemeldet. Ihr Text steht noch hier.")
    expect(alert).to_be_visible(timeout=15_000)
    alert.get_by_role("button", name="Neu einloggen und weiterschreiben").click()
    page.get_by_label("E-Mail").fill(board1.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("input[name=code]").fill(code_of_now())
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_label("Anmerkung zu K11")).to_have_value("Gut belegt, aber")
    expect(page.locator("[data-review-status]")).to_contain_text("Gespeichert um", timeout=15_000)
    assert Score.objects.get(criterion__code="K11").comment == "Gut belegt, aber"
    assert not KeptInput.objects.exists()
