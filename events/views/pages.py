"""Events as pages. All of them are the same for every visitor."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from programme.pagecache import public_page

from ..listing import with_public_clusters
from ..models import Event

PER_PAGE = 20


def _page(request, rows, name="page"):
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(name))


@public_page
def event_list(request):
    """What is to come first, then the archive; each with pages of its own."""
    day = timezone.localdate()
    released = Event.objects.released_on(day)
    context = {
        "upcoming": _page(request, released.upcoming(day), "upcoming"),
        "archive": _page(request, released.archived(day)),
    }
    return render(request, "events/event_list.html", context)


@public_page
def event(request, slug):
    day = timezone.localdate()
    shown = get_object_or_404(with_public_clusters(Event.objects.released_on(day), day), slug=slug)
    context = {"event": shown, "trail": [_crumb(gettext("Veranstaltungen"), "events:event-list")]}
    return render(request, "events/event.html", context)


def _crumb(label, name):
    return {"label": label, "url": reverse(name)}
