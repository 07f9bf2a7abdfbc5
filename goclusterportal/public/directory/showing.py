"""What the pages of the directory and the map show besides the clusters: facets, chips, ways out of an empty result."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from programme.templatetags.portal import number

from ...context import languages_of
from .facets import FACETS
from .register import NONE

RESULTS = "#results"


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    # None: the value says no number.
    count: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet as it stands at the side. Values that would find nothing are left out, unless they are chosen."""

    name: str
    field: Any
    options: tuple[Option, ...]


def facets(finding, *, besides=()):
    """The facets with their counts; `besides` are left out: the map has its own place for the Länder."""
    counts = finding.counts()
    return [
        Facet(
            name,
            finding.form[name],
            tuple(
                Option(code, label, None if code == NONE else count, code in finding.asked.chosen[name])
                for code, label in finding.options[name].items()
                if (count := counts[name].get(code, 0)) or code in finding.asked.chosen[name]
            ),
        )
        for name in FACETS
        # What no cluster has said anything about yet is no choice.
        if name not in besides and (any(finding.register.values[name].values()) or finding.form[name].errors)
    ]


def chips(finding, page):
    """Each part of the question, and the address of `page` without it."""
    asked, found = finding.asked, []
    if asked.q:
        found.append({"label": gettext("Suche: %(words)s") % {"words": asked.q}, "part": asked.without("q")})
    for facet in FACETS:
        for code in asked.chosen[facet]:
            found.append({"label": finding.options[facet][code], "part": asked.without(facet, code)})
    path = reverse(page)
    return [{"label": chip["label"], "url": f"{path}{chip['part'].query()}{RESULTS}"} for chip in found]


def ways_out(finding, page):
    """Which part of a question that finds nothing could be dropped, and how many clusters that would find.

    Where no single part is to blame: what each part would find on its own.
    """
    asked = finding.asked
    parts = [
        (part, _part_words(finding, part))
        for part in ("q", *FACETS)
        if (asked.q if part == "q" else asked.chosen[part])
    ]
    if len(parts) == 1:
        return []  # Without it there is no question left: the page offers all clusters anyway.
    dropped = [
        (finding.count_without(part), gettext("ohne %(part)s") % {"part": words}, asked.without(part))
        for part, words in parts
    ]
    alone = [
        (finding.count_only(part), gettext("nur mit %(part)s") % {"part": words}, asked.alone(part))
        for part, words in parts
    ]
    path = reverse(page)
    ways = [way for way in dropped if way[0]] or [way for way in alone if way[0]]
    return [
        {"label": f"{words}: {count_words(count)}", "url": f"{path}{less.query()}{RESULTS}"}
        for count, words, less in sorted(ways, key=lambda way: -way[0])
    ]


def _part_words(finding, part):
    if part == "q":
        return gettext("Suchbegriff „%(words)s“") % {"words": finding.asked.q}
    names = ", ".join(str(finding.options[part][code]) for code in finding.asked.chosen[part])
    return gettext("Filter „%(names)s“") % {"names": names}


def count_words(count):
    """ "1 Cluster", "84 Cluster"."""
    return ngettext("%(count)s Cluster", "%(count)s Cluster", count) % {"count": number(count)}


def count_sentence(count):
    """How many were found, as a sentence."""
    if not count:
        return gettext("Kein Cluster gefunden")
    return ngettext("%(count)s Cluster gefunden", "%(count)s Cluster gefunden", count) % {"count": number(count)}


def frame(finding, page, number=None, besides=()):
    """The context that the directory and the map share; `page` is the name of the address shown, `number` that of
    the page of a long list; `besides` are facets that do not stand in its filters."""
    asked = finding.asked
    query = asked.query()
    total = finding.found.bit_count()
    return {
        "form": finding.form,
        "asked": asked,
        "finding": finding,
        "total": total,
        "sentence": count_sentence(total),
        "chips": chips(finding, page),
        "facets_wrong": any(name in finding.form.errors for name in FACETS),
        "chosen_count": sum(len(codes) for facet, codes in asked.chosen.items() if facet not in besides),
        "others": [
            {"label": words, "url": f"{reverse(page)}{replace(asked, q=words).query()}{RESULTS}"}
            for words in finding.others
        ],
        "ways_out": [] if total else ways_out(finding, page),
        "here": reverse(page),
        "languages": languages_of(reverse(page) + asked.query(page=number)),
        "reset_url": reverse(page),
        "list_url": reverse("public:directory") + query,
        "map_url": reverse("public:map") + query,
        "is_filtered": asked.is_filtered or bool(finding.form.errors),
    }


def with_address(response, request, finding, **more):
    """htmx shows the short form of the address; whoever comes without a script keeps the one the form made."""
    response["HX-Push-Url"] = request.path + finding.asked.query(**more)
    return response


def to_the_page(request):
    """What is wrong in a question is said at its facet; a file or a print-out could not say it."""
    return HttpResponseRedirect(f"{reverse('public:directory')}?{request.GET.urlencode()}")
