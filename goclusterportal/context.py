"""What every page's frame needs: names, navigation, the same page in the other language, who is signed in."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.models import ProgrammeSettings

SITE_NAME = "goclusterportal"

# URL name, label. The first part of the path says which entry is the present one.
MAIN_NAVIGATION = [
    ("public:directory", pgettext_lazy("plural", "Cluster")),
    ("public:map", _("Karte")),
    ("public:facts", _("Zahlen und Fakten")),
    ("events:event-list", _("Veranstaltungen")),
    ("events:news-list", _("Aktuelles")),
    ("events:story-list", _("ClusterERFOLGE")),
    ("admissions:apply", _("Mitmachen")),
]

FOOTER_NAVIGATION = [
    ("public:imprint", _("Impressum")),
    ("public:privacy", _("Datenschutz")),
    ("public:accessibility", _("Barrierefreiheit")),
    ("public:easy-language", _("Leichte Sprache")),
    ("public:sign-language", _("Gebärdensprache")),
    ("events:newsletter", _("Newsletter")),
    ("events:publication-list", _("Publikationen")),
    ("api:reference", _("Schnittstelle für Programme (API)")),
]

# Pages that belong to an entry without standing below its path.
BELONG_TO = {
    "admissions:apply": ("public:self-check",),
    "events:news-list": ("events:publication-list", "events:newsletter"),
}

# Parts of an address that open something: never passed on.
SECRETS = ("token", "key", "uidb36", "code")

LONGEST_PATH = 200

LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}


def _links(entries, path):
    links = []
    for name, label in entries:
        url = reverse(name)
        inside = path.startswith((url, *map(reverse, BELONG_TO.get(name, ()))))
        links.append({"label": label, "url": url, "current": path == url, "inside": inside})
    return links


def _feedback_url(request):
    """The feedback form, told which page it is about; an address that opens something stays out of it."""
    form, path = reverse("public:feedback"), request.path
    found = request.resolver_match.kwargs if request.resolver_match else {}
    if path.startswith(form) or any(name in found for name in SECRETS) or len(path) > LONGEST_PATH:
        return form
    return f"{form}?{urlencode({'page': path})}"


def languages_of(path):
    """The same page in each language; empty where a page exists in one address only. `path` with its query."""
    here = get_language()
    links = []
    for code, name in LANGUAGE_NAMES.items():
        url = path if code == here else translate_url(path, code)
        links.append({"code": code, "name": name, "url": url, "current": code == here})
    return links if len({link["url"] for link in links}) == len(links) else []


def _alternates(request, languages):
    """hreflang addresses without the query, absolute."""
    return [
        {"code": link["code"], "url": settings.SITE_URL + link["url"].partition("?")[0], "current": link["current"]}
        for link in languages
    ]


def portal(request):
    """
    The context of templates/base.html.

    A visitor without a session cookie causes no look at the session: such a page stays the same for all and can be
    cached as a whole.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    languages = languages_of(request.get_full_path())
    return {
        "site_name": SITE_NAME,
        "site_url": settings.SITE_URL,
        "feedback_url": _feedback_url(request),
        "is_demo": SimpleLazyObject(lambda: ProgrammeSettings.load().is_demo),
        "main_navigation": _links(MAIN_NAVIGATION, request.path),
        "footer_navigation": _links(FOOTER_NAVIGATION, request.path),
        "languages": languages,
        "alternates": _alternates(request, languages),
        "canonical_url": settings.SITE_URL + escape_uri_path(request.path),
        "has_session": has_session,
        "signed_in": has_session and hasattr(request, "user") and request.user.is_authenticated,
    }
