"""What the search finds: each kind with its public rows of a day, its texts and its addresses."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from clusters.search import former_names_found, matching
from clusters.services.profile import TEXTS
from events.models import Edition, Event, News, NewsletterIssue, Publication, Story
from events.templatetags.articles import series_word
from events.wording import date_words, town_words
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

    @property
    def title(self):
        """The translated column of the title."""
        return self.titles[0].removesuffix("_de")

    def found(self, query, day):
        """The public rows in which every word of the query stands."""
        rows = self.public(day)
        for term in search_terms(query):
            rows = rows.filter(search_text__contains=term)
        return rows

    def fetched(self, keys, query, day):
        """The public rows of these keys, by key, with what their notes need."""
        return self.public(day).in_bulk(keys)


class ClusterKind(Kind):
    """Clusters are found by former names, too."""

    def found(self, query, day):
        return matching(self.public(day), query, day)

    def fetched(self, keys, query, day):
        rows = super().fetched(keys, query, day)
        former = former_names_found(query, day)
        for key, cluster in rows.items():
            cluster.found_by = former.get(key, [])
        return rows


def _cluster_note(cluster):
    """The place, and the former names that the words stand in: else nobody sees why it was found."""
    former = [gettext("Früher: %(name)s") % {"name": one.name} for one in cluster.found_by]
    return ", ".join(filter(None, [cluster.city, *former]))


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
    return ", ".join(filter(None, [called_off, date_words(event), town_words(event)]))


KINDS = [
    ClusterKind(
        "clusters",
        _("Cluster"),
        pgettext_lazy("plural", "Cluster"),
        lambda day: Cluster.objects.public_on(day).order_by("name", "pk"),
        _page_of("public:cluster"),
        _cluster_note,
        titles=("name", "short_name"),
        texts=TEXTS,
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
    Kind(
        "weeks",
        _("Clusterwoche"),
        _("Clusterwochen"),
        _released(Edition),
        _page_of("public:edition"),
        lambda week: f"{german_date(week.starts_on)} – {german_date(week.ends_on)}",
        titles=("name_de", "name_en"),
        texts=("intro",),
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
