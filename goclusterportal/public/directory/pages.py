"""The directory as a page, and on one page to print."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from programme.pagecache import public_page

from ...context import languages_of
from .finding import find
from .rows import Rows
from .showing import facets, frame, to_the_page, with_address

PER_PAGE = 24
MOST_PRINTED = 500


@public_page
def directory(request):
    """The directory page. A wrong value is said at its facet and filters nothing."""
    day = timezone.localdate()
    finding = find(request.GET, day, state=request.public_state)
    page = Paginator(Rows(finding.keys(), day), PER_PAGE).get_page(request.GET.get("page"))
    clusters = list(page)
    for cluster in clusters:
        cluster.found_by = finding.former.get(cluster.pk, [])
    query = finding.asked.query()
    number = page.number if page.number > 1 else None
    context = {
        **frame(finding, "public:directory", number),
        "view": "list",
        "facets": facets(finding),
        "page_obj": page,
        "clusters": clusters,
        "csv_url": reverse("public:directory-csv") + query,
        "json_url": reverse("public:directory-json") + query,
        "print_url": reverse("public:directory-print") + query,
        "noindex": bool(request.GET),
    }
    return with_address(render(request, "public/directory.html", context), request, finding, page=number)


@public_page(keep_queries=False)
def print_view(request):
    """All that was found as one table, up to MOST_PRINTED rows; the page says when there are more."""
    day = timezone.localdate()
    finding = find(request.GET, day, state=request.public_state)
    if finding.form.errors:
        return to_the_page(request)
    rows = Rows(finding.keys(), day)
    context = {
        **frame(finding, "public:directory"),
        "languages": languages_of(reverse("public:directory-print") + finding.asked.query()),
        "clusters": rows[:MOST_PRINTED],
        "most": MOST_PRINTED,
        "is_cut": len(rows) > MOST_PRINTED,
        "day": day,
        "canonical_url": settings.SITE_URL + reverse("public:directory"),
    }
    return render(request, "public/directory_print.html", context)
