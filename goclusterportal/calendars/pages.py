"""/my/calendar/: the own calendars, their private addresses, and how to subscribe to them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import slug_re
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from programme.errors import ActRefused
from records.feeds import give_address, take_back
from records.models import CalendarFeed

from .scopes import Scope, offer_of, offers_for


@never_cache
@login_required
@require_safe
def index(request):
    """GET /my/calendar/. A fixed number of queries, however many clusters."""
    offers = offers_for(request.user, timezone.localdate())
    feeds = {(feed.scope, feed.subject): feed for feed in open_feeds(request.user)}
    rows = [{"offer": offer, "feed": _taken(feeds, offer)} for offer in offers]
    # What is left leads nowhere: the role or function behind it has ended.
    context = {"rows": rows, "idle": list(feeds.values()), "trail": [my_crumb()]}
    return render(request, "public/calendar.html", context)


@never_cache
@login_required
@require_POST
def create(request):
    """POST /my/calendar/create/: the answer shows the new address, this once; nothing that could lead back to it stays.

    Not a redirect, because the address would have to be kept until the next page. Sent again, it makes a newer one.
    """
    scope, subject = _wanted(request)
    offer = offer_of(request.user, scope, subject, timezone.localdate())
    if offer is None:
        raise Http404
    _feed, token = give_address(
        request.user, offer.scope, offer.subject, actor=request.user, earlier=offer.subjects[1:]
    )
    address = settings.SITE_URL + reverse("calendar-feed", args=[token])
    context = {
        "offer": offer,
        "address": address,
        "trail": [my_crumb(), {"label": _("Kalender abonnieren"), "url": reverse("calendar:index")}],
    }
    response = render(request, "public/calendar_address.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@login_required
@require_POST
def revoke(request):
    """POST /my/calendar/revoke/: for every address of one's own, also one that leads nowhere any more."""
    scope, subject = _wanted(request)
    feed = open_feeds(request.user).filter(scope=scope, subject=subject).first()
    if feed is None:
        messages.info(request, _("Diese Kalenderadresse ist bereits zurückgezogen."))
        return redirect("calendar:index")
    try:
        take_back(feed, actor=request.user, day=timezone.localdate())
    except ActRefused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(
            request,
            _("Die Adresse ist zurückgezogen. Wer sie noch verwendet, erhält keine Termine mehr."),
        )
    return redirect("calendar:index")


def open_feeds(user):
    """The person's addresses that are not taken back."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).order_by("scope", "subject")


def _taken(feeds, offer):
    """The address of this calendar, taken out of `feeds`; None where there is none."""
    found = [feeds.pop((offer.scope, subject), None) for subject in offer.subjects]
    return next(filter(None, found), None)


def my_crumb():
    return {"label": _("Mein Bereich"), "url": reverse("public:my")}


def _wanted(request):
    """Scope and subject as sent; what cannot be one names nothing (a NUL would be an error of the database)."""
    scope, subject = request.POST.get("scope", Scope.MY), request.POST.get("subject", "")
    is_possible = scope in Scope.values and (not subject or slug_re.match(subject))
    return (scope, subject) if is_possible else ("", "")
