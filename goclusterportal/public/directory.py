"""The directory: search and filters over what the public may see today, as a page and as the API's list."""

import django_filters
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster
from clusters.naming import close_names
from clusters.search import former_names_found, matching
from labels.models import LabelAward, Level
from programme.forms import PortalForm
from programme.models import Land, TechnologyField
from programme.pagecache import public_page

from ..words import name_column

PER_PAGE = 24


def public_clusters(day):
    """The public clusters of `day` with Länder, fields and valid awards at hand: four queries for any number."""
    valid = LabelAward.objects.valid_on(day).order_by("valid_until")
    return (
        Cluster.objects.public_on(day)
        .order_by("name", "pk")
        .prefetch_related("laender", "fields", Prefetch("label_awards", queryset=valid, to_attr="valid_awards"))
    )


class DirectoryForm(PortalForm):
    """The filter form; django-filter fills in its fields."""


class ClusterFilter(django_filters.FilterSet):
    """q, land (ISO code), field (code), label (bronze, silver, gold, none: valid today). Unknown values are errors."""

    q = django_filters.CharFilter(label=_("Suche"), max_length=200, method="search")
    land = django_filters.ModelChoiceFilter(
        label=_("Land"), queryset=Land.objects.all(), to_field_name="iso", field_name="laender", empty_label=_("alle")
    )
    field = django_filters.ModelChoiceFilter(
        label=_("Technologiefeld"),
        queryset=TechnologyField.objects.all(),
        to_field_name="code",
        field_name="fields",
        empty_label=_("alle"),
    )
    label = django_filters.ChoiceFilter(
        label=_("Label, heute gültig"),
        choices=[*Level.choices, ("none", _("ohne gültiges Label"))],
        method="by_label",
        empty_label=_("alle"),
    )

    class Meta:
        model = Cluster
        fields = []
        form = DirectoryForm

    def __init__(self, *args, day=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day or timezone.localdate()
        for name in ("land", "field"):
            queryset = self.filters[name].queryset.order_by(name_column())
            self.filters[name].field.queryset = queryset
            self.filters[name].field.label_from_instance = lambda row: getattr(row, name_column()) or row.name_de

    def search(self, queryset, name, value):
        """Every word of the query somewhere in the search text or in a former name."""
        return matching(queryset, value, self.day)

    def by_label(self, queryset, name, value):
        valid = LabelAward.objects.valid_on(self.day)
        if value == "none":
            return queryset.exclude(pk__in=valid.values("cluster"))
        return queryset.filter(pk__in=valid.filter(level=value).values("cluster"))


@public_page
def directory(request):
    """The directory page. A wrong filter value is said at its field and filters nothing."""
    day = timezone.localdate()
    clusters = public_clusters(day)
    found = ClusterFilter(request.GET, queryset=clusters, day=day)
    valid = found.form.is_valid()
    results = found.qs if valid else clusters
    page = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    query = found.form.cleaned_data.get("q", "") if valid else ""
    suggestions = []
    former = former_names_found(query, day) if query else {}
    for cluster in page:
        cluster.found_by = former.get(cluster.pk, [])
    if query and not page.paginator.count:
        suggestions = close_names(query, clusters.values_list("name", flat=True))
    context = {
        "filter": found,
        "page_obj": page,
        "filtered": valid and any(found.form.cleaned_data.values()),
        "sentence": count_sentence(page.paginator.count),
        "suggestions": suggestions,
    }
    return render(request, "public/directory.html", context)


def count_sentence(count):
    """How many were found, as a sentence."""
    if not count:
        return gettext("Kein Cluster gefunden")
    return ngettext("%(count)s Cluster gefunden", "%(count)s Cluster gefunden", count) % {"count": count}
