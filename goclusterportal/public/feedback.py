"""The feedback form of the accessibility statement, linked from every page with the address of that page.

It sets no cookie: nobody is recognised by it and nothing is done in anybody's name, so it needs no token. Instead the
browser says whether the form was sent from a page of ours, and a limit per address keeps floods away.
"""

from datetime import timedelta

from allauth.core import ratelimit
from django import forms
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.models import OutboxMessage
from notifications.services import queue_mail
from programme.forms import PortalForm
from programme.models import ProgrammeSettings
from programme.pagecache import public_page

RATE_LIMIT = "feedback"
"""The name of the limit in settings.ACCOUNT_RATE_LIMITS; allauth counts by the visitor's address."""

FROM_HERE = {"same-origin", "none"}


DAYS_KEPT = 180
"""So long the outbox keeps a feedback and the visitor's address in it [D]; the office's mailbox is its own affair."""
GONE = "–"


class FeedbackForm(PortalForm):
    """Anyone may report a barrier or a mistake; an address only for an answer."""

    message = forms.CharField(label=_("Ihre Nachricht"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    page = forms.CharField(
        label=_("Um welche Seite geht es?"), required=False, max_length=300, help_text=_("Zum Beispiel die Adresse.")
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"), required=False, help_text=_("Nur, wenn Sie eine Antwort wünschen.")
    )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    """The message goes to the office's mailbox. Refused, everything typed is still there."""
    if request.method != "POST":
        form = FeedbackForm(initial={"page": request.GET.get("page", "").replace("\x00", "")[:300]})
        return render(request, "public/feedback.html", {"form": form})
    form = FeedbackForm(request.POST)
    status = 200
    if form.is_valid():
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in FROM_HERE:
            form.add_error(None, gettext("Bitte senden Sie das Formular noch einmal."))
            status = 403
        elif not ratelimit.consume(request, action=RATE_LIMIT):
            form.add_error(
                None,
                gettext(
                    "Von Ihrem Anschluss kamen in kurzer Zeit sehr viele Nachrichten. Bitte versuchen Sie es in einer "
                    "Stunde noch einmal; Ihr Text steht noch da."
                ),
            )
            status = 429
        else:
            _send(form.cleaned_data)
            return redirect("public:feedback-sent")
    return render(request, "public/feedback.html", {"form": form}, status=status)


def _send(written):
    queue_mail(
        "feedback",
        key=f"feedback-{timezone.now():%Y%m%d%H%M%S%f}-{get_random_string(6)}",
        kind="feedback",
        to_email=ProgrammeSettings.load().office_email,
        language="de",
        context=written,
    )


def purge_feedback(now):
    """Empty old feedback in the outbox: what was written, and the address for an answer. Returns how many.

    What still waits to be sent stays. Meant to run daily; safe to repeat.
    """
    over = [OutboxMessage.State.SENT, OutboxMessage.State.FAILED, OutboxMessage.State.DISCARDED]
    old = OutboxMessage.objects.filter(kind="feedback", state__in=over, created_at__lt=now - timedelta(days=DAYS_KEPT))
    return old.exclude(body=GONE).update(body=GONE)


@public_page
def feedback_sent(request):
    return render(request, "public/feedback_sent.html")
