"""The newsletter's pages: sign up, confirm, leave. Opening a link changes nothing: mail scanners open links too."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from programme.pagecache import public_page
from records.errors import ActRefused

from ..forms.newsletter import NewsletterForm
from ..services import newsletter


@never_cache
def subscribe(request):
    """The form. Every address gets the same answer, known or not."""
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("email", "language", "consent_version")}
        newsletter.subscribe(**wanted, now=timezone.now())
        return redirect("events:newsletter-sent")
    return render(request, "events/newsletter.html", {"form": form})


@public_page
def sent(request):
    return render(request, "events/newsletter_sent.html")


@never_cache
def confirm(request, token):
    """GET asks, POST confirms."""
    now = timezone.now()
    if request.method == "POST":
        # Refused, the page below says that the link no longer holds.
        with suppress(ActRefused):
            newsletter.confirm(token, now=now)
    found = newsletter.find(token, now)
    context = {"subscription": found, "token": token}
    return render(request, "events/newsletter_confirm.html", context, status=200 if found else 404)


@csrf_exempt
@never_cache
def unsubscribe(request, token):
    """The mail program's one-click request (RFC 8058) needs no page and no cookie; people get a page with a button."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        newsletter.unsubscribe(token)
        return HttpResponse(status=204)
    return _unsubscribe_page(request, token)


@csrf_protect
def _unsubscribe_page(request, token):
    done = request.method == "POST"
    if done:
        newsletter.unsubscribe(token)
    found = newsletter.find(token, timezone.now())
    context = {"done": done, "subscription": found}
    return render(request, "events/newsletter_unsubscribe.html", context, status=200 if found or done else 404)
