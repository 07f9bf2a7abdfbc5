"""The long form in a real browser: a lost log-in, a second tab and a colleague cost nobody a character."""

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD
from admissions.models import Answer
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from records.models import KeptInput

from .apply_cases import *  # noqa: F403 (fixtures)
from .test_apply_pages import url

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "Das Cluster zählt 112 Mitglieder, „verbindlich“ & <geprüft>,\n\n  und mitten im Sa"
SAVED = "[data-apply-saved]:visible"


@pytest.fixture
def section(draft, applicant):
    EmailAddress.objects.create(user=applicant, email=applicant.email, primary=True, verified=True)
    return url("apply-section", draft, "1")


@pytest.fixture
def colleague(outsider, applicant_cluster):
    FunctionFactory(user=outsider, cluster=applicant_cluster, kind=Function.Kind.DEPUTY)
    return outsider


def field(page, code="K11"):
    return page.get_by_label(f"Antwort zu {code}")


def log_in(page, user):
    """The real log-in page."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Einloggen")
    page.get_by_label("E-Mail").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def lose_session(page=None):
    """The server forgets everybody; with a page the browser forgets its cookie instead."""
    if page is None:
        Session.objects.all().delete()
    else:
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def saved_text(code="K11"):
    answer = Answer.objects.filter(criterion__code=code).first()
    return answer and answer.text


def all_is_back_and_saved(page):
    expect(page.get_by_text("Ihr Text von vorhin ist wieder da")).to_be_visible()
    expect(field(page)).to_have_value(SENTENCE)
    expect(page.locator(SAVED)).to_contain_text("Gespeichert um")
    with_answers(page, {"K11": SENTENCE})


def with_answers(page, texts):
    """Waits for the server's word before it looks at the rows."""
    expect(page.locator("[data-apply-form]")).not_to_have_attribute("data-apply-unsaved", "1", timeout=15_000)
    assert {code: saved_text(code) for code in texts} == texts


class TestLostLogIn:
    def test_noticed_while_typing(self, live_page, section, applicant):
        page = live_page(applicant)
        page.goto(section)
        field(page).press_sequentially(SENTENCE[:30])
        lose_session()
        field(page).fill(SENTENCE)
        alert = page.get_by_role("alert").filter(has_text="Sie sind abgemeldet. Ihr Text steht noch hier.")
        expect(alert).to_be_visible(timeout=15_000)
        expect(alert).to_be_in_viewport()
        expect(field(page)).to_have_value(SENTENCE)
        alert.get_by_role("button", name="Neu einloggen und weiterschreiben").click()
        log_in(page, applicant)
        all_is_back_and_saved(page)
        assert not KeptInput.objects.exists()
        # And on with the sentence.
        field(page).press("Control+End")
        field(page).press_sequentially("tz.")
        with_answers(page, {"K11": SENTENCE + "tz."})

    def test_noticed_by_the_button(self, live_page, section, applicant):
        page = live_page(applicant)
        page.goto(section)
        lose_session(page)
        field(page).fill(SENTENCE)
        page.locator("main form").get_by_role("button", name="Speichern und weiter").click()
        log_in(page, applicant)
        all_is_back_and_saved(page)

    def test_without_javascript(self, live_page, section, applicant):
        page = live_page(applicant, java_script_enabled=False)
        page.goto(section)
        lose_session()
        field(page).fill(SENTENCE)
        page.locator("main form").get_by_role("button", name="Speichern", exact=True).click()
        log_in(page, applicant)
        expect(page.get_by_text("Ihr Text von vorhin ist wieder da")).to_be_visible()
        expect(field(page)).to_have_value(SENTENCE)
        assert saved_text() is None
        page.locator("main form").get_by_role("button", name="Speichern", exact=True).click()
        expect(page.get_by_text("Ihre Angaben sind gespeichert.")).to_be_visible()
        assert saved_text() == SENTENCE
        assert not KeptInput.objects.exists()

    def test_logged_in_again_in_another_tab(self, browser, live_page, live_server, section, applicant):
        """The token of the page is old then; the browser writes the refusal to its console, so it is not live_page."""
        first = live_page(applicant)
        with browser.new_context(base_url=live_server.url, storage_state=first.context.storage_state()) as context:
            page, other = context.new_page(), context.new_page()
            page.goto(section)
            lose_session()
            field(page).fill(SENTENCE)
            expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible(timeout=15_000)
            other.goto(section)
            log_in(other, applicant)
            expect(field(other)).to_have_value("")
            field(page).press("Control+End")
            field(page).press_sequentially("tz.")
            expect(page.get_by_text("Sie sind abgemeldet.")).to_have_count(0, timeout=15_000)
            with_answers(page, {"K11": SENTENCE + "tz."})

    def test_an_old_token_without_javascript(self, browser, live_page, live_server, section, applicant):
        state = live_page(applicant).context.storage_state()
        with browser.new_context(base_url=live_server.url, storage_state=state, java_script_enabled=False) as context:
            page, other = context.new_page(), context.new_page()
            page.goto(section)
            lose_session()
            field(page).fill(SENTENCE)
            other.goto(section)
            log_in(other, applicant)
            page.locator("main form").get_by_role("button", name="Speichern", exact=True).click()
            expect(field(page)).to_have_value(SENTENCE)
            page.locator("main form").get_by_role("button", name="Speichern", exact=True).click()
            expect(page.get_by_text("Ihre Angaben sind gespeichert.")).to_be_visible()
            assert saved_text() == SENTENCE


class TestMeanwhile:
    def test_two_tabs_of_one_person(self, live_page, section, applicant):
        page = live_page(applicant)
        other = page.context.new_page()
        page.goto(section)
        other.goto(section)
        field(page).fill("Aus dem ersten Fenster")
        with_answers(page, {"K11": "Aus dem ersten Fenster"})
        field(other).fill("Aus dem zweiten Fenster")
        expect(other.get_by_role("alert")).to_contain_text("Inzwischen geändert von Anton Antrag", timeout=15_000)
        expect(other.get_by_role("alert")).to_contain_text("Aus dem ersten Fenster")
        expect(field(other)).to_have_value("Aus dem zweiten Fenster")
        assert saved_text() == "Aus dem ersten Fenster"
        other.locator("main form").get_by_role("button", name="Speichern", exact=True).click()
        expect(other.get_by_text("Ihre Angaben sind gespeichert.")).to_be_visible()
        assert saved_text() == "Aus dem zweiten Fenster"

    def test_two_colleagues_at_the_same_criterion(self, live_page, section, applicant, colleague):
        page, other = live_page(applicant), live_page(colleague)
        page.goto(section)
        other.goto(section)
        field(page).fill("Anton schreibt")
        with_answers(page, {"K11": "Anton schreibt"})
        field(other).fill("Otto schreibt")
        expect(other.get_by_role("alert")).to_contain_text("Inzwischen geändert von Anton Antrag", timeout=15_000)
        expect(other.get_by_role("alert")).to_contain_text("Anton schreibt")
        expect(field(other)).to_have_value("Otto schreibt")
        assert saved_text() == "Anton schreibt"

    def test_two_colleagues_at_different_criteria(self, live_page, section, applicant, colleague):
        page, other = live_page(applicant), live_page(colleague)
        page.goto(section)
        other.goto(section)
        field(page, "K11").fill("Anton schreibt")
        field(other, "K12").fill("Otto schreibt")
        with_answers(page, {"K11": "Anton schreibt"})
        with_answers(other, {"K12": "Otto schreibt"})
        expect(page.get_by_role("alert").filter(has_text="Inzwischen")).to_have_count(0)
        other.reload()
        expect(field(other, "K11")).to_have_value("Anton schreibt")

    def test_a_colleague_saved_while_i_was_signed_out(self, live_page, section, applicant, colleague):
        page, other = live_page(applicant), live_page(colleague)
        page.goto(section)
        other.goto(section)
        lose_session(page)
        field(page).fill(SENTENCE)
        expect(page.get_by_text("Sie sind abgemeldet.")).to_be_visible(timeout=15_000)
        field(other).fill("Otto war schneller")
        with_answers(other, {"K11": "Otto war schneller"})
        page.get_by_role("button", name="Neu einloggen und weiterschreiben").click()
        log_in(page, applicant)
        expect(page.get_by_role("alert").filter(has_text="Otto war schneller")).to_be_visible()
        expect(field(page)).to_have_value(SENTENCE)
        assert saved_text() == "Otto war schneller"
