"""News, success stories and publications as pages. All of them are the same for every visitor."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from programme.pagecache import public_page
from records.responses import attachment

from ..models import News, Publication, Story

PER_PAGE = 20


def _page(request, rows, name="page"):
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(name))


def with_public_clusters(rows, day):
    """The rows, each with `public_clusters`: one further query. A cluster the public may not see is never named."""
    return rows.prefetch_related(
        Prefetch("clusters", Cluster.objects.public_on(day).order_by("name"), to_attr="public_clusters")
    )


@public_page
def news_list(request):
    return render(request, "events/news_list.html", {"page_obj": _page(request, _released(News))})


@public_page
def news(request, slug):
    context = {"article": _article(News, slug), "trail": [_crumb(gettext("Aktuelles"), "events:news-list")]}
    return render(request, "events/article.html", context)


@public_page
def story_list(request):
    return render(request, "events/story_list.html", {"page_obj": _page(request, _released(Story))})


@public_page
def story(request, slug):
    context = {"article": _article(Story, slug), "trail": [_crumb(gettext("ClusterERFOLGE"), "events:story-list")]}
    return render(request, "events/article.html", context)


@public_page
def publication_list(request):
    publications = _released(Publication).select_related("document")
    return render(request, "events/publication_list.html", {"page_obj": _page(request, publications)})


@require_safe
def publication_file(request, slug):
    """The document of a released publication, as a download."""
    publication = get_object_or_404(_released(Publication).select_related("document"), slug=slug)
    if publication.document is None:
        raise Http404
    return attachment(publication.document)


def _released(model):
    return model.objects.released_on(timezone.localdate())


def _article(model, slug):
    day = timezone.localdate()
    return get_object_or_404(with_public_clusters(model.objects.released_on(day), day), slug=slug)


def _crumb(label, name):
    return {"label": label, "url": reverse(name)}
