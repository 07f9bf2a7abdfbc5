"""The events' pages: what is to come, with filters; the archive by year and quarter; one event."""

from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from programme.models import Land
from programme.pagecache import keep_until, public_page
from programme.templatetags.portal import translated

from .. import facets
from ..listing import event_context, with_public_clusters
from ..models import Event
from ..of_cluster import of_cluster
from ..registration_facts import registration_of
from ..structured import event_data
from ..wording import month_words

PER_PAGE = 20
MOST_RELATED = 4
UNDATED = "undated"


@public_page
def event_list(request):
    """What is to come, by month. `kind`, `land` (ISO code, or "online") and `month` (YYYY-MM) may each stand several
    times; `cluster` narrows it to one. What is no such value filters nothing. Three queries, however many events there
    are, and one for the cluster.
    """
    day = timezone.localdate()
    asked_cluster = of_cluster(request, day)
    upcoming = asked_cluster.narrowed(Event.objects.released_on(day)).upcoming(day)
    laender = {land.iso: translated(land, "name") for land in Land.objects.order_by("name_de")}
    rows = upcoming.values_list("pk", "kind", "land__iso", "online", "starts_on", "ends_on")
    events = [
        facets.Facts(pk, kind, _places(iso, online), facets.months_of(max(starts_on, day), ends_on or starts_on))
        for pk, kind, iso, online, starts_on, ends_on in rows
    ]
    names = {
        "kind": {value: str(label) for value, label in Event.Kind.choices},
        "land": {**laender, facets.ONLINE: gettext("online")},
        "month": {month: month_words(month) for month in sorted({month for one in events for month in one.months})},
    }
    asked = {facet: request.GET.getlist(facet) for facet in facets.FACETS}
    chosen = facets.chosen_values(asked, {facet: set(words) for facet, words in names.items()})
    keys = [one.key for one in facets.found(events, chosen)]
    page_obj = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(Event.objects.filter(pk__in=list(page_obj)).select_related("land", "edition").upcoming(day))
    for one in shown:
        one.listed_on = _listed_on(one, day, chosen["month"])
    calendar = [(name, value) for name in ("kind", "land") for value in chosen[name]]
    context = {
        "events": shown,
        "page_obj": page_obj,
        "filters": [
            (label, _chips(request, events, chosen, facet, names[facet], asked_cluster.pairs))
            for facet, label in (("kind", gettext("Art")), ("land", gettext("Wo")), ("month", gettext("Monat")))
        ],
        "of_cluster": asked_cluster,
        "filtered": any(chosen.values()) or asked_cluster.cluster is not None,
        "any": bool(events) or asked_cluster.cluster is not None,
        "calendar_query": urlencode(calendar),
    }
    return render(request, "events/event_list.html", context)


@public_page
def archive(request):
    """What is over, the latest first. `year` (or "undated"), `quarter` (1 to 4) and `cluster` narrow it."""
    day = timezone.localdate()
    asked = of_cluster(request, day)
    archived = asked.narrowed(Event.objects.released_on(day)).archived(day)
    years = _years(archived)
    year = request.GET.get("year", "")
    year = year if year in {chip_year for chip_year, _count in years} else ""
    quarters, quarter = {}, ""
    rows = archived
    if year == UNDATED:
        rows = archived.filter(starts_on=None)
    elif year:
        rows = archived.filter(starts_on__year=int(year))
        precise = rows.filter(date_precision__in=[Event.Precision.DAY, Event.Precision.MONTH]).order_by()
        for number in precise.annotate(number=ExtractQuarter("starts_on")).values_list("number", flat=True):
            quarters[str(number)] = quarters.get(str(number), 0) + 1
        quarter = request.GET.get("quarter", "") if request.GET.get("quarter", "") in quarters else ""
        if quarter:
            rows = precise.filter(starts_on__quarter=int(quarter)).archived(day)
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "of_cluster": asked,
        "years": [_archive_chip(gettext("alle Jahre"), None, asked.pairs, not year)]
        + [
            _archive_chip(
                gettext("ohne Datum") if one == UNDATED else one, count, [("year", one), *asked.pairs], one == year
            )
            for one, count in years
        ],
        "quarters": [
            _archive_chip(
                gettext("%(quarter)s. Quartal") % {"quarter": number},
                quarters[number],
                [("year", year), *([] if number == quarter else [("quarter", number)]), *asked.pairs],
                number == quarter,
            )
            for number in sorted(quarters)
        ],
        "trail": [events_crumb()],
    }
    return render(request, "events/event_archive.html", context)


@public_page
def event(request, slug):
    """One event; one that was called off says so."""
    day = timezone.localdate()
    released = Event.objects.released_on(day)
    shown = get_object_or_404(with_public_clusters(released.select_related("land", "edition"), day), slug=slug)
    related = released.upcoming(day).exclude(pk=shown.pk)
    known = event_context(shown, day)
    registration, standing = registration_of(shown, timezone.now())
    if registration:
        keep_until(request, registration.closes_at)
    edition = known["edition"]
    same = related.filter(edition=edition) if edition else related.filter(kind=shown.kind)
    context = {
        **known,
        "registration": registration,
        "standing": standing,
        "related": same[:MOST_RELATED],
        "structured": event_data(shown),
        "trail": [events_crumb()],
    }
    return render(request, "events/event.html", context)


def events_crumb():
    return {"label": gettext("Veranstaltungen"), "url": reverse("events:event-list")}


def _listed_on(event, day, months):
    """Below whose month it stands: its own; this one, if it began earlier; the first chosen one that it touches."""
    begins = max(event.starts_on, day)
    touched = facets.months_of(begins, event.last_day)
    first = next((month for month in months if month in touched), touched[0])
    return begins if first == touched[0] else date.fromisoformat(f"{first}-01")


def _places(iso, online):
    return ((iso,) if iso else ()) + ((facets.ONLINE,) if online else ())


def _chips(request, events, chosen, facet, names, besides):
    """The values that would show something, and the chosen ones."""
    counted = facets.counts(events, chosen, facet)
    chips = []
    for value, label in names.items():
        if counted[value] or value in chosen[facet]:
            query = urlencode([*facets.toggled(chosen, facet, value), *besides])
            url = f"{request.path}?{query}" if query else request.path
            chips.append({"label": label, "count": counted[value], "url": url, "current": value in chosen[facet]})
    return chips


def _years(archived):
    """Pairs of year and number, the latest first, at the end those without a date; one query."""
    counted = {}
    for year in archived.order_by().annotate(year=ExtractYear("starts_on")).values_list("year", flat=True):
        counted[year] = counted.get(year, 0) + 1
    dated = sorted((year for year in counted if year is not None), reverse=True)
    return [(str(year), counted[year]) for year in dated] + ([(UNDATED, counted[None])] if None in counted else [])


def _archive_chip(label, count, query, current):
    url = reverse("events:event-archive")
    return {"label": label, "count": count, "url": f"{url}?{urlencode(query)}" if query else url, "current": current}
