"""What the search finds: each kind with its public rows of a day, its texts and its addresses."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from clusters.search import matching
from events.models import Event, News, NewsletterIssue, Publication, Story
from events.templatetags.articles import series_word
from events.wording import date_words
from programme.folding import search_terms, search_text
from programme.models import ContentPage
from programme.templatetags.portal import german_date


@dataclass(frozen=True)
class Kind:
    """One kind of content. `texts` are the translated columns a snippet is taken from, in this order."""

    code: str
    # Of one hit, and of several as the name of a filter.
    name: str | Promise
    plural: str | Promise
    # What the public may see on a day, in the order in which hits are listed.
    public: Callable[..., QuerySet]
    address: Callable[..., str]
    note: Callable[..., str]
    titles: tuple[str, ...] = ("title_de", "title_en")
    texts: tuple[str, ...] = ("teaser", "body")
    # What one row is called, where that is not the kind's name.
    label: Callable[..., str] | None = None

    def name_of(self, row):
        return self.label(row) if self.label else self.name

    def found(self, query, day):
        """The public rows in which every word of the query stands."""
        rows = self.public(day)
        for term in search_terms(query):
            rows = rows.filter(search_text__contains=term)
        return rows


class ClusterKind(Kind):
    """Clusters are found by former names, too."""

    def found(self, query, day):
        return matching(self.public(day), query, day)


class IssueKind(Kind):
    """Issues of the newsletter: their own words and those of their pieces. A dozen a year, so they are read."""

    def found(self, query, day):
        terms = search_terms(query)
        rows = self.public(day)
        return rows.filter(pk__in=[issue.pk for issue in rows.prefetch_related("items") if _says(issue, terms)])


def _says(issue, terms):
    columns = ("title_de", "title_en", "intro_de", "intro_en", "text_de", "text_en")
    texts = [getattr(row, name, "") for row in (issue, *issue.items.all()) for name in columns]
    text = search_text(*texts, gettext("Nr. %(number)s") % {"number": issue.number})
    return all(term in text for term in terms)


def _page_of(name):
    return lambda row: reverse(name, args=[row.slug])


def _released(model):
    return lambda day: model.objects.released_on(day)


def _released_on(row):
    return german_date(row.released_on)


def _event_note(event):
    called_off = gettext("abgesagt") if event.cancelled_on else ""
    return ", ".join(filter(None, [called_off, date_words(event), event.city]))


KINDS = [
    ClusterKind(
        "clusters",
        _("Cluster"),
        pgettext_lazy("plural", "Cluster"),
        lambda day: Cluster.objects.public_on(day).order_by("name", "pk"),
        _page_of("public:cluster"),
        lambda cluster: cluster.city,
        titles=("name", "short_name"),
        texts=("profile",),
    ),
    Kind(
        "events",
        _("Veranstaltung"),
        _("Veranstaltungen"),
        _released(Event),
        _page_of("events:event"),
        _event_note,
        texts=("summary", "note"),
    ),
    Kind("news", _("Meldung"), _("Meldungen"), _released(News), _page_of("events:news"), _released_on),
    Kind(
        "stories",
        _("ClusterERFOLG"),
        _("ClusterERFOLGE"),
        _released(Story),
        _page_of("events:story"),
        _released_on,
        label=series_word,
    ),
    Kind(
        "publications",
        _("Publikation"),
        _("Publikationen"),
        _released(Publication),
        _page_of("events:publication"),
        _released_on,
    ),
    IssueKind(
        "newsletters",
        _("Newsletter"),
        pgettext_lazy("plural", "Newsletter"),
        lambda day: NewsletterIssue.objects.public().order_by("-number"),
        lambda issue: reverse("events:newsletter-issue", args=[issue.number]),
        lambda issue: german_date(issue.released_at),
        texts=("intro",),
        label=lambda issue: gettext("Newsletter Nr. %(number)s") % {"number": issue.number},
    ),
    Kind(
        "pages",
        _("Seite"),
        _("Seiten"),
        lambda day: ContentPage.objects.order_by("title_de"),
        lambda page: reverse(f"public:{page.key}"),
        lambda page: "",
        texts=("body",),
    ),
]
BY_CODE = {kind.code: kind for kind in KINDS}
