"""The address of a calendar: what it answers to whom, what it never tells, and what changes when an entry does."""

import datetime
import logging

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.services import erase_user, set_active
from clusters.models import FormerSlug
from goclusterportal.logs import HideTokens, without_tokens
from labels.services.duties import extend
from labels.tests.factories import SilverDutyFactory
from records.feeds import take_back
from records.models import CalendarFeed, CalendarRevision
from records.tokens import digest_of

from .reading import address, entries, fetch

pytestmark = pytest.mark.django_db

OWN = "Silber-Verpflichtung: Wasserkraft Oberland"


@pytest.fixture
def duty(member_cluster):
    return SilverDutyFactory(membership=member_cluster.memberships.get(), key="S-2021-1")


# --- The credential -------------------------------------------------------------------


def test_the_token_is_kept_as_a_hash_only(manager):
    path = address(manager)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == digest_of(token)
    assert token not in repr(vars(feed))


def test_unknown_taken_back_and_replaced_answer_the_same(manager, today):
    first = address(manager)
    second = address(manager)
    assert fetch(first).status_code == 404
    assert fetch(second).status_code == 200
    take_back(CalendarFeed.objects.get(revoked_at=None), actor=manager, day=today)
    answers = [fetch(path) for path in (first, second, "/calendar/unbekannt.ics", "/calendar/%C3%BC%00.ics")]
    assert {answer.status_code for answer in answers} == {404}
    assert not CalendarRevision.objects.exists()


def test_a_session_opens_nothing_and_only_reading_is_answered(manager, office):
    client = Client()
    client.force_login(office)
    assert client.get("/calendar/unbekannt.ics").status_code == 404
    assert Client().post(address(manager)).status_code == 405


def test_a_locked_person_s_addresses_rest(manager, administrator, today):
    path = address(manager)
    set_active(manager, active=False, actor=administrator, day=today)
    assert fetch(path).status_code == 404
    set_active(manager, active=True, actor=administrator, day=today)
    assert fetch(path).status_code == 200


def test_erasure_ends_addresses_for_good(manager, administrator, today):
    path = address(manager)
    fetch(path)
    erase_user(manager, actor=administrator, day=today)
    assert fetch(path).status_code == 404
    feed = CalendarFeed.objects.get()
    assert (feed.revoked_at is not None, feed.last_used_on, feed.content_digest) == (True, None, "")
    assert not CalendarRevision.objects.exists()


@pytest.mark.parametrize(("ends_in", "status"), [(-1, 404), (0, 200), (1, 200)])
def test_the_office_role_is_asked_at_every_fetch(ends_in, status, office, today):
    path = address(office, "office")
    office.role_grants.update(ends_on=today + datetime.timedelta(days=ends_in))
    assert fetch(path).status_code == status


@pytest.mark.parametrize(("ends_in", "status"), [(-1, 404), (0, 200), (1, 200)])
def test_a_function_is_asked_at_every_fetch(ends_in, status, manager, member_cluster, today):
    path = address(manager, "cluster", member_cluster.slug)
    manager.functions.update(ends_on=today + datetime.timedelta(days=ends_in))
    assert fetch(path).status_code == status


def test_a_feed_of_a_foreign_cluster_or_of_the_office_opens_for_nobody_else(manager, outsider, member_cluster):
    """Even with a row that must not be there."""
    assert fetch(address(outsider, "cluster", member_cluster.slug)).status_code == 404
    assert fetch(address(manager, "office")).status_code == 404


def test_an_address_outlives_a_new_slug(manager, member_cluster, duty):
    path = address(manager, "cluster", member_cluster.slug)
    FormerSlug.objects.create(slug=member_cluster.slug, cluster=member_cluster)
    member_cluster.slug = "neuer-name"
    member_cluster.save()
    assert OWN in entries(path)


# --- Headers and conditional requests -----------------------------------------------------


def test_the_headers(manager, duty):
    response = fetch(address(manager))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_unchanged_is_304_and_a_changed_date_is_not(manager, duty, today):
    path = address(manager)
    first = fetch(path)
    asked = [
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ]
    for headers in asked:
        unchanged = fetch(path, **headers)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged["ETag"] == first["ETag"]
    assert fetch(path).content == first.content
    duty.membership.starts_on += datetime.timedelta(days=1)
    duty.membership.save()
    # Within the same second, perhaps: the moment of a change is later than the one before nevertheless.
    assert {fetch(path, **headers).status_code for headers in asked} == {200}


def test_what_is_gone_changes_the_calendar_too(manager, duty):
    path = address(manager)
    first = fetch(path)
    duty.delete()
    assert fetch(path, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_head_answers_as_get_without_the_text(manager, duty):
    path = address(manager)
    head = Client().head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == fetch(path)["ETag"]


def test_the_day_of_the_last_fetch_is_kept_and_no_more(manager, today):
    path = address(manager)
    assert CalendarFeed.objects.get().last_used_on is None
    fetch(path)
    assert CalendarFeed.objects.get().last_used_on == today


# --- A moved date ---------------------------------------------------------------------


def extend_by_200_days(duty, ministry):
    today = timezone.localdate()
    until = today + datetime.timedelta(days=200)
    extend(duty, new_due_on=until, reason="Umbau.", decided_on=today, actor=ministry, day=today)
    return until


def test_a_moved_date_moves_the_entry(manager, ministry, duty):
    path = address(manager)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        before = entries(path)[OWN]
        clock.shift(datetime.timedelta(hours=1))
        again = entries(path)[OWN]
        assert again.to_ical() == before.to_ical()
        until = extend_by_200_days(duty, ministry)
        after = entries(path)[OWN]
    assert after["uid"] == before["uid"]
    assert before.decoded("dtstart") == datetime.date(2023, 3, 1)
    assert after.decoded("dtstart") == until
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("last-modified") - before.decoded("last-modified") == datetime.timedelta(hours=1)
    assert after.decoded("dtstamp") == after.decoded("last-modified")


def test_each_feed_counts_for_itself(manager, ministry, duty, office):
    own, offices = address(manager), address(office, "office")
    fetch(own)
    extend_by_200_days(duty, ministry)
    fetch(own)
    assert entries(own)[OWN]["sequence"] == 1
    assert entries(offices)[OWN]["sequence"] == 0


# --- The log --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Not Found: /calendar/geheim-_X.ics", "Not Found: /calendar/…"),
        ('"GET /calendar/geheim.ics?lang=en HTTP/1.1" 200', '"GET /calendar/…?lang=en HTTP/1.1" 200'),
        ("Not Found: /en/apply/invitation/geheim/accept/", "Not Found: /en/apply/invitation/…/accept/"),
        ("Not Found: /newsletter/confirm/geheim/", "Not Found: /newsletter/confirm/…/"),
        ("Not Found: /events/registrations/geheim/change/", "Not Found: /events/registrations/…/change/"),
        ("Not Found: /en/events/submissions/geheim/", "Not Found: /en/events/submissions/…/"),
        ("Not Found: /accounts/confirm-email/MQ:1v:x-Y_/", "Not Found: /accounts/confirm-email/…/"),
        ("Not Found: /accounts/password/reset/key/1-abc-def/", "Not Found: /accounts/password/reset/key/…/"),
        ("Not Found: /events/calendar.ics", "Not Found: /events/calendar.ics"),
        ("Not Found: /my/calendar/", "Not Found: /my/calendar/"),
    ],
)
def test_tokens_are_no_part_of_the_log(text, hidden):
    assert without_tokens(text) == hidden


def test_a_refused_address_is_logged_without_its_token(settings, caplog):
    """With the filter that the settings put on the one handler."""
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["tokens"]
    assert settings.LOGGING["filters"]["tokens"]["()"] == f"{HideTokens.__module__}.{HideTokens.__name__}"
    logger = logging.getLogger("django.request")
    before, caplog.handler.filters = logger.level, [HideTokens()]
    logger.setLevel("WARNING")
    try:
        fetch("/calendar/ganz-geheim.ics")
    finally:
        logger.setLevel(before)
        caplog.handler.filters = []
    assert caplog.messages == ["Not Found: /calendar/…"]


def test_the_web_server_writes_no_access_log(settings):
    web = (settings.BASE_DIR / "Procfile").read_text(encoding="utf-8").splitlines()[0]
    assert web.startswith("web: gunicorn")
    assert "access-log" not in web


def test_it_is_a_calendar_also_when_nothing_is_due(outsider):
    calendar = Calendar.from_ical(fetch(address(outsider)).content)
    assert calendar.walk("VEVENT") == []
    assert calendar["x-wr-calname"] == "goclusterportal: Meine Termine und Fristen"
