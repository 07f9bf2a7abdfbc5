"""An edition of the cluster weeks: its programme by day and by Land, as a list, on the map and as a calendar."""

from datetime import timedelta
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.calendars import calendar_of
from events.listing import with_public_clusters
from events.models import Edition, Event
from events.models.events import CHRONOLOGICAL
from events.views.events import events_crumb
from events.views.machines import CALENDAR_TYPE
from programme.models import Land
from programme.pagecache import public_page
from programme.templatetags.portal import german_date, translated

from .germany import WIDTH, drawing, shade

ONLINE = "online"
GROUPS = {"day": _("nach Tagen"), "land": _("nach Ländern")}


@public_page
def edition(request, slug):
    """The programme. `day` (YYYY-MM-DD) and `land` (ISO code, or "online") narrow it, `group` is "day" or "land".

    What is no such value filters nothing. Three queries, however many events there are.
    """
    today = timezone.localdate()
    shown = get_object_or_404(Edition.objects.released_on(today), slug=slug)
    events = list(_events(shown, today))
    laender = list(Land.objects.order_by("name_de"))
    day = _one_of(parse_day(request.GET.get("day")), {when for one in events for when in _days(one)})
    land = _one_of(request.GET.get("land"), {place for one in events for place in _places(one)})
    group = _one_of(request.GET.get("group"), set(GROUPS)) or "day"
    state = {"day": day.isoformat() if day else "", "land": land or "", "group": "" if group == "day" else group}
    found = [one for one in events if _fits(one, day, land)]
    counts = {iso: sum(iso in _places(one) for one in events if _fits(one, day, None)) for iso in _isos(laender)}
    context = {
        "edition": shown,
        "is_open": shown.takes_submissions(today),
        "all": len(events),
        "found": len(found),
        "filtered": bool(day or land),
        "days": _day_chips(request, events, land, day, state),
        "places": _place_chips(request, laender, counts, land, state),
        "groups": [_chip(request, label, None, state | {"group": key}, key == group) for key, label in GROUPS.items()],
        "sections": list(_sections(found, laender, group, day)),
        "map": _map(request, laender, counts, land, state),
        "trail": [events_crumb(), {"label": gettext("Clusterwochen"), "url": reverse("events:edition-list")}],
    }
    return render(request, "public/edition.html", context)


@public_page
def edition_calendar(request, slug):
    """The whole programme as iCalendar; its language follows ?lang=."""
    today = timezone.localdate()
    shown = get_object_or_404(Edition.objects.released_on(today), slug=slug)
    return HttpResponse(calendar_of(_events(shown, today)), content_type=CALENDAR_TYPE)


def parse_day(text):
    """The date in an address, None for anything else."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def _events(shown, today):
    events = Event.objects.released_on(today).day_precise().filter(edition=shown).select_related("land", "edition")
    return with_public_clusters(events.order_by(*CHRONOLOGICAL), today)


def _one_of(value, known):
    return value if value in known else None


def _places(one):
    return ([one.land.iso] if one.land else []) + ([ONLINE] if one.online else [])


def _days(one):
    """The days of an event: all of them within its edition, and in any case the first."""
    first, last = max(one.starts_on, one.edition.starts_on), min(one.last_day, one.edition.ends_on)
    return {one.starts_on, *(first + timedelta(days=n) for n in range((last - first).days + 1))}


def _isos(laender):
    return [land.iso for land in laender] + [ONLINE]


def _fits(one, day, land):
    return (day is None or day in _days(one)) and (land is None or land in _places(one))


def _chip(request, label, count, state, current):
    query = "&".join(f"{name}={value}" for name, value in state.items() if value)
    return {
        "label": label,
        "count": count,
        "url": f"{request.path}?{query}" if query else request.path,
        "current": current,
    }


def _day_chips(request, events, land, day, state):
    counted = [one for one in events if _fits(one, None, land)]
    chips = [_chip(request, gettext("alle Tage"), len(counted), state | {"day": ""}, day is None)]
    for when in sorted({when for one in events for when in _days(one)}):
        count = sum(when in _days(one) for one in counted)
        chips.append(_chip(request, german_date(when), count, state | {"day": when.isoformat()}, when == day))
    return chips


def _place_chips(request, laender, counts, land, state):
    names = [(one.iso, translated(one, "name")) for one in laender] + [(ONLINE, gettext("online"))]
    chips = [_chip(request, gettext("überall"), None, state | {"land": ""}, land is None)]
    for iso, name in names:
        if counts[iso] or iso == land:
            chips.append(_chip(request, name, counts[iso], state | {"land": iso}, iso == land))
    return chips


def _sections(found, laender, group, day):
    """By day, an event of several days stands once: at its first, or at the day that was chosen."""
    if group == "day":
        for when, rows in groupby(found, key=lambda one: day or one.starts_on):
            yield german_date(when), list(rows)
        return
    for iso, name in [(one.iso, translated(one, "name")) for one in laender]:
        rows = [one for one in found if one.land and one.land.iso == iso]
        if rows:
            yield name, rows
    without = [one for one in found if one.land is None]
    if without:
        yield gettext("online oder ohne Land"), without


def _map(request, laender, counts, land, state):
    height, drawn = drawing()
    most = max((counts[one.iso] for one in laender), default=0)
    return {
        "view_box": f"0 0 {WIDTH} {height}",
        "laender": [
            {
                "name": translated(one, "name"),
                "count": counts[one.iso],
                "path": drawn[one.iso]["path"],
                "shade": shade(counts[one.iso], most),
                "url": _chip(request, "", None, state | {"land": one.iso}, False)["url"] if counts[one.iso] else "",
                "current": one.iso == land,
            }
            for one in laender
        ],
    }
