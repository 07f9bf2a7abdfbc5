"""Calendar files and the feed. Their language follows ?lang=, which the middleware has already switched on."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from programme.models import Land
from programme.pagecache import public_page

from ..calendars import calendar_of
from ..facets import ONLINE
from ..feeds import NewsFeed, NewsRss
from ..models import Event

CALENDAR_TYPE = "text/calendar; charset=utf-8"


def _events():
    return Event.objects.released_on(timezone.localdate()).day_precise().order_by("starts_on", "slug")


@public_page
def calendar(request):
    """All released events with a known day, for a calendar program to subscribe to.

    `kind` and `land` (ISO code, or "online") narrow it as on the page; what is no such value filters nothing.
    """
    events = _events()
    kinds = set(request.GET.getlist("kind")) & set(Event.Kind.values)
    if kinds:
        events = events.filter(kind__in=kinds)
    places = set(request.GET.getlist("land"))
    isos = places & set(Land.objects.values_list("iso", flat=True)) if places else set()
    if isos or ONLINE in places:
        events = events.filter(Q(land__iso__in=isos) | (Q(online=True) if ONLINE in places else Q(pk__in=[])))
    return HttpResponse(calendar_of(events), content_type=CALENDAR_TYPE)


@public_page
def event_calendar(request, slug):
    """One event; without a known day there is none to put into a calendar."""
    return HttpResponse(calendar_of([get_object_or_404(_events(), slug=slug)]), content_type=CALENDAR_TYPE)


@public_page
def news_feed(request):
    """The latest news and stories as Atom."""
    return NewsFeed()(request)


@public_page
def news_rss(request):
    """The same as RSS 2.0."""
    return NewsRss()(request)
