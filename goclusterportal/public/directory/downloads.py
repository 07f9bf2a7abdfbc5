"""What was found to take along: CSV for spreadsheets, JSON for programs. Public rows and columns only."""

import csv
import io

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clusters.released import released_actors
from programme.exports import plain_cell
from programme.pagecache import public_page
from programme.templatetags.portal import translated

from .finding import find
from .rows import Rows


@public_page(keep_queries=False)
def as_csv(request):
    """One row per cluster. With a byte order mark, or Excel reads umlauts wrongly; no cell is ever a formula."""
    day = timezone.localdate()
    finding = find(request.GET, day)
    if finding.form.errors:
        return _back(request)
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(_head())
    for cluster in _rows(finding, day):
        writer.writerow([plain_cell(cell) for cell in _cells(cluster)])
    return _named(HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8"), day, "csv")


@public_page(keep_queries=False)
def as_json(request):
    """The same with codes: Länder by ISO 3166-2, fields by code, days in ISO 8601, null where nothing is known."""
    day = timezone.localdate()
    finding = find(request.GET, day)
    if finding.form.errors:
        return _back(request)
    clusters = [_entry(cluster) for cluster in _rows(finding, day)]
    tree = {"on": day, "query": finding.query, "count": len(clusters), "clusters": clusters}
    return _named(JsonResponse(tree, json_dumps_params={"ensure_ascii": False, "indent": 1}), day, "json")


def _back(request):
    """To the page, which says at the facet what is wrong."""
    return HttpResponseRedirect(f"{reverse('public:directory')}?{request.GET.urlencode()}")


def _rows(finding, day):
    years = dict(zip(finding.register.keys, finding.register.years, strict=True))
    actors = {cluster: (key_date, number) for cluster, key_date, number in released_actors(day)}
    for cluster in Rows(finding.keys(), day)[:]:
        cluster.year = years[cluster.pk]
        cluster.actors_on, cluster.actors = actors.get(cluster.pk, (None, None))
        if cluster.actors is None:
            cluster.actors_on = None
        yield cluster


def _head():
    return [
        gettext("Name"),
        gettext("Kurzname"),
        gettext("Ort"),
        gettext("Länder"),
        gettext("Technologiefelder"),
        gettext("Technologiefeld in eigenen Worten"),
        gettext("Label, heute gültig"),
        gettext("zuletzt gemeldetes Label"),
        gettext("gemeldet für das Jahr"),
        gettext("Jahr der Aufnahme"),
        gettext("Clusterakteure"),
        gettext("Stichtag"),
        gettext("Website"),
        gettext("Funktionspostfach"),
        gettext("Adresse"),
    ]


def _cells(cluster):
    awards = [f"{award.get_level_display()} ({award.valid_until.isoformat()})" for award in cluster.valid_awards]
    return [
        cluster.name,
        cluster.short_name,
        cluster.city,
        ", ".join(translated(land, "name") for land in cluster.laender.all()),
        ", ".join(translated(field, "name") for field in cluster.fields.all()),
        cluster.field_words,
        ", ".join(awards),
        cluster.get_reported_label_display(),
        cluster.reported_label_year or "",
        cluster.year or "",
        "" if cluster.actors is None else cluster.actors,
        cluster.actors_on.isoformat() if cluster.actors_on else "",
        cluster.website,
        cluster.mailbox,
        _address(cluster),
    ]


def _entry(cluster):
    return {
        "slug": cluster.slug,
        "name": cluster.name,
        "short_name": cluster.short_name,
        "city": cluster.city,
        "laender": [land.iso for land in cluster.laender.all()],
        "fields": [field.code for field in cluster.fields.all()],
        "field_words": cluster.field_words,
        "labels_valid": [{"level": award.level, "valid_until": award.valid_until} for award in cluster.valid_awards],
        "label_reported": cluster.reported_label or None,
        "label_reported_year": cluster.reported_label_year,
        "member_since": cluster.year,
        "actors": cluster.actors,
        "actors_on": cluster.actors_on,
        "website": cluster.website,
        "mailbox": cluster.mailbox,
        "url": _address(cluster),
    }


def _address(cluster):
    return settings.SITE_URL + reverse("public:cluster", args=[cluster.slug])


def _named(response, day, ending):
    response["Content-Disposition"] = f'attachment; filename="clusters-{day.isoformat()}.{ending}"'
    return response
