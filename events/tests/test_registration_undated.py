"""An event with registration keeps its day; where it has none all the same, no page fails and the data go in time."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Registration
from events.registration_links import token_of
from events.services.registration_privacy import purge_registrations
from events.services.registrations import cancel, change
from notifications.models import OutboxMessage

from .registrations import RegistrationSettingsFactory, registered, wish

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory(capacity=1, retention_days=30)


def form_of(event, **changes):
    values = {
        "kind": event.kind,
        "title_de": event.title_de,
        "date_precision": "day",
        "starts_on": event.starts_on.isoformat(),
        "country": "DE",
        "released_on": event.released_on.isoformat(),
    }
    return {**values, **changes}


def take_the_day(event):
    Event.objects.filter(pk=event.pk).update(date_precision="undated", starts_on=None, starts_at=None, ends_at=None)


@pytest.mark.parametrize(
    "changes",
    [
        {"date_precision": "undated", "starts_on": ""},
        {"date_precision": "month"},
        # Long over, so that a rough date is no mistake of its own.
        {"date_precision": "year", "starts_on": "2001-01-01"},
    ],
)
def test_an_event_with_registration_keeps_its_day(client, office, settings_, changes):
    client.force_login(office)
    page = reverse("admin:events_event_change", args=[settings_.event.pk])
    answer = client.post(page, form_of(settings_.event, **changes))
    assert "date_precision" in answer.context["adminform"].form.errors
    settings_.event.refresh_from_db()
    assert settings_.event.date_precision == "day"


def test_an_event_without_registration_may_lose_its_day(client, office, settings_):
    other = Event.objects.create(slug="andere", kind="workshop", title_de="Andere", starts_on=settings_.event.starts_on)
    client.force_login(office)
    data = {"kind": "workshop", "title_de": "Andere", "country": "DE", "date_precision": "undated"}
    assert client.post(reverse("admin:events_event_change", args=[other.pk]), data).status_code == 302
    other.refresh_from_db()
    assert other.date_precision == "undated"


def test_without_a_day_every_page_opens_and_people_can_sign_off(client, office, settings_):
    row, waiting = registered(settings_, 1), registered(settings_, 2)
    take_the_day(settings_.event)
    for url in (f"/events/registrations/{token_of(one)}/" for one in (row, waiting)):
        for act in ("", "change/", "cancel/"):
            assert client.get(url + act).status_code == 200, act
    assert client.get(f"/events/registrations/{token_of(row)}/entry.ics").status_code == 404
    client.force_login(office)
    for name, args in (
        ("registrationsettings_changelist", []),
        ("registrationsettings_change", [settings_.pk]),
        ("registrationsettings_attendance", [settings_.pk]),
        ("registration_changelist", []),
        ("registration_change", [row.pk]),
        ("event_change", [settings_.event.pk]),
    ):
        assert client.get(reverse(f"admin:events_{name}", args=args)).status_code == 200, name
    row.settings.event.refresh_from_db()
    change(row, wish(name="Neu"), now=timezone.now())
    cancel(row, now=timezone.now())
    assert [one.state for one in Registration.objects.order_by("pk")] == ["cancelled", "seated"]
    told = OutboxMessage.objects.exclude(kind__in=["registration-seated", "registration-waiting"])
    assert {mail.calendar for mail in told} == {""}


@pytest.mark.parametrize("precision", ["undated", "month"])
def test_without_a_day_the_data_go_after_the_end_of_registration(settings_, precision):
    row = registered(settings_)
    if precision == "undated":
        take_the_day(settings_.event)
    else:
        Event.objects.filter(pk=settings_.event.pk).update(date_precision="month", starts_at=None, ends_at=None)
    last, now = timezone.localdate(settings_.closes_at) + 30 * DAY, timezone.now()
    assert purge_registrations(last, now) == 0
    assert purge_registrations(last + DAY, now) == 1
    row.refresh_from_db()
    assert row.email == ""


def test_new_people_of_an_event_whose_data_have_gone_are_emptied_as_well(settings_):
    now = timezone.now()
    registered(settings_, 1, now=now)
    later = settings_.event.starts_on + 31 * DAY
    assert purge_registrations(later, now) == 1
    settings_.refresh_from_db()
    registered(settings_, 2, now=now)
    assert purge_registrations(later, now) == 1
