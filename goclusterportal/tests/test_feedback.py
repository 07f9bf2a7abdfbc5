"""The feedback form: from every page, about that page, without a cookie, with a limit, and nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goclusterportal.public.feedback import DAYS_KEPT, purge_feedback
from notifications.models import OutboxMessage
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

TYPED = {"message": "Der Kontrast ist zu schwach.", "page": "/map/", "email": ""}
LIMIT = int(portal_settings.ACCOUNT_RATE_LIMITS["feedback"].partition("/")[0])


@pytest.fixture(autouse=True)
def nobody_has_written_yet():
    cache.clear()
    yield
    cache.clear()


def feedback_link(html):
    """Where the footer's link leads."""
    return unescape(re.search(r'portal-footer__link" href="([^"]*feedback/[^"]*)"', html)[1])


@pytest.mark.parametrize("path", ["/map/", "/en/facts/", "/clusters/", "/gibt-es-nicht/"])
def test_every_page_leads_there_and_says_which_it_was(client, path):
    link = feedback_link(client.get(path).content.decode())
    form = client.get(link)
    assert form.context["form"]["page"].value() == path
    assert link.startswith("/en/feedback/" if path.startswith("/en/") else "/feedback/")


def test_an_address_that_opens_something_is_not_passed_on(client, world):
    for name, key in [("events:newsletter-confirm", "token"), ("events:newsletter-unsubscribe", "token")]:
        html = client.get(reverse(name, kwargs={key: world.subscription.token})).content.decode()
        assert feedback_link(html) == "/feedback/"


def test_it_takes_no_cookie_and_no_token(db):
    visitor = Client(enforce_csrf_checks=True)
    assert not visitor.get("/feedback/").cookies
    answer = visitor.post("/feedback/", TYPED)
    assert (answer.status_code, answer["Location"]) == (302, "/feedback/sent/")
    assert not answer.cookies
    message = OutboxMessage.objects.get()
    assert message.to_email == ProgrammeSettings.load().office_email
    assert "/map/" in message.body


def test_another_site_cannot_send_it(client, db):
    answer = client.post("/feedback/", TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert TYPED["message"] in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def test_too_many_are_stopped_and_the_text_stays(client, db):
    for _number in range(LIMIT):
        assert client.post("/feedback/", TYPED).status_code == 302
    refused = client.post("/feedback/", TYPED)
    assert refused.status_code == 429
    assert TYPED["message"] in refused.content.decode()
    assert "sehr viele Nachrichten" in refused.content.decode()
    assert OutboxMessage.objects.count() == LIMIT
    # Somebody else may still write.
    assert client.post("/feedback/", TYPED, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_old_feedback_is_emptied_and_what_waits_stays(client, db):
    now = timezone.now()
    old = now - timedelta(days=DAYS_KEPT + 1)
    for _number in range(3):
        client.post("/feedback/", TYPED)
    sent, waiting, young = OutboxMessage.objects.order_by("pk")
    OutboxMessage.objects.filter(pk=sent.pk).update(state="sent", sent_at=now, created_at=old)
    OutboxMessage.objects.filter(pk=waiting.pk).update(state="queued", created_at=old)
    OutboxMessage.objects.filter(pk=young.pk).update(state="sent", sent_at=now)
    assert (purge_feedback(now), purge_feedback(now)) == (1, 0)
    bodies = dict(OutboxMessage.objects.values_list("pk", "body"))
    assert TYPED["message"] not in bodies[sent.pk]
    assert TYPED["message"] in bodies[waiting.pk]
    assert TYPED["message"] in bodies[young.pk]


def test_a_mistake_does_not_count(client, db):
    for _number in range(LIMIT + 2):
        assert client.post("/feedback/", TYPED | {"email": "keine"}).status_code == 200
    assert client.post("/feedback/", TYPED).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"message": ""}, "message"),
        ({"message": "x" * 5001}, "message"),
        ({"message": "a\x00b"}, "message"),
        ({"page": "y" * 301}, "page"),
        ({"email": "keine Adresse"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, db, wrong, field):
    answer = client.post("/feedback/", TYPED | wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    if field != "message":
        assert TYPED["message"] in answer.content.decode()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("page", ["\x00", "🙂", "x" * 900, "<script>"])
def test_an_odd_page_in_the_address_is_no_error(client, db, page):
    answer = client.get("/feedback/", {"page": page})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("</head>")[2]
