"""The page "Zahlen und Fakten" and the list of published snapshots."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from clusters.models import FactsSnapshot
from programme.pagecache import public_page

from .forms import KeyDateForm, presets
from .rows import report
from .timeline import time_lines


@public_page
def facts(request):
    """A day that is no day, or lies in the future, is said at its field; then the figures of today are shown."""
    today = timezone.localdate()
    asked = "on" in request.GET or "with" in request.GET
    form = KeyDateForm(request.GET if asked else None, initial={"on": today})
    day, other_day = form.days()
    found = report(day, other_day, today=today)
    context = {
        "form": form,
        "day": day,
        "other": found.other,
        "facts": found.facts,
        "figures": found.facts.figures,
        "corrected": found.corrected,
        "tables": found.tables,
        "leading": _leading(found.tables),
        "time_lines": time_lines(found.facts.figures.register_complete_since, today),
        "presets": _preset_links(today, day, other_day),
        "query": _query(day, other_day),
    }
    return render(request, "public/facts.html", context)


@public_page
def snapshots(request):
    """What the programme published, key date by key date; what was withdrawn stays in the list."""
    rows = FactsSnapshot.objects.exclude(published_on=None)
    trail = [{"label": gettext("Zahlen und Fakten"), "url": reverse("public:facts")}]
    return render(request, "public/facts_snapshots.html", {"snapshots": rows, "trail": trail})


def _leading(all_tables):
    """The rows whose numbers stand large at the top, where they are known."""
    codes = ("members", "labels", "actors")
    rows = {row.code: row for table in all_tables for row in table.rows}
    return [rows[code] for code in codes if code in rows and rows[code].here.value is not None]


def _preset_links(today, day, other_day):
    return [
        {
            "label": label,
            "url": f"{reverse('public:facts')}?{_query(on, other)}",
            "current": (on, other) == (day, other_day),
        }
        for label, on, other in presets(today)
    ]


def _query(day, other):
    return urlencode({"on": day.isoformat()} | ({"with": other.isoformat()} if other else {}))
