"""In a real browser: the form behind an invitation's link keeps its origin, so that it is taken."""

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from admissions.services.collaboration import invite_colleague

from .apply_cases import *  # noqa: F403
from .people_cases import last_link

pytestmark = pytest.mark.django_db(transaction=True)


def test_accepting_in_a_browser(live_page, draft, applicant):
    friend = UserFactory(email="freund@portal.test", name="Frieda Freund")
    invite_colleague(draft, friend.email, "edit", actor=applicant, day=timezone.localdate())
    page = live_page(friend)
    page.goto(last_link(friend.email))
    page.click("text=Einladung annehmen")
    page.wait_for_url(f"**/apply/{draft.number}/")
    assert page.locator("h1").inner_text() == draft.cluster.name
