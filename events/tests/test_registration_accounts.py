"""Registrations and accounts find each other, whichever came first, by a proven address only: /my/, erasure."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.services import erase_user
from accounts.tests.factories import UserFactory
from events.models import Registration
from events.registration_links import token_of
from events.reminders import EventSource
from events.services.registration_accounts import join_account
from events.services.registrations import cancel
from notifications.models import Reminder
from notifications.services import send_reminders
from notifications.sources import OnlySources

from .registrations import RegistrationSettingsFactory, account, registered

pytestmark = pytest.mark.django_db
PASSWORD = "ein-langes-Passwort-47"
ADDRESS = "person1@portal.test"


def confirm(client):
    client.post(re.search(r"/accounts/confirm-email/[^\s/]+/", mail.outbox[-1].body)[0])


def sign_up(client, email=ADDRESS):
    values = {"email": email, "name": "Ada Beispiel", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", values).status_code == 302


def test_who_signs_up_later_finds_the_registration_after_confirming_the_address(client, administrator, today):
    row, foreign = (registered(RegistrationSettingsFactory(), number) for number in (1, 2))
    left = registered(RegistrationSettingsFactory(), 1)
    cancel(left, now=timezone.now())
    sign_up(client, "Person1@portal.test")
    assert not Registration.objects.exclude(user=None).exists()
    confirm(client)
    user = User.objects.get(email__iexact=ADDRESS)
    assert set(Registration.objects.filter(user=user)) == {row, left}
    client.force_login(user)
    page = client.get("/my/").content.decode()
    assert token_of(row) in page
    assert token_of(foreign) not in page
    erase_user(user, actor=administrator, day=today)
    assert list(Registration.objects.exclude(email="")) == [foreign]


def test_who_changes_the_address_finds_what_was_made_under_the_new_one(client):
    row = registered(RegistrationSettingsFactory(), 1)
    user = account(7)
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": ADDRESS})
    row.refresh_from_db()
    assert row.user is None
    confirm(client)
    row.refresh_from_db()
    assert row.user == user


def test_an_account_under_an_address_that_nobody_proved_gets_nothing():
    user = UserFactory(email=ADDRESS)
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True, verified=False)
    assert registered(RegistrationSettingsFactory(), 1).user is None


def test_an_account_that_is_there_has_the_registration_at_once():
    user = account(1)
    assert registered(RegistrationSettingsFactory(), 1).user == user
    user.is_active = False
    user.save()
    assert registered(RegistrationSettingsFactory(), 1).user is None


def test_joining_takes_nothing_from_others_and_nothing_that_was_emptied():
    now, other = timezone.now(), account(1)
    taken = registered(RegistrationSettingsFactory(), 1)
    EmailAddress.objects.all().delete()
    Registration.objects.filter(pk=registered(RegistrationSettingsFactory(), 1).pk).update(emptied_at=now)
    assert join_account(account(2), ADDRESS) == 0
    taken.refresh_from_db()
    assert taken.user == other


def test_nobody_is_reminded_twice_because_of_an_account():
    settings = RegistrationSettingsFactory()
    registered(settings, 1)
    day = settings.event.starts_on - datetime.timedelta(days=3)
    with OnlySources(EventSource()):
        assert send_reminders(day, today=day).queued == 1
        user = account(1)
        assert join_account(user, ADDRESS) == 1
        assert send_reminders(day, today=day).queued == 0
    assert Reminder.objects.get().recipient == f"user:{user.pk}"
