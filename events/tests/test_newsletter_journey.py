"""The newsletter at a browser, with and without scripts, and with the keyboard only: reader, office, visitor."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from events.models import NewsletterIssue, NewsletterSubscription, NewsletterTopic
from events.services import newsletter_sending
from goclusterportal.tests.browsing import Keys, Person, act_on
from notifications.models import OutboxMessage

from .factories import EventFactory, NewsFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
LIST = "/admin/events/newsletterissue/"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
PHONE = {"viewport": {"width": 320, "height": 740}}


def link_in(message, act):
    return re.search(rf"https?://[^/]+(\S*/newsletter/{act}/\S+)", message.body).group(1)


def axe_findings(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document).then((result) => result.violations.map((one) => one.id))")
    assert found == [], page.url


@SCRIPTS
def test_a_reader_signs_up_chooses_and_leaves(live_page, scripts):
    page = live_page(java_script_enabled=scripts, **PHONE)
    person = Person(page)
    person.open("/newsletter/").submit().sees("Bitte geben Sie Ihre E-Mail-Adresse ein.")
    person.sees("Bitte wählen Sie mindestens ein Thema.")
    person.fill("Ihre E-Mail-Adresse", "leserin@portal.test").check("Veranstaltungen")
    page.get_by_label("Ich willige ein.").check()
    person.submit().sees("Wir haben Ihnen eine E-Mail geschickt.")
    message = OutboxMessage.objects.get(to_email="leserin@portal.test")
    person.open(link_in(message, "confirm")).press("Anmeldung bestätigen").sees("Ihre Anmeldung ist bestätigt.")
    person.press("Sprache und Themen")
    assert page.get_by_label("Veranstaltungen", exact=True).is_checked()
    page.get_by_label("Veranstaltungen", exact=True).uncheck()
    person.press("Auswahl speichern").sees("Bitte wählen Sie mindestens ein Thema.")
    person.check("Erfolge aus den Clustern")
    page.get_by_label("Sprache des Newsletters").select_option("en")
    person.press("Auswahl speichern").sees("Ihre Auswahl ist gespeichert.")
    row = NewsletterSubscription.objects.get()
    assert (row.language, row.topics.get().code) == ("en", "stories")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        axe_findings(page)
    person.press("Newsletter abbestellen").press("Newsletter abbestellen").sees("Sie sind abgemeldet.")
    assert not NewsletterSubscription.objects.exists()
    assert not OutboxMessage.objects.filter(to_email="leserin@portal.test").exists()
    assert not [one for one in page.context.cookies() if one["name"] == "sessionid"]


def test_signing_up_with_the_keyboard_only(live_page):
    page = live_page()
    page.goto("/newsletter/")
    page.get_by_label("Ihre E-Mail-Adresse").focus()
    page.keyboard.type("leserin@portal.test")
    for key in ("Tab", "Tab", "Space", "Tab", "Space", "Tab", "Tab", "Space"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Wir haben Ihnen eine E-Mail geschickt." in page.inner_text("main")
    codes = NewsletterSubscription.objects.get().topics.values_list("code", flat=True)
    assert set(codes) == {"programme", "events"}


@SCRIPTS
def test_the_office_sends_an_issue_and_a_visitor_reads_it(live_page, office, scripts, monkeypatch):
    # The clock's work is done below, as it is outside of tests: not within the request that releases.
    monkeypatch.setattr("events.services.newsletter_sending.call", lambda *args: None)
    NewsFactory(slug="neu", title_de="Neues aus dem Programm", released_on=timezone.localdate())
    EventFactory(slug="treffen", title_de="Das Treffen")
    reader = SubscriptionFactory(email="leserin@portal.test", confirmed_at=timezone.now())
    reader.topics.set(NewsletterTopic.objects.filter(code="programme"))
    page = live_page(office, java_script_enabled=scripts)
    person = Person(page)
    person.open(f"{LIST}add/")
    page.fill("[name=title_de]", "Die erste Ausgabe")
    page.fill("[name=intro_de]", "Das ist **neu**.")
    person.follow(page.locator("button[name=_continue], input[name=_continue]").first)
    issue = NewsletterIssue.objects.get()
    record = f"{LIST}{issue.pk}/"
    assert list(issue.items.values_list("slug", flat=True)) == ["neu", "treffen"]
    # Not one of the buttons at the texts.
    person.follow(page.get_by_role("link", name="Vorschau", exact=True)).sees("== Meldungen ==").sees("Das Treffen")
    person.check("Veranstaltungen").press("Vorschau zeigen").sees_not("== Meldungen ==")
    if scripts:
        axe_findings(page)
    act_on(person, record, "test", language="de")
    assert OutboxMessage.objects.get(kind="newsletter-test").to_email == office.email
    person.open(f"{record}act/release/").sees("Wer die Ausgabe bekommt")
    page.fill("[name=recipients]", "2")
    person.submit().sees("Die Ausgabe geht jetzt an 1 Person.")
    page.fill("[name=recipients]", "1")
    person.submit().sees("Ausgabe Nr. 1 ist freigegeben. Sie geht an 1 Person.")
    with monkeypatch.context() as patch:
        patch.setattr("notifications.services.waking.call", lambda *args: None)
        assert newsletter_sending.queue_due(timezone.now()) == 1
    person.open(f"{record}change/").sees("Fortschritt")
    assert page.locator("main [name=title_de]").count() == 0
    message = OutboxMessage.objects.get(kind="newsletter-issue")
    assert "Neues aus dem Programm" in message.body
    assert "Das Treffen" not in message.body

    visitor = Person(live_page(java_script_enabled=scripts, **PHONE))
    visitor.open("/newsletter/").press("Alle Ausgaben im Archiv").press("Die erste Ausgabe")
    visitor.sees("Neues aus dem Programm").sees("Das Treffen").sees("Das ist neu.")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if scripts:
        axe_findings(visitor.page)
    link = visitor.page.get_by_role("link", name="Neues aus dem Programm")
    # The address of the site, which in a test is not the server's.
    assert link.get_attribute("href") == f"{settings.SITE_URL}/news/neu/"


def test_the_office_releases_an_issue_with_the_keyboard_only(live_page, office, monkeypatch):
    monkeypatch.setattr("events.services.newsletter_sending.call", lambda *args: None)
    NewsFactory(slug="neu", title_de="Neues aus dem Programm", released_on=timezone.localdate())
    reader = SubscriptionFactory(email="leserin@portal.test", confirmed_at=timezone.now())
    reader.topics.set(NewsletterTopic.objects.filter(code="programme"))
    page = live_page(office)
    page.goto(f"{LIST}add/")
    keys = Keys(page)
    keys.write("title_de", "Die erste Ausgabe").write("intro_de", "Das ist neu.").field("_continue")
    with page.expect_navigation():
        keys.press("Enter")
    record = f"{LIST}{NewsletterIssue.objects.get().pk}/"
    page.goto(f"{record}act/test/")
    keys.to("one.type === 'submit' && one.closest('main')")
    with page.expect_navigation():
        keys.press("Enter")
    page.goto(f"{record}act/release/")
    keys.write("recipients", "1").to("one.type === 'submit' && one.closest('main')")
    with page.expect_navigation():
        keys.press("Enter")
    assert "Ausgabe Nr. 1 ist freigegeben. Sie geht an 1 Person." in page.inner_text("body")
