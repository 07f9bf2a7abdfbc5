"""News, stories and publications as pages. All of them are the same for every visitor."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from programme.pagecache import public_page
from records.responses import attachment

from ..articles_page import article_context
from ..contributing import quarter_days
from ..listing import about_field, fields_of, listed, years_of
from ..models import News, Publication, Story
from ..of_cluster import of_cluster

LATEST_YEAR = 9998
PER_PAGE = 20


@public_page
def news_list(request):
    """All news, the latest first; ?field= narrows them to a technology field, ?cluster= to a cluster."""
    return _articles(request, News, "events/news_list.html")


@public_page
def news_archive(request, year, quarter=None):
    """The news of a year or of one of its quarters. A time without news is no page."""
    entry = next((one for one in years_of(_released(News)) if one["year"] == year), None)
    if entry is None or (quarter is not None and quarter not in dict(entry["quarters"])):
        raise Http404
    first, end = quarter_days(year, quarter)
    rows = News.objects.filter(released_on__gte=first, released_on__lt=end)
    trail = [_crumb(gettext("Aktuelles"), "events:news-list")]
    context = {"year": year, "quarter": quarter, "trail": trail}
    return _articles(request, News, "events/news_list.html", rows=rows, **context)


@public_page
def news(request, slug):
    return _article(request, News, slug, _crumb(gettext("Aktuelles"), "events:news-list"))


@public_page
def story_list(request):
    """The series and the reports; ?kind=, ?year=, ?field= and ?cluster= narrow them."""
    rows, kind, year = Story.objects.all(), request.GET.get("kind", ""), _year(request)
    if kind in Story.Kind.values:
        rows = rows.filter(kind=kind)
    if year:
        first, end = quarter_days(year)
        rows = rows.filter(released_on__gte=first, released_on__lt=end)
    context = {"kinds": Story.Kind.choices, "kind": kind, "year": year}
    return _articles(request, Story, "events/story_list.html", rows=rows, **context)


@public_page
def story(request, slug):
    return _article(request, Story, slug, _crumb(gettext("ClusterERFOLGE"), "events:story-list"))


@public_page
def publication_list(request):
    """All publications, the latest first, in groups by year."""
    publications = listed(Publication.objects, timezone.localdate())
    return render(request, "events/publication_list.html", {"page_obj": _page(request, publications)})


@public_page
def publication(request, slug):
    return _article(request, Publication, slug, _crumb(gettext("Publikationen"), "events:publication-list"))


@require_safe
def publication_file(request, slug):
    """The document of a released publication, as a download."""
    publication = get_object_or_404(_released(Publication).select_related("document"), slug=slug)
    if publication.document is None:
        raise Http404
    return attachment(publication.document)


def _released(model):
    return model.objects.released_on(timezone.localdate())


def _articles(request, model, template, *, rows=None, **context):
    day = timezone.localdate()
    asked = of_cluster(request, day)
    rows = listed(asked.narrowed(model.objects.all() if rows is None else rows), day)
    fields = list(fields_of(model, day))
    chosen = next((one for one in fields if one.code == request.GET.get("field")), None)
    if chosen:
        rows = about_field(rows, chosen.code, day)
    found = {
        "page_obj": _page(request, rows),
        "fields": fields,
        "field": chosen,
        "of_cluster": asked,
        "is_filtered": bool(chosen or asked.cluster),
        "years": years_of(asked.narrowed(_released(model))),
    }
    return render(request, template, found | context)


def _article(request, model, slug, crumb):
    day = timezone.localdate()
    article = get_object_or_404(listed(model.objects, day), slug=slug)
    return render(request, "events/article.html", {**article_context(article, day), "trail": [crumb]})


def _year(request):
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return year if 1 <= year <= LATEST_YEAR else None


def _page(request, rows):
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _crumb(label, name):
    return {"label": label, "url": reverse(name)}
