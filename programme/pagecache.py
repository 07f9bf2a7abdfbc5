"""Whole pages for visitors, kept in memory by address, day and the version of the public content (SPEC 6)."""

from functools import partial, wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from .models import ProgrammeSettings

SECONDS = 15 * 60
LONGEST_ADDRESS = 500


def public_page(view=None, *, keep_queries=True):
    """A page that is the same for every visitor, to look at only. Whoever carries a session cookie gets a fresh one.

    PageCacheMiddleware keeps it. A change of public content raises the content version, and midnight changes the day;
    what changes at another moment says so with keep_until(): no page is ever stale. `keep_queries=False` keeps the page
    without a query only: where each visitor makes addresses of one's own, they would push out the pages that many look
    at.
    """
    if view is None:
        return partial(public_page, keep_queries=keep_queries)

    @require_safe
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        # Before the page is made: what changes meanwhile makes it old, not new.
        request.public_state = public_state(request)
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        response.public_state = request.public_state if keep_queries or not request.GET else None
        response.fresh_until = getattr(request, "fresh_until", None)
        return response

    return wrapped


def keep_until(request, moment):
    """The page that is being made tells something else from `moment` on: it is kept no longer."""
    if moment > timezone.now():
        request.fresh_until = min(moment, getattr(request, "fresh_until", moment))


class PageCacheMiddleware:
    """Answers a visitor with the kept page, before sessions, languages and forms are looked at.

    It stands below the middleware that adds the security headers, and keeps the headers of everything below itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD") or _has_session(request):
            return self.get_response(request)
        address = f"{request.get_host()}{request.get_full_path()}"
        # The cache holds so many pages, however long their addresses are.
        key = f"page:{address}" if len(address) <= LONGEST_ADDRESS else None
        kept = caches["pages"].get(key) if key else None
        # Only now the database is asked, and by addresses that are no public pages never.
        if kept and kept[0] == _state() and (kept[3] is None or timezone.now() < kept[3]):
            return HttpResponse(kept[1], headers=kept[2])
        response = self.get_response(request)
        state = getattr(response, "public_state", None)
        if key and state and response.status_code == 200 and not response.cookies and not response.streaming:
            page = (state, response.content, dict(response.items()), response.fresh_until)
            caches["pages"].set(key, page, SECONDS)
        return response


def public_state(request):
    """What anything kept for this visitor must match; None for whoever carries a session: all is made fresh."""
    return None if _has_session(request) else _state()


def kept(name, state, make):
    """What `make()` gives, kept under the state of the public content that it was made for. Never with None."""
    if state is None:
        return make()
    found = caches["pages"].get(f"part:{name}")
    if found and found[0] == state:
        return found[1]
    made = make()
    caches["pages"].set(f"part:{name}", (state, made), SECONDS)
    return made


def _has_session(request):
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _state():
    """What a kept page must match: the version of the content, and the day."""
    version = ProgrammeSettings.objects.values_list("content_version", flat=True).filter(pk=1).first()
    return version or ProgrammeSettings.load().content_version, timezone.localdate()
