"""What lists and pages of articles ask the database: each a fixed number of queries, whatever there is."""

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import ExtractQuarter, ExtractYear

from clusters.models import Cluster
from programme.models import TechnologyField

from .models import News, Publication, Story

RELATED = 4


def with_public_clusters(rows, day):
    """The rows, each with `public_clusters`: one further query. A cluster the public may not see is never named."""
    return rows.prefetch_related(
        Prefetch("clusters", Cluster.objects.public_on(day).order_by("name"), to_attr="public_clusters")
    )


def event_context(event, day):
    """What events/event_body.html needs of a row with `public_clusters`: an edition in preparation is not named."""
    is_precise = event.date_precision == event.Precision.DAY
    return {
        "event": event,
        "edition": event.edition if event.edition and event.edition.is_released(day) else None,
        "is_over": is_precise and event.last_day < day,
        "is_precise": is_precise,
    }


def listed(rows, day):
    """Released rows with what a list shows of them: the picture, the file and the clusters."""
    files = ["document"] if rows.model is Publication else []
    return with_public_clusters(rows.released_on(day).select_related("picture", *files), day)


def about_field(rows, code, day):
    """Those of the rows that are about a public cluster of a technology field."""
    return rows.filter(_shares(rows.model, Cluster.objects.public_on(day).filter(fields__code=code)))


def fields_of(model, day):
    """The technology fields that released rows are about by their public clusters."""
    through = model.clusters.through
    released = model.objects.released_on(day).values("pk")
    about = through.objects.filter(**{f"{model._meta.model_name}__in": released}).values("cluster")
    public = Cluster.objects.public_on(day).filter(pk__in=about, fields=OuterRef("pk"))
    return TechnologyField.objects.filter(Exists(public))


def years_of(rows):
    """The archive: [{"year", "count", "quarters": [(quarter, count), …]}, …], the latest first. One query."""
    parts = rows.annotate(year=ExtractYear("released_on"), quarter=ExtractQuarter("released_on"))
    years = {}
    for year, quarter, count in (
        parts.order_by("-year", "-quarter").values_list("year", "quarter").annotate(count=Count("pk"))
    ):
        entry = years.setdefault(year, {"year": year, "count": 0, "quarters": []})
        entry["count"] += count
        entry["quarters"].append((quarter, count))
    return list(years.values())


def related(article, day):
    """News and stories about the same clusters, then those about the same fields; the latest first. Two queries."""
    clusters = [cluster.pk for cluster in article.public_clusters]
    public = Cluster.objects.public_on(day)
    near = public.filter(fields__in=TechnologyField.objects.filter(clusters__in=clusters))
    found = []
    for model in (News, Story):
        same = _shares(model, Cluster.objects.filter(pk__in=clusters))
        rows = model.objects.released_on(day).filter(same | _shares(model, near))
        if isinstance(article, model):
            rows = rows.exclude(pk=article.pk)
        nearness = Case(When(same, then=Value(0)), default=Value(1), output_field=IntegerField())
        found += rows.annotate(nearness=nearness).order_by("nearness", "-released_on", "slug")[:RELATED]
    found.sort(key=lambda row: (row.nearness, -row.released_on.toordinal(), row.slug))
    return found[:RELATED]


def neighbours(article, day):
    """(the one before, the one after), None at the ends: by number in the series, else by day. Two queries."""
    rows = type(article).objects.released_on(day)
    if getattr(article, "number", None) is not None:
        return (
            rows.filter(number__lt=article.number).order_by("-number").first(),
            rows.filter(number__gt=article.number).order_by("number").first(),
        )
    if isinstance(article, Story):
        rows = rows.filter(kind=article.kind)
    on, slug = article.released_on, article.slug
    older = rows.filter(Q(released_on__lt=on) | Q(released_on=on, slug__gt=slug))
    newer = rows.filter(Q(released_on__gt=on) | Q(released_on=on, slug__lt=slug))
    return older.order_by("-released_on", "slug").first(), newer.order_by("released_on", "-slug").first()


def _shares(model, clusters):
    name = model._meta.model_name
    return Exists(model.clusters.through.objects.filter(**{name: OuterRef("pk")}, cluster__in=clusters))
