"""The page's figures to take along: CSV for spreadsheets, JSON for programs."""

import csv
import io

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from programme.exports import plain_cell
from programme.pagecache import public_page

from .activities import recorded_since
from .counting import facts_for
from .forms import KeyDateForm
from .rows import corrections_of, tables


@public_page
def as_csv(request):
    """One row per figure. With a byte order mark, or Excel reads umlauts wrongly; no cell is ever a formula."""
    found = _asked(request)
    if not isinstance(found, tuple):
        return found
    facts, other, all_tables = found
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";")
    writer.writerow([plain_cell(str(cell)) for cell in _head(facts, other)])
    for table in all_tables:
        for row in table.rows:
            writer.writerow([plain_cell(cell) for cell in _cells(table, row, other)])
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    return _named(response, facts, "csv")


@public_page
def as_json(request):
    """The same rows with their codes."""
    found = _asked(request)
    if not isinstance(found, tuple):
        return found
    facts, other, all_tables = found
    response = JsonResponse(as_tree(facts, other, all_tables), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _named(response, facts, "json")


def as_tree(facts, other, all_tables):
    """The figures as plain values: days in ISO 8601, numbers whole, null where nothing is recorded."""
    return {
        "on": facts.day.isoformat(),
        "with": other.day.isoformat() if other else None,
        "snapshot_published_on": facts.snapshot.published_on.isoformat() if facts.snapshot else None,
        "figures": [
            {
                "code": row.code,
                "section": table.section.title,
                "label": row.label,
                "value": row.here.value,
                "note": row.here.note,
                "computed_now": row.correction.computed if row.correction else row.here.value,
                "cause": row.correction.cause if row.correction else "",
                "compared": row.there.value if row.there else None,
                "difference": row.change,
            }
            for table in all_tables
            for row in table.rows
        ],
    }


def _asked(request):
    """(facts, other, tables) for the days asked for; where they cannot be, the page says why, at the field."""
    form = KeyDateForm(request.GET)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('public:facts')}?{request.GET.urlencode()}")
    today = timezone.localdate()
    day, other_day = form.days()
    facts = facts_for(day, today=today)
    other = facts_for(other_day, today=today) if other_day else None
    return facts, other, tables(facts, other, corrections_of(facts, today), today=today, since=recorded_since())


def _head(facts, other):
    head = [gettext("Bereich"), gettext("Kennzahl"), facts.day.isoformat(), gettext("beruht auf")]
    if other:
        head += [other.day.isoformat(), gettext("Unterschied")]
    return [*head, gettext("heute berechnet"), gettext("Ursache"), gettext("veröffentlicht"), gettext("Stand und Quelle")]


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


def _named(response, facts, ending):
    response["Content-Disposition"] = f'attachment; filename="{gettext("zahlen")}-{facts.day.isoformat()}.{ending}"'
    return response
