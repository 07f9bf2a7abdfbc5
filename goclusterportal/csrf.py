"""What happens when a form is sent with an old token: after a log-in in another tab, for example."""

from django.conf import settings
from django.views.csrf import csrf_failure

from records.kept_input import keep_and_show


def failure(request, reason=""):
    """403 with a page that says what to do. A long form's text is kept, and its page shown again with it.

    Only when the form was sent from a page of ours: another site must not put a text into somebody's form.
    """
    page = getattr(request.resolver_match and request.resolver_match.func, "page_of_long_form", None)
    wants_json = request.headers.get("Accept") == "application/json"
    if page is None or wants_json or not _is_from_here(request):
        return csrf_failure(request, reason)
    return keep_and_show(request, page(request, **request.resolver_match.kwargs))


def _is_from_here(request):
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours
