"""The page of the site's search."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.forms import PortalForm, WordsField
from programme.pagecache import public_page

from .kinds import BY_CODE, KINDS
from .results import hits, near_misses, shown

PER_PAGE = 20


class SearchForm(PortalForm):
    q = WordsField(
        label=_("Suchbegriffe"),
        max_length=200,
        required=False,
        help_text=_("Alle Wörter müssen vorkommen, auch als Teil eines Wortes. Umlaute dürfen Sie umschreiben."),
    )


@public_page(keep_queries=False)
def search(request):
    """Everything public in which all the words stand, the best hits first; `kind` narrows the list to one kind."""
    form = SearchForm(request.GET or None)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    kind = BY_CODE.get(request.GET.get("kind"))
    context = {"form": form, "query": query, "kind": kind}
    if query:
        context |= found(request, query, kind)
    return render(request, "public/search.html", context)


def found(request, query, kind):
    day = timezone.localdate()
    by_kind = hits(query, day)
    listed = by_kind[kind.code] if kind else [hit for rows in by_kind.values() for hit in rows]
    page = Paginator(sorted(listed), PER_PAGE).get_page(request.GET.get("page"))
    total = sum(map(len, by_kind.values()))
    return {
        "page_obj": page,
        "results": shown(list(page), query, day),
        "sentence": count_sentence(len(listed), query),
        "chips": chips(by_kind, query, kind, total) if total else [],
        "suggestions": [] if total else near_misses(query, day),
        "total": total,
    }


def chips(by_kind, query, chosen, total):
    """All kinds together, then each that has hits; the chosen one stays even without."""
    first = {
        "label": gettext("Alle Treffer"),
        "count": total,
        "url": f"?{urlencode({'q': query})}",
        "current": chosen is None,
    }
    return [
        first,
        *(
            {
                "label": kind.plural,
                "count": len(by_kind[kind.code]),
                "url": f"?{urlencode({'q': query, 'kind': kind.code})}",
                "current": kind is chosen,
            }
            for kind in KINDS
            if by_kind[kind.code] or kind is chosen
        ),
    ]


def count_sentence(count, query):
    if not count:
        return gettext("Kein Treffer für „%(query)s“") % {"query": query}
    return ngettext("%(count)s Treffer für „%(query)s“", "%(count)s Treffer für „%(query)s“", count) % {
        "count": count,
        "query": query,
    }
