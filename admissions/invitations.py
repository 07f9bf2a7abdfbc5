"""The talk as a calendar entry (RFC 5545, RFC 5546): what goes along with a mail, and what a page offers to download.

A mail invites (REQUEST) or calls off (CANCEL) exactly the person it goes to: nobody reads there who else comes. A
download only tells (PUBLISH). The same UID and a rising SEQUENCE let a calendar move the entry instead of doubling it.
"""

from datetime import UTC

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from programme.models import ProgrammeSettings

from .interviews import Side, address_of

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def invitation(plan, date, side, *, language, method=PUBLISH, email="", silent=False):
    """The text of a calendar with this one date, in `language`.

    `email` is whom a REQUEST or CANCEL addresses. `silent`: for somebody who has just been locked out of the case;
    only what the calendar needs to find the entry.
    """
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//goclusterportal//interview//DE")
        calendar.add("version", "2.0")
        calendar.add("method", method)
        calendar.add_component(_entry(plan, date, side, language, method, email, silent))
        return calendar.to_ical().decode()


def _entry(plan, date, side, language, method, email, silent):
    application = plan.application
    entry = Event()
    entry.add("uid", plan.uid)
    entry.add("sequence", plan.sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    # In UTC, so that it is right in every zone and in the nights in which the clock jumps; programs show local time.
    entry.add("dtstart", date.starts_at.astimezone(UTC))
    entry.add("dtend", date.ends_at.astimezone(UTC))
    entry.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    # Whoever shares a calendar with colleagues shows them a busy time, not whose application it is.
    entry.add("class", "PRIVATE")
    entry.add("summary", _("Persönliches Gespräch") if silent else summary_for(side, application))
    entry["organizer"] = _organizer()
    if email:
        attendee = vCalAddress(f"mailto:{email}")
        attendee.params["rsvp"] = vText("FALSE")
        attendee.params["partstat"] = vText("NEEDS-ACTION")
        entry.add("attendee", attendee, encode=0)
    if not silent:
        address = address_of(side, application, language)
        entry.add("location", date.where)
        entry.add("description", _("Alles Weitere im Portal: %(address)s") % {"address": address})
        entry.add("url", address)
    return entry


def _organizer():
    organizer = vCalAddress(f"mailto:{ProgrammeSettings.load().office_email}")
    organizer.params["cn"] = vText(_("Programmbüro"))
    return organizer


def summary_for(side, application):
    """The line a calendar shows. The applicant knows the own cluster; board and office look after many."""
    if side == Side.APPLICANT:
        return _("Persönliches Gespräch zum Aufnahmeantrag %(number)s") % {"number": application.number}
    return _("Persönliches Gespräch mit %(cluster)s (%(number)s)") % {
        "cluster": application.cluster.name,
        "number": application.number,
    }
