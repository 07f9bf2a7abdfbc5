"""What is shown when there is no page: never kept by any cache, in the language of the address."""

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views import defaults

ENGLISH = "/en/"


def not_found(request, exception):
    return _never_kept(defaults.page_not_found(request, exception))


def refused(request, exception):
    return _never_kept(defaults.permission_denied(request, exception))


def failed(request):
    """500. The page stands alone: neither the database nor the session nor a translation is asked for."""
    return _never_kept(_alone(request, status=500))


def malformed(request, exception):
    """400: a host that is not ours, or a request that was tampered with. Stands alone as well."""
    return _never_kept(_alone(request, status=400))


def _alone(request, status):
    context = {"english": request.path_info.startswith(ENGLISH), "status": status}
    # Without a request there are no context processors, and so no query.
    return render(None, "500.html", context, status=status)


def _never_kept(response):
    add_never_cache_headers(response)
    return response
