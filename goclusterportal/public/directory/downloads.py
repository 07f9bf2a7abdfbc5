"""What was found to take along: CSV for spreadsheets, JSON for programs. Public rows and columns only."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clusters.models import Cluster
from clusters.released import released_actors
from labels.models import LabelAward
from programme.exports import plain_cell
from programme.pagecache import public_page

from .facets import places_in
from .finding import find
from .showing import to_the_page


@public_page(keep_queries=False)
def as_csv(request):
    """One row per cluster. With a byte order mark, or Excel reads umlauts wrongly; no cell is ever a formula."""
    day = timezone.localdate()
    finding = find(request.GET, day, state=request.public_state)
    if finding.form.errors:
        return to_the_page(request)
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(_head())
    words = {facet: {code: str(word) for code, word in values.items()} for facet, values in finding.options.items()}
    for row in _rows(finding, day):
        writer.writerow([plain_cell(cell) for cell in _cells(row, words)])
    return _named(HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8"), day, "csv")


@public_page(keep_queries=False)
def as_json(request):
    """The same with codes: Länder by ISO 3166-2, fields by code, days in ISO 8601, null where nothing is known."""
    day = timezone.localdate()
    finding = find(request.GET, day, state=request.public_state)
    if finding.form.errors:
        return to_the_page(request)
    clusters = [_entry(row) for row in _rows(finding, day)]
    tree = {"on": day, "query": finding.query, "count": len(clusters), "clusters": clusters}
    return _named(JsonResponse(tree, json_dumps_params={"ensure_ascii": False}), day, "json")


@dataclass(frozen=True, slots=True)
class Row:
    """A cluster with plain values: objects would cost most of the time."""

    cluster: dict
    laender: list[str]
    fields: list[str]
    labels: list[tuple[str, date]]
    year: int | None
    actors: int | None
    actors_on: date | None


COLUMNS = (
    "slug",
    "name",
    "short_name",
    "city",
    "field_words",
    "reported_label",
    "reported_label_year",
    "website",
    "mailbox",
)


def _rows(finding, day):
    """Every cluster found, in order; three queries for any number."""
    keys, register = finding.keys(), finding.register
    columns = Cluster.objects.public_on(day).order_by().values("pk", *COLUMNS)
    clusters = {row["pk"]: row for row in columns}
    labels = defaultdict(list)
    for key, *label in LabelAward.objects.valid_on(day).order_by("valid_until").values_list(*LABEL):
        labels[key].append(label)
    actors = {key: (number, on) for key, on, number in released_actors(day) if number is not None}
    laender, fields = (_codes(register, facet, list(finding.options[facet])) for facet in ("land", "field"))
    years = dict(zip(register.keys, register.years, strict=True))
    for key in keys:
        if key in clusters:
            number, on = actors.get(key, (None, None))
            yield Row(clusters[key], laender[key], fields[key], labels[key], years[key], number, on)


LABEL = ("cluster", "level", "valid_until")


def _codes(register, facet, order):
    """The values that each cluster has, in the order in which the facet shows them."""
    codes = defaultdict(list)
    for code in order:
        for place in places_in(register.values[facet].get(code, 0)):
            codes[register.keys[place]].append(code)
    return codes


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


def _cells(row, words):
    cluster = row.cluster
    return [
        cluster["name"],
        cluster["short_name"],
        cluster["city"],
        ", ".join(words["land"][code] for code in row.laender),
        ", ".join(words["field"][code] for code in row.fields),
        cluster["field_words"],
        ", ".join(f"{words['label'][level]} ({until.isoformat()})" for level, until in row.labels),
        words["label"].get(cluster["reported_label"], ""),
        cluster["reported_label_year"] or "",
        row.year or "",
        "" if row.actors is None else row.actors,
        row.actors_on.isoformat() if row.actors_on else "",
        cluster["website"],
        cluster["mailbox"],
        _address(cluster),
    ]


def _entry(row):
    cluster = row.cluster
    return {
        "slug": cluster["slug"],
        "name": cluster["name"],
        "short_name": cluster["short_name"],
        "city": cluster["city"],
        "laender": row.laender,
        "fields": row.fields,
        "field_words": cluster["field_words"],
        "labels_valid": [{"level": level, "valid_until": until} for level, until in row.labels],
        "label_reported": cluster["reported_label"] or None,
        "label_reported_year": cluster["reported_label_year"],
        "member_since": row.year,
        "actors": row.actors,
        "actors_on": row.actors_on,
        "website": cluster["website"],
        "mailbox": cluster["mailbox"],
        "url": _address(cluster),
    }


def _address(cluster):
    return settings.SITE_URL + reverse("public:cluster", args=[cluster["slug"]])


def _named(response, day, ending):
    response["Content-Disposition"] = f'attachment; filename="clusters-{day.isoformat()}.{ending}"'
    return response
