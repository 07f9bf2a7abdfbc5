"""GET /calendar/<token>.ics: the token in the address is the credential; a calendar program brings no other."""

from hashlib import sha256

from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notifications.services.outbox import language_for
from records.calendars import calendar_of
from records.feeds import found_by, note_fetch, versioned

from . import appointments, deadlines
from .scopes import Scope, offer_of


@require_safe
def feed(request, token):
    """The calendar in its person's language. One and the same 404 for unknown, taken back, locked, no longer entitled.

    Unchanged since the program last asked: 304, by ETag or Last-Modified.
    """
    found = found_by(token)
    if found is None:
        raise Http404
    now = timezone.now()
    day = timezone.localdate(now)
    language = language_for(found.user)
    with translation.override(language):
        offer = offer_of(found.user, found.scope, found.subject, day)
        if offer is None:
            raise Http404
        body = calendar_of(name_of(offer), versioned(found, entries_of(found.user, offer, day), now=now))
    changed_at = note_fetch(found, body, now=now)
    etag, last_modified = f'"{sha256(body).hexdigest()}"', int(changed_at.timestamp())
    headers = {
        "Content-Language": language,
        "Content-Disposition": 'attachment; filename="goclusterportal.ics"',
        # For the program that holds the address, and asked anew each time: rights may have ended meanwhile.
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "ETag": etag,
        "Last-Modified": http_date(last_modified),
    }
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag, last_modified, response)


def name_of(offer):
    """What the calendar is called in the list of calendars."""
    return _("%(site)s: %(title)s") % {"site": "goclusterportal", "title": offer.title}


def entries_of(user, offer, day):
    """All entries of one calendar, in the language that is active. A fixed number of queries."""
    if offer.scope == Scope.CLUSTER:
        return [
            *deadlines.entries_for_people(deadlines.cluster_deadlines(offer.cluster, day)),
            *appointments.cluster_talks(offer.cluster, day),
        ]
    if offer.scope == Scope.OFFICE:
        return [
            *deadlines.entries_for_office(deadlines.office_deadlines(user, day)),
            *appointments.office_talks(user, day),
            *appointments.office_sittings(day),
        ]
    return [
        *deadlines.entries_for_people(deadlines.my_deadlines(user, day)),
        *appointments.my_talks(user, day),
        *appointments.my_sittings(user, day),
    ]
