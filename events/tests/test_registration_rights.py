"""What only the office does, whoever calls the service; and what people were promised when they registered."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Registration, RegistrationMessage, RegistrationSettings
from events.registration_consent import promises_broken
from events.services import registration_news as news
from events.services import registrations
from events.services.registration_privacy import purge_registrations
from notifications.models import OutboxMessage
from records.errors import ActRefused
from records.models import AuditEntry

from .factories import EventFactory
from .registrations import RegistrationSettingsFactory, registered, wish
from .test_registration_office import inline, values

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)

ACTS = {
    "open": lambda here, **who: registrations.open_registration(
        RegistrationSettings(event=EventFactory(), closes_at=here.closes_at), **who
    ),
    "save": lambda here, **who: registrations.save_settings(here, changed=["capacity"], **who),
    "delete": lambda here, **who: registrations.delete_settings(here, **who),
    "close": lambda here, **who: registrations.close(here, **who),
    "reopen": lambda here, **who: registrations.reopen(here, **who),
    "on behalf": lambda here, *, actor, now: registrations.register(here, wish(9), on_behalf_by=actor, now=now),
    "move up": lambda here, **who: registrations.move_up(here.registrations.waiting()[0], reason="x", **who),
    "sign off": lambda here, **who: registrations.cancel(here.registrations.first(), by_office=True, **who),
    "attendance": lambda here, **who: registrations.mark_attendance(here.registrations.first(), True, **who),
    "number": lambda here, **who: registrations.take_over_number(here, **who),
    "tell": lambda here, **who: news.tell_registered(here.event, **who),
    "call off": lambda here, **who: news.call_off(here.event, reason="Sturm", **who),
    "write": lambda here, **who: news.save_message(here.messages.get(), changed=["body_de"], **who),
    "test": lambda here, **who: news.send_test(here.messages.get(), **who),
    "release": lambda here, **who: news.release_message(here.messages.get(), expected=1, **who),
}


@pytest.fixture
def settings_(db):
    settings = RegistrationSettingsFactory(capacity=1, retention_days=90, purpose_de="Für das\nTreffen.")
    registered(settings, 1)
    registered(settings, 2)
    RegistrationMessage.objects.create(settings=settings, subject_de="Anfahrt", body_de="Mit der Bahn.")
    return settings


# Without a person behind it, registering is what visitors do.
OTHERS = ["ministry", "administrator", "board1", "manager", "outsider"]
REFUSED = [(act, who) for act in ACTS for who in [None, *OTHERS] if (act, who) != ("on behalf", None)]


@pytest.mark.parametrize(("act", "who"), REFUSED)
def test_only_the_office(act, who, settings_, request):
    actor = request.getfixturevalue(who) if who else None
    left, mails = AuditEntry.objects.count(), OutboxMessage.objects.count()
    with pytest.raises(ActRefused, match="Programmbüro"):
        ACTS[act](settings_, actor=actor, now=timezone.now())
    assert (AuditEntry.objects.count(), OutboxMessage.objects.count()) == (left, mails)


def test_an_office_of_yesterday_is_no_office(settings_, office):
    office.role_grants.update(ends_on=timezone.localdate() - DAY)
    with pytest.raises(ActRefused):
        registrations.close(settings_, actor=office, now=timezone.now())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"retention_days": "91"}, "retention_days"),
        ({"purpose_de": "Für Werbung."}, "purpose_de"),
        ({"purpose_en": "For advertising."}, "purpose_en"),
    ],
)
def test_what_people_agreed_to_stays(client, office, settings_, changes, field):
    client.force_login(office)
    page = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    # As a browser sends it back.
    data = values(**inline(), **{"purpose_de": "Für das\r\nTreffen.", **changes})
    answer = client.post(page, data)
    assert list(answer.context["adminform"].form.errors) == [field]
    setattr(settings_, field, 91 if field == "retention_days" else "Für Werbung.")
    with pytest.raises(ActRefused):
        registrations.save_settings(settings_, changed=[field], actor=office, now=timezone.now())
    assert getattr(RegistrationSettings.objects.get(), field) != getattr(settings_, field)


def test_shorter_is_kept_and_other_fields_change(client, office, settings_):
    client.force_login(office)
    page = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    data = values(retention_days="30", capacity="9", purpose_de="Für das\r\nTreffen.", **inline())
    assert client.post(page, data).status_code == 302
    settings_.refresh_from_db()
    assert (settings_.retention_days, settings_.capacity) == (30, 9)


def test_before_the_first_and_after_the_last_nothing_was_promised(settings_):
    longer = {"retention_days": 3650, "purpose_de": "Anderes"}
    assert promises_broken(RegistrationSettingsFactory(), longer) == []
    assert promises_broken(settings_, longer) == ["purpose_de", "retention_days"]
    purge_registrations(settings_.event.starts_on + 91 * DAY, timezone.now())
    assert promises_broken(settings_, longer) == []
    assert Registration.objects.exclude(emptied_at=None).count() == 2
