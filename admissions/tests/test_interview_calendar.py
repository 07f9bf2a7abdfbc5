"""The calendar entries as calendar programs read them, and as a mail carries them."""

import datetime
from email import message_from_bytes, policy
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from admissions.interviews import Side
from admissions.invitations import CANCEL, PUBLISH, REQUEST, invitation
from admissions.services import interview_plans
from admissions.tests.interviews import LINK, PLACE, agreed, at, by_video, in_review
from notifications.models import OutboxMessage
from notifications.services.forgetting import forget_person
from notifications.services.sending import compose
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def application(applicant, office):
    return in_review(applicant, office)


@pytest.fixture
def plan(application, applicant, office, board1):
    return agreed(application, office, applicant, board1)


def parsed(text):
    calendar = Calendar.from_ical(text)
    return calendar, next(part for part in calendar.walk("VEVENT"))


def attendees(entry):
    found = entry.get("attendee", [])
    return [str(one).removeprefix("mailto:") for one in (found if isinstance(found, list) else [found])]


def test_the_applicants_entry(plan, applicant, application, board1):
    calendar, entry = parsed(OutboxMessage.objects.get(kind="interview-fixed", to_user=applicant).calendar)
    assert calendar["method"] == REQUEST
    assert entry.decoded("dtstart") == at(10)
    assert entry.decoded("dtend") == at(10, 11)
    assert (entry["location"], entry["status"], entry["sequence"]) == (PLACE, "CONFIRMED", 0)
    assert entry["uid"] == plan.uid
    assert entry["organizer"] == f"mailto:{ProgrammeSettings.load().office_email}"
    assert attendees(entry) == [applicant.email]
    assert application.number in entry["summary"]
    assert f"/apply/{application.number}/interview/" in entry["url"]


def test_the_boards_entry_names_cluster_and_number_and_nobody_else(plan, applicant, application, board1):
    _calendar, entry = parsed(OutboxMessage.objects.get(kind="interview-fixed", to_user=board1).calendar)
    assert application.cluster.name in entry["summary"]
    assert application.number in entry["summary"]
    assert attendees(entry) == [board1.email]
    assert applicant.email not in entry.to_ical().decode()


def test_moving_and_calling_off_raise_the_sequence_under_one_uid(plan, application, applicant, office, board1):
    now = at(0)
    interview_plans.set_date(application, by_video(20), reason="Krankheit", actor=office, now=now)
    interview_plans.cancel(application, reason="Krankheit", actor=office, now=now)
    for person in (applicant, board1):
        entries = [
            parsed(OutboxMessage.objects.get(kind=f"interview-{kind}", to_user=person).calendar)
            for kind in ("fixed", "moved", "cancelled")
        ]
        assert [calendar["method"] for calendar, _entry in entries] == [REQUEST, REQUEST, CANCEL]
        assert [entry["sequence"] for _calendar, entry in entries] == [0, 1, 2]
        assert {str(entry["uid"]) for _calendar, entry in entries} == {plan.uid}
        assert [entry["status"] for _calendar, entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        moved = entries[1][1]
        assert (moved.decoded("dtstart"), moved["location"]) == (at(20, 14), LINK)


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2026-03-28T10:00", "20260328T090000Z"),
        ("2026-03-29T10:00", "20260329T080000Z"),
        ("2026-10-24T10:00", "20261024T080000Z"),
        ("2026-10-25T10:00", "20261025T090000Z"),
        ("2027-03-27T10:00", "20270327T090000Z"),
        ("2027-03-28T10:00", "20270328T080000Z"),
    ],
)
def test_the_entry_is_right_across_daylight_saving(start, utc, plan):
    moment = datetime.datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    date = SimpleNamespace(
        starts_at=moment, ends_at=moment + datetime.timedelta(hours=1), where=PLACE, place=PLACE, link=""
    )
    text = invitation(plan, date, Side.BOARD, language="de")
    assert f"DTSTART:{utc}" in text
    assert parsed(text)[1].decoded("dtstart") == moment


def test_a_download_tells_and_invites_nobody(plan, client, applicant, board1, office, application):
    for person, address in (
        (applicant, reverse("admissions:apply-interview-calendar", args=[application.number])),
        (office, reverse("admin:admissions_application_calendar", args=[application.pk])),
    ):
        client.force_login(person)
        response = client.get(address)
        assert response["Content-Type"].startswith("text/calendar")
        calendar, entry = parsed(response.content)
        assert (calendar["method"], attendees(entry), entry["uid"]) == (PUBLISH, [], plan.uid)


def test_no_download_before_a_date_is_agreed(client, applicant, office, application):
    client.force_login(applicant)
    address = reverse("admissions:apply-interview-calendar", args=[application.number])
    assert client.get(address).status_code == 404


def test_the_mail_says_what_the_attachment_is(plan, applicant):
    mail = OutboxMessage.objects.get(kind="interview-fixed", to_user=applicant)
    sent = message_from_bytes(compose(mail).message().as_bytes(), policy=policy.default)
    part = next(part for part in sent.walk() if part.get_content_type() == "text/calendar")
    assert part["content-type"].params["method"] == REQUEST
    assert part["content-type"].params["charset"] == "utf-8"
    assert part.get_filename() == "termin.ics"
    assert parsed(part.get_content())[1]["location"] == PLACE


def test_with_a_person_the_entry_is_forgotten(plan, applicant, board1):
    forget_person(board1)
    assert OutboxMessage.objects.get(kind="interview-fixed", to_user=board1).calendar == ""
    assert OutboxMessage.objects.get(kind="interview-fixed", to_user=applicant).calendar
