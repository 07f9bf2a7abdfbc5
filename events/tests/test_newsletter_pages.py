"""The newsletter from the form to the last click, as a visitor with a browser and as a mail program."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from events.consent import CONSENT_TEXTS, CONSENT_VERSION
from events.models import NewsletterSubscription
from notifications.models import OutboxMessage

from .factories import SubscriptionFactory

pytestmark = pytest.mark.django_db

FORM = {
    "email": "leserin@portal.test",
    "language": "de",
    "topics": ["events"],
    "consent": "on",
    "consent_version": CONSENT_VERSION,
}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def visitor():
    """A browser as strict as the real one: forms need their token."""
    return Client(enforce_csrf_checks=True)


def post(visitor, address, data=None):
    """Open the page, then send its form."""
    page = visitor.get(address)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()).group(1)
    return visitor.post(address, {**(data or {}), "csrfmiddlewaretoken": token})


def path_in(message, act):
    return re.search(rf"https?://[^/]+(\S*/newsletter/{act}/\S+)", message.body).group(1)


def test_the_whole_way_by_form_mail_and_button(visitor):
    answer = post(visitor, "/newsletter/", FORM)
    assert (answer.status_code, answer["Location"]) == (302, "/newsletter/sent/")
    assert "Bitte sehen Sie in Ihr Postfach" in visitor.get("/newsletter/sent/").content.decode()
    message = OutboxMessage.objects.get()
    assert message.to_email == "leserin@portal.test"

    confirm = path_in(message, "confirm")
    assert visitor.get(confirm).status_code == 200
    assert visitor.head(confirm).status_code == 200
    assert NewsletterSubscription.objects.get().confirmed_at is None
    answer = post(visitor, confirm)
    assert "Ihre Anmeldung ist bestätigt." in answer.content.decode()
    assert NewsletterSubscription.objects.get().confirmed_at is not None
    assert "Ihre Anmeldung ist bestätigt." in visitor.get(confirm).content.decode()

    leave = path_in(message, "unsubscribe")
    assert visitor.get(leave).status_code == 200
    assert NewsletterSubscription.objects.exists()
    assert "Sie sind abgemeldet." in post(visitor, leave).content.decode()
    assert not NewsletterSubscription.objects.exists()
    assert visitor.get(leave).status_code == 404
    assert visitor.get(confirm).status_code == 404
    assert "sessionid" not in visitor.cookies


def test_the_same_way_in_english(visitor):
    post(visitor, "/en/newsletter/", {**FORM, "language": "en"})
    message = OutboxMessage.objects.get()
    assert message.language == "en"
    post(visitor, path_in(message, "confirm"))
    assert NewsletterSubscription.objects.get().confirmed_at is not None


def test_known_and_unknown_addresses_get_the_same_answer(visitor):
    SubscriptionFactory(email="bestaetigt@portal.test", confirmed_at=timezone.now())
    SubscriptionFactory(email="offen@portal.test")
    answers = [
        post(visitor, "/newsletter/", {**FORM, "email": f"{name}@portal.test"})
        for name in ("neu", "offen", "bestaetigt")
    ]
    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (302, "/newsletter/sent/", b"")
    }
    assert [message.to_email for message in OutboxMessage.objects.all()] == ["neu@portal.test"]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"email": ""}, "email", "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        ({"email": "keine-adresse"}, "email", "keine gültige E-Mail-Adresse"),
        ({"email": f"{'x' * 250}@portal.test"}, "email", "254"),
        ({"language": "fr"}, "language", "gültige Auswahl"),
        ({"topics": []}, "topics", "mindestens ein Thema"),
        ({"topics": ["events", "gibt-es-nicht\x00"]}, "topics", "gültige Auswahl"),
        ({"consent": ""}, "consent", "Ohne Ihre Einwilligung"),
        ({"consent_version": "0"}, "consent_version", "hat sich geändert"),
        ({"consent_version": ""}, "consent_version", "hat sich geändert"),
    ],
)
def test_wrong_entries_are_said_at_their_field_and_nothing_is_lost(visitor, wrong, field, sentence):
    answer = post(visitor, "/newsletter/", {**FORM, **wrong})
    form = answer.context["form"]
    assert answer.status_code == 200
    assert list(form.errors) == [field]
    assert sentence in " ".join(form.errors[field])
    assert sentence in answer.content.decode()
    if field != "email":
        assert 'value="leserin@portal.test"' in answer.content.decode()
    assert not NewsletterSubscription.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_too_many_sign_ups_from_one_place_are_stopped(client):
    for number in range(20):
        assert client.post("/newsletter/", {**FORM, "email": f"a{number}@portal.test"}).status_code == 302
    refused = client.post("/newsletter/", {**FORM, "email": "zu@viel.test"})
    assert refused.status_code == 429
    assert "sehr viele Bestellungen" in refused.content.decode()
    assert 'value="zu@viel.test"' in refused.content.decode()
    assert OutboxMessage.objects.count() == 20
    assert client.post("/newsletter/", FORM, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_changed_consent_text_is_agreed_to_anew(visitor):
    page = post(visitor, "/newsletter/", {**FORM, "consent_version": "0"}).content.decode()
    assert f'name="consent_version" value="{CONSENT_VERSION}"' in page
    # What was chosen stays, the consent does not.
    assert re.findall(r'name="(\w+)"[^>]* checked', page) == ["topics"]


def test_the_form_shows_the_text_in_force(client):
    assert str(CONSENT_TEXTS[CONSENT_VERSION]) in client.get("/newsletter/").content.decode()


@pytest.mark.parametrize("address", ["/newsletter/", "confirm", "preferences", "unsubscribe"])
def test_forms_from_other_sites_are_refused(visitor, address):
    row = SubscriptionFactory()
    if not address.startswith("/"):
        address = f"/newsletter/{address}/{row.token}/"
    assert visitor.post(address, FORM).status_code == 403
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_mail_programs_unsubscribe_with_one_request(visitor):
    row = SubscriptionFactory(confirmed_at=timezone.now())
    answer = visitor.post(f"/newsletter/unsubscribe/{row.token}/", ONE_CLICK)
    assert (answer.status_code, answer.content) == (204, b"")
    assert not answer.cookies
    assert not NewsletterSubscription.objects.exists()
    assert visitor.post(f"/newsletter/unsubscribe/{row.token}/", ONE_CLICK).status_code == 204


def test_the_one_click_word_opens_no_other_form(visitor):
    row = SubscriptionFactory()
    assert visitor.post(f"/newsletter/confirm/{row.token}/", ONE_CLICK).status_code == 403


@pytest.mark.parametrize("act", ["confirm", "preferences", "unsubscribe"])
def test_unknown_links_say_so(visitor, act):
    answer = visitor.get(f"/newsletter/{act}/unbekannt/")
    assert answer.status_code == 404
    assert "Link" in answer.content.decode()
    assert not answer.cookies


@pytest.mark.parametrize("act", ["confirm", "preferences", "unsubscribe"])
def test_pages_behind_links_are_kept_by_no_cache_and_no_search_engine(client, act):
    row = SubscriptionFactory()
    answer = client.get(f"/newsletter/{act}/{row.token}/")
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert row.token not in re.sub(r"<form.*?</form>", "", answer.content.decode(), flags=re.S).replace(
        # The switch to the other language is the same page.
        f'href="/en/newsletter/{act}/{row.token}/"',
        "",
    ).replace(f'href="/newsletter/{act}/{row.token}/"', "")
