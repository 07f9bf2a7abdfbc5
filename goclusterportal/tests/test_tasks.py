"""The portal's own scheduled tasks."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from goclusterportal import tasks

pytestmark = pytest.mark.django_db


def test_daily_deletes_sessions_that_ended_and_only_those():
    now = timezone.now()
    Session.objects.create(session_key="ended", session_data="x", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="alive", session_data="x", expire_date=now + timedelta(days=1))
    tasks.daily.delay()
    assert [session.session_key for session in Session.objects.all()] == ["alive"]
    tasks.daily.delay()
    assert Session.objects.count() == 1
