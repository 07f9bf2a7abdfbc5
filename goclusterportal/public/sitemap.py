"""What search engines are told: the public pages of the day in both languages, and where they need not look.

Each section of the sitemap is a function of the day; a new kind of public page adds its own to SECTIONS.
"""

from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from clusters.models import Cluster
from events.models import Edition, Event, News, NewsletterIssue, Publication, Story
from programme.models import ContentPage, ProgrammeSettings
from programme.pagecache import public_page

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"

STATIC_PAGES = (
    "public:home",
    "public:directory",
    "public:map",
    "public:facts",
    "public:self-check",
    "admissions:apply",
    "events:event-list",
    "events:event-archive",
    "events:edition-list",
    "events:news-list",
    "events:story-list",
    "events:newsletter",
    "events:newsletter-archive",
    "public:feedback",
    "public:verify-form",
)

# What needs a log-in, opens by a secret, or is made anew for every question.
PRIVATE = (
    "/admin/",
    "/accounts/",
    "/my/",
    "/review/",
    "/decide/",
    "/apply/",
    "/verify/",
    "/self-check/pdf/",
    "/feedback/",
    "/events/submissions/",
    "/events/registrations/",
    "/newsletter/confirm/",
    "/newsletter/preferences/",
    "/newsletter/unsubscribe/",
)
PRIVATE_BUT = ("/apply/$", "/verify/$", "/feedback/$")
LOCAL = {"localhost", "127.0.0.1", "::1"}


# --- Sections: (path, day of the last change or None) -----------------------------------------


def pages(day):
    """The pages that are always there."""
    yield from ((reverse(name), None) for name in STATIC_PAGES)


def content_pages(day):
    """What the office edits."""
    for page in ContentPage.objects.exclude(key=ContentPage.Key.HOME):
        yield reverse(f"public:{page.key}"), page.reviewed_on


def clusters(day):
    """The profiles of the public clusters of the day."""
    for slug, changed in Cluster.objects.public_on(day).order_by("slug").values_list("slug", "updated_at"):
        yield reverse("public:cluster", args=[slug]), timezone.localdate(changed)


def _released(model, name):
    def section(day):
        for slug, changed in model.objects.released_on(day).order_by("slug").values_list("slug", "updated_at"):
            yield reverse(name, args=[slug]), timezone.localdate(changed)

    return section


def publications(day):
    """The list of publications, as old as the latest of them, and each."""
    rows = list(Publication.objects.released_on(day).order_by("slug").values_list("slug", "updated_at", "released_on"))
    yield reverse("events:publication-list"), max((released for _slug, _changed, released in rows), default=None)
    for slug, changed, _released_on in rows:
        yield reverse("events:publication", args=[slug]), timezone.localdate(changed)


def newsletter_issues(day):
    """The issues that readers have got."""
    for number in NewsletterIssue.objects.public().order_by("number").values_list("number", flat=True):
        yield reverse("events:newsletter-issue", args=[number]), None


SECTIONS = [
    pages,
    content_pages,
    clusters,
    _released(Event, "events:event"),
    _released(Edition, "public:edition"),
    _released(News, "events:news"),
    _released(Story, "events:story"),
    publications,
    newsletter_issues,
]


# --- Answers ------------------------------------------------------------------------------------


@public_page
def sitemap(request):
    """sitemap.xml: every public page in German and English, each naming the other."""
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("xhtml", XHTML)
    root = ElementTree.Element(f"{{{NAMESPACE}}}urlset")
    with translation.override("de"):
        found = [entry for section in SECTIONS for entry in section(timezone.localdate())]
    for path, changed in found:
        addresses = {"de": settings.SITE_URL + path, "en": f"{settings.SITE_URL}/en{path}"}
        for address in addresses.values():
            entry = ElementTree.SubElement(root, f"{{{NAMESPACE}}}url")
            ElementTree.SubElement(entry, f"{{{NAMESPACE}}}loc").text = address
            if changed:
                ElementTree.SubElement(entry, f"{{{NAMESPACE}}}lastmod").text = changed.isoformat()
            for language, other in [*addresses.items(), ("x-default", addresses["de"])]:
                ElementTree.SubElement(
                    entry, f"{{{XHTML}}}link", {"rel": "alternate", "hreflang": language, "href": other}
                )
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@public_page
def robots(request):
    """robots.txt. A demonstration that the world can reach wants to be in no search engine (decision 0039)."""
    is_local = urlsplit(settings.SITE_URL).hostname in LOCAL
    if ProgrammeSettings.load().is_demo and not is_local:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *"]
        for prefix in ("", "/en"):
            lines += [f"Allow: {prefix}{path}" for path in PRIVATE_BUT]
            lines += [f"Disallow: {prefix}{path}" for path in PRIVATE]
        lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
