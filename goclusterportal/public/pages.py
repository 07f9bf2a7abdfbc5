"""The home page and the pages the office edits."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from clusters.figures import count_members
from events.models import Event, News, Story
from programme.models import ContentPage
from programme.pagecache import public_page

from .facts.counting import count_labels
from .germany import WIDTH, drawing, shade
from .selfcheck import open_catalogue


@public_page
def home(request):
    """What the programme is, its figures, next events, latest news and stories, the way to apply."""
    day = timezone.localdate()
    counted = count_members(day, with_actors=False)
    _levels, labels_total = count_labels(day, day)
    height, drawn = drawing()
    most = max((share.members for share in counted.by_land), default=0)
    context = {
        "page": ContentPage.objects.filter(key=ContentPage.Key.HOME).first(),
        "day": day,
        "members": counted.members,
        "laender": sum(1 for share in counted.by_land if share.members),
        "fields": sum(1 for share in counted.by_field if share.members),
        "labels_total": labels_total,
        "map": [(drawn[share.of.iso]["path"], shade(share.members, most)) for share in counted.by_land],
        "map_size": (WIDTH, height),
        "events": Event.objects.released_on(day).upcoming(day)[:3],
        "news": News.objects.released_on(day)[:3],
        "stories": Story.objects.released_on(day)[:3],
        "self_check_open": open_catalogue() is not None,
    }
    return render(request, "public/home.html", context)


@public_page
def content_page(request, key):
    """One of the pages the office edits."""
    return render(request, "public/content_page.html", {"page": content_of(key)})


def content_of(key):
    """The text of a page; a page nobody has written is a 404."""
    page = ContentPage.objects.filter(key=key).first()
    if page is None:
        raise Http404
    return page
