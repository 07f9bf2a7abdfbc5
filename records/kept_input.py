"""Nothing typed into a long form is lost when the log-in or the page has grown old meanwhile (decision 0016).

`@keeps_input` stands on the view that a long form is sent to. Sent by somebody who is no longer signed in, the text is
kept and the person led to the log-in; afterwards the form's page is shown with `?kept=<token>` and takes the text back
by `kept_for`. The CSRF failure page keeps it in the same way by `keep_and_show`.

The text comes back only to the browser that sent it (its session knows the token, and a log-in takes the session
along), only on the page it was sent from, and only after that page's own access check. A link that somebody else sends
can therefore neither read a text nor put one into the form.
"""

from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import QueryDict
from django.shortcuts import redirect, render

from .models import KeptInput

PARAMETER = "kept"
DAYS_KEPT = 7
"""So long a text waits that nobody has come back for."""

MAX_CHARACTERS = 500_000
"""More than the longest form can hold within its limits."""

MAX_PER_SESSION = 20
SESSION_KEY = "kept_input"
RATE_LIMIT = "keep_input"
"""The name of the limit in settings.ACCOUNT_RATE_LIMITS; allauth counts by the visitor's address."""

_LEFT_OUT = {"csrfmiddlewaretoken", PARAMETER}


def keeps_input(page):
    """For a view that a long form is sent to. `page(request, **kwargs)` is the address of the page that shows the form.

    A script that asks for JSON is answered as ever: it still has the text, and says so.
    """

    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            if request.method == "POST" and not request.user.is_authenticated and not _is_script(request):
                return keep_and_show(request, page(request, **kwargs), then=redirect_to_login)
            return view(request, *args, **kwargs)

        wrapped.page_of_long_form = page
        return wrapped

    return decorate


def keep_and_show(request, path, then=redirect):
    """Keep what was sent and lead to `path`, where it is shown again. Without room for it, show it to be copied."""
    kept = keep(request, path)
    if kept is None:
        texts = [(name, value) for name, values in _fields(request.POST).items() for value in values if value.strip()]
        return render(request, "records/not_kept.html", {"texts": texts, "path": path}, status=429)
    return then(f"{path}?{urlencode({PARAMETER: kept.token})}")


def keep(request, path):
    """Keep the texts of a sent form for the page at `path`; None when it is too much or too often."""
    fields = _fields(request.POST)
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if size > MAX_CHARACTERS or not ratelimit.consume(request, action=RATE_LIMIT):
        return None
    # A text of an earlier attempt that is sent again replaces it.
    _delete(request, request.POST.get(PARAMETER, ""), path)
    files = [upload.name for _name, uploads in request.FILES.lists() for upload in uploads]
    kept = KeptInput.objects.create(path=path, fields=fields, files=files)
    request.session[SESSION_KEY] = [*_tokens(request), kept.token][-MAX_PER_SESSION:]
    return kept


def kept_for(request):
    """The KeptInput that this page is asked to show, or None. Call it after the page's own access check."""
    token = request.GET.get(PARAMETER, "")
    if token not in _tokens(request):
        return None
    return KeptInput.objects.filter(token=token, path=request.path).first()


def data_of(kept):
    """The kept texts as a form takes them."""
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data


def forget(request, path):
    """What was kept is saved now; the form says by its field "kept" which row that is."""
    _delete(request, request.POST.get(PARAMETER, ""), path)


def forget_when_all_was_sent(request, path):
    """The same for a script that sends a part of the form: the row goes when nothing else stands in it."""
    token = request.POST.get(PARAMETER, "")
    kept = KeptInput.objects.filter(token=token, path=path).first() if token in _tokens(request) else None
    if kept is None or kept.files:
        return
    filled = {name for name, values in kept.fields.items() if any(value.strip() for value in values)}
    if filled <= set(request.POST):
        _delete(request, token, path)


def purge_kept_input(now):
    """Delete what nobody came back for. Returns how many rows went."""
    return KeptInput.objects.filter(created_at__lt=now - timedelta(days=DAYS_KEPT)).delete()[0]


def _is_script(request):
    return request.headers.get("Accept") == "application/json"


def _fields(post):
    """The posted texts: no token, no password, and no null byte, which PostgreSQL does not take."""
    return {
        name: [value.replace("\x00", "") for value in values]
        for name, values in post.lists()
        if name not in _LEFT_OUT and "password" not in name.casefold()
    }


def _tokens(request):
    return request.session.get(SESSION_KEY, [])


def _delete(request, token, path):
    if token and token in _tokens(request):
        KeptInput.objects.filter(token=token, path=path).delete()
        request.session[SESSION_KEY] = [one for one in _tokens(request) if one != token]
