"""The page behind an invitation's link: log-in or sign-up first, who invites to what, accept or decline, once."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from admissions.models import Collaboration
from admissions.services.collaboration import invite_colleague, renew_invitation, revoke_invitation
from clusters.models import Function
from clusters.services import invite_deputy
from notifications.models import OutboxMessage

from .apply_cases import *  # noqa: F403
from .people_cases import last_link

pytestmark = pytest.mark.django_db

FRIEND = "freund@portal.test"
PASSWORD = "ein-gutes-Passwort-27"


@pytest.fixture
def friend(db):
    return UserFactory(email=FRIEND, name="Frieda Freund")


@pytest.fixture
def invited(draft, applicant, today):
    return invite_colleague(draft, FRIEND, "edit", actor=applicant, day=today)


def test_a_visitor_learns_nothing_but_to_log_in_and_gets_no_cookie(client, invited):
    answer = client.get(last_link(FRIEND))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    for secret in (invited.application.number, "Leichtbau", "Anton Antrag", FRIEND):
        assert secret not in page
    assert f"/accounts/signup/?next={last_link(FRIEND).replace('/', '%2F')}" in page


def test_the_database_knows_no_link(invited):
    token = last_link(FRIEND).split("/")[-2]
    assert token not in str(list(Collaboration.objects.values()))
    assert len(invited.token_hash) == 64


def test_who_signs_up_in_the_same_browser_comes_back(client, invited):
    link = last_link(FRIEND)
    signed_up = client.post(
        f"/accounts/signup/?next={link}",
        {"email": FRIEND, "name": "Frieda Freund", "password1": PASSWORD, "password2": PASSWORD, "next": link},
    )
    assert signed_up.status_code == 302
    confirm = re.search(r"/accounts/confirm-email/[^\s/]+/", mail.outbox[-1].body)[0]
    answer = client.post(confirm, follow=True)
    if answer.redirect_chain[-1][0] != link:
        answer = client.post(answer.redirect_chain[-1][0], {"login": FRIEND, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == link
    assert "Leichtbau Niederwald" in answer.content.decode()
    assert User.objects.get(email=FRIEND).name == "Frieda Freund"


def test_who_logs_in_comes_back(client, invited, friend):
    friend.set_password(PASSWORD)
    friend.save()
    link = last_link(FRIEND)
    answer = client.post(f"/accounts/login/?next={link}", {"login": FRIEND, "password": PASSWORD, "next": link})
    assert answer["Location"].endswith((link, "/accounts/confirm-email/"))


def test_the_page_says_who_invites_to_what_and_nothing_of_the_content(client, filled, applicant, friend, today):
    invite_colleague(filled, FRIEND, "submit", actor=applicant, day=today)
    client.force_login(friend)
    page = client.get(last_link(FRIEND)).content.decode()
    for word in ("Anton Antrag", "Leichtbau Niederwald", filled.number, "bearbeiten und einreichen"):
        assert word in page
    assert "Eine Antwort." not in page
    assert client.get(f"/apply/{filled.number}/").status_code == 404


def test_accepting_opens_the_application_and_tells_who_invited(client, invited, friend, applicant):
    client.force_login(friend)
    answer = client.post(f"{last_link(FRIEND)}accept/", follow=True)
    assert answer.redirect_chain == [(f"/apply/{invited.application.number}/", 302)]
    invited.refresh_from_db()
    assert invited.accepted_by == friend
    told = OutboxMessage.objects.get(kind="invitation-answered")
    assert (told.to_user, "Frieda Freund" in told.body) == (applicant, True)
    assert "anderen Adresse" not in told.body
    assert "gilt nicht" in client.get(last_link(FRIEND)).content.decode()


def test_another_address_must_be_confirmed_and_who_invited_hears_of_it(client, invited, outsider):
    client.force_login(outsider)
    link = last_link(FRIEND)
    assert "anderen Adresse" in client.get(link).content.decode()
    refused = client.post(f"{link}accept/")
    assert "Bitte bestätigen Sie, dass Sie gemeint sind." in refused.content.decode()
    invited.refresh_from_db()
    assert invited.accepted_by is None
    client.post(f"{link}accept/", {"is_meant": "on"})
    invited.refresh_from_db()
    assert invited.accepted_by == outsider
    told = OutboxMessage.objects.get(kind="invitation-answered")
    assert "anderen Adresse" in told.body
    assert "outsider@portal.test" in told.body


def test_declining_tells_who_invited_and_uses_the_link_up(client, invited, friend):
    client.force_login(friend)
    link = last_link(FRIEND)
    client.post(f"{link}decline/")
    invited.refresh_from_db()
    assert invited.declined_at is not None
    assert "abgelehnt" in OutboxMessage.objects.get(kind="invitation-answered").subject
    assert "gilt nicht" in client.post(f"{link}accept/").content.decode()
    assert client.get(f"/apply/{invited.application.number}/").status_code == 404


def gone_expired(invitation, applicant, today):
    Collaboration.objects.update(expires_on=today - datetime.timedelta(days=1))


def gone_revoked(invitation, applicant, today):
    revoke_invitation(invitation, actor=applicant, day=today)


def gone_inviter(invitation, applicant, today):
    Function.objects.filter(user=applicant).update(ends_on=today - datetime.timedelta(days=1))


def gone_case(invitation, applicant, today):
    type(invitation.application).objects.update(state="withdrawn")


@pytest.mark.parametrize("why", [gone_expired, gone_revoked, gone_inviter, gone_case])
def test_a_link_that_counts_no_more_says_the_same_for_every_reason(why, client, invited, friend, applicant, today):
    client.force_login(friend)
    link = last_link(FRIEND)
    unknown = client.get("/apply/invitation/erfunden/").content.decode()
    assert "Diese Einladung gilt nicht" in unknown
    why(invited, applicant, today)
    shown = client.get(link).content.decode()
    strip = re.compile(r"name=.csrfmiddlewaretoken. value=.\w+.|/apply/invitation/[\w-]+/")
    assert strip.sub("", shown) == strip.sub("", unknown)
    assert "gilt nicht" in client.post(f"{link}accept/").content.decode()
    invited.refresh_from_db()
    assert invited.accepted_by is None


def test_the_last_day_counts(client, invited, friend, today):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=14), tick=False):
        client.force_login(friend)
        assert "Einladung annehmen" in client.get(last_link(FRIEND)).content.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=15), tick=False):
        assert "gilt nicht" in client.get(last_link(FRIEND)).content.decode()


def test_sending_again_replaces_the_link(client, invited, friend, applicant, today):
    old = last_link(FRIEND)
    renew_invitation(invited, actor=applicant, day=today)
    assert last_link(FRIEND) != old
    client.force_login(friend)
    assert "gilt nicht" in client.get(old).content.decode()
    assert "Einladung annehmen" in client.get(last_link(FRIEND)).content.decode()


def test_a_deputy_accepts_on_the_same_page(client, applicant_cluster, applicant, friend, today):
    invite_deputy(FRIEND, cluster=applicant_cluster, actor=applicant, day=today)
    client.force_login(friend)
    page = client.get(last_link(FRIEND)).content.decode()
    assert "Stellvertretung übernehmen" in page
    answer = client.post(f"{last_link(FRIEND)}accept/")
    assert answer["Location"] == "/my/"
    function = Function.objects.get(user=friend)
    assert (function.kind, function.cluster, function.confirmed_on) == ("deputy", applicant_cluster, today)


def test_in_english_the_mail_is_english_when_the_inviting_page_is(client, draft, applicant):
    client.force_login(applicant)
    client.post(f"/en/apply/{draft.number}/people/invite/", {"email": "new@portal.test", "right": "read"})
    message = OutboxMessage.objects.get(to_email="new@portal.test")
    assert message.language == "en"
    assert "/en/apply/invitation/" in message.body
