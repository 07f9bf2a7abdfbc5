"""Whole pages for visitors from the cache: keyed by address, day and the version of the public content (SPEC 6)."""

import hashlib
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from .models import ProgrammeSettings

SECONDS = 15 * 60


def public_page(view):
    """A page that is the same for every visitor, to look at only. Whoever carries a session cookie gets a fresh one.

    A change of public content raises the content version, and midnight changes the day: no page is ever stale.
    """

    @require_safe
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = view(request, *args, **kwargs)
        else:
            response = _cached(request, view, args, kwargs)
        patch_vary_headers(response, ["Cookie"])
        return response

    return wrapped


def _cached(request, view, args, kwargs):
    version = ProgrammeSettings.load().content_version
    address = f"{version}|{timezone.localdate()}|{request.get_host()}|{request.get_full_path()}"
    key = "page:" + hashlib.sha256(address.encode()).hexdigest()
    stored = cache.get(key)
    if stored is not None:
        content, content_type = stored
        return HttpResponse(content, content_type=content_type)
    response = view(request, *args, **kwargs)
    if hasattr(response, "render"):
        response.render()
    if response.status_code == 200 and not response.cookies:
        cache.set(key, (response.content, response["Content-Type"]), SECONDS)
    return response
