"""The newsletter's pages: sign up, confirm, choose, leave; and what was sent.

Opening a link changes nothing: mail scanners open links too.
"""

from contextlib import suppress

from allauth.core import ratelimit
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from programme.pagecache import public_page
from records.errors import ActRefused

from ..forms.newsletter import NewsletterForm, TopicsForm
from ..models import NewsletterIssue
from ..newsletter_mail import sections_of
from ..services import newsletter

PER_PAGE = 20
RATE_LIMIT = "newsletter"
"""The name of the limit in settings.ACCOUNT_RATE_LIMITS; allauth counts by the visitor's address."""


@never_cache
def subscribe(request):
    """The form. Every address gets the same answer, known or not; a limit per visitor keeps floods of mails away."""
    form = NewsletterForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid() and not ratelimit.consume(request, action=RATE_LIMIT):
        form.add_error(
            None,
            gettext(
                "Von Ihrem Anschluss kamen in kurzer Zeit sehr viele Bestellungen. Bitte versuchen Sie es in einer "
                "Stunde noch einmal; Ihre Angaben stehen noch da."
            ),
        )
        status = 429
    elif request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("email", "language", "consent_version")}
        newsletter.subscribe(**wanted, topics=form.cleaned_data.get("topics", ()), now=timezone.now())
        return redirect("events:newsletter-sent")
    latest = NewsletterIssue.objects.public().order_by("-number").first()
    return render(request, "events/newsletter.html", {"form": form, "latest": latest}, status=status)


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


@never_cache
def preferences(request, token):
    """Language and topics, and the way out. Behind the link of every issue."""
    now = timezone.now()
    found = newsletter.find(token, now)
    form = None
    if found:
        chosen = [topic.code for topic in found.topics.all()]
        form = TopicsForm(request.POST or None, initial={"language": found.language, "topics": chosen})
        if request.method == "POST" and form.is_valid():
            with suppress(ActRefused):
                newsletter.change_preferences(
                    token,
                    language=form.cleaned_data["language"],
                    topics=form.cleaned_data.get("topics", ()),
                    now=now,
                )
                return redirect(f"{reverse('events:newsletter-preferences', args=[token])}?saved=1")
            found = form = None
    context = {"subscription": found, "token": token, "form": form, "saved": "saved" in request.GET}
    return render(request, "events/newsletter_preferences.html", context, status=200 if found else 404)


@public_page
def archive(request):
    """All issues, the latest first."""
    issues = Paginator(NewsletterIssue.objects.public().order_by("-number"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "events/newsletter_archive.html", {"page_obj": issues})


@public_page
def issue(request, number):
    """One issue with all its sections, as it was sent to those who read about everything."""
    shown = get_object_or_404(NewsletterIssue.objects.public(), number=number)
    context = {
        "issue": shown,
        "sections": sections_of(shown.items.all()),
        "trail": [
            {"label": gettext("Newsletter"), "url": reverse("events:newsletter")},
            {"label": gettext("Archiv"), "url": reverse("events:newsletter-archive")},
        ],
    }
    return render(request, "events/newsletter_issue.html", context)


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
