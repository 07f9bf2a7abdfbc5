"""What the tests of the calendars share: an address, and the calendar behind it as a program reads it."""

from django.test import Client
from icalendar import Calendar

from records.feeds import give_address


def address(user, scope="my", subject=""):
    """The path of a new address of this person."""
    _feed, token = give_address(user, scope, subject, actor=user)
    return f"/calendar/{token}.ics"


def fetch(path, **headers):
    """As a calendar program does: without a session."""
    return Client().get(path, headers=headers)


def calendar(path):
    response = fetch(path)
    assert response.status_code == 200, response.status_code
    return Calendar.from_ical(response.content)


def entries(path):
    """The entries by their first line."""
    found = {}
    for entry in calendar(path).walk("VEVENT"):
        found.setdefault(str(entry["summary"]), entry)
    return found


def summaries(path):
    return sorted(str(entry["summary"]) for entry in calendar(path).walk("VEVENT"))
