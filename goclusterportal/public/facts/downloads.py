"""The page's figures to take along: CSV for spreadsheets, JSON for programs."""

import csv
import io
from dataclasses import asdict

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from programme.exports import plain_cell
from programme.pagecache import public_page

from .forms import KeyDateForm
from .rows import report


@public_page
def as_csv(request):
    """One row per figure. With a byte order mark, or Excel reads umlauts wrongly; no cell is ever a formula."""
    found = _asked(request)
    if found is None:
        return _back(request)
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";")
    writer.writerow([plain_cell(str(cell)) for cell in _head(found)])
    for table in found.tables:
        for row in table.rows:
            writer.writerow([plain_cell(cell) for cell in _cells(table, row, found.other)])
    return _named(HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8"), found, "csv")


@public_page
def as_json(request):
    """The same rows with their codes: days in ISO 8601, numbers whole, null where nothing is recorded."""
    found = _asked(request)
    if found is None:
        return _back(request)
    snapshot = found.facts.snapshot
    tree = {
        "on": found.facts.day,
        "with": found.other.day if found.other else None,
        "published_on": snapshot.published_on if snapshot else None,
        "figures": found.as_rows(),
        "corrections": [asdict(correction) for correction in found.corrected.values()],
    }
    return _named(JsonResponse(tree, json_dumps_params={"ensure_ascii": False, "indent": 1}), found, "json")


def _asked(request):
    """The report on the days asked for; None where they cannot be."""
    form = KeyDateForm(request.GET)
    return report(*form.days(), today=timezone.localdate()) if form.is_valid() else None


def _back(request):
    """To the page, which says at the field what is wrong."""
    return HttpResponseRedirect(f"{reverse('public:facts')}?{request.GET.urlencode()}")


def _head(found):
    head = [gettext("Bereich"), gettext("Kennzahl"), found.facts.day.isoformat(), gettext("beruht auf")]
    if found.other:
        head += [found.other.day.isoformat(), gettext("Unterschied")]
    head += [gettext("heute berechnet"), gettext("Ursache"), gettext("veröffentlicht")]
    return [*head, gettext("Stand und Quelle")]


def _cells(table, row, other):
    cells = [table.section.title, row.label, _number(row.here), row.here.note]
    if other:
        cells += [_number(row.there), "" if row.change is None else row.change]
    correction = row.correction
    cells += [correction.computed, correction.cause] if correction else ["", ""]
    if row.published:
        return [*cells, row.published.words, f"{row.published.day_words}, {row.published.figure.source}"]
    return [*cells, "", ""]


def _number(cell):
    return cell.missing if cell.value is None else cell.value


def _named(response, found, ending):
    response["Content-Disposition"] = f'attachment; filename="facts-{found.facts.day.isoformat()}.{ending}"'
    return response
