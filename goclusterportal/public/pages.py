"""The home page, the pages the office edits, and the feedback form."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from clusters.figures import count_members
from events.models import Event, News, Story
from notifications.services.outbox import queue_mail
from programme.forms import PortalForm
from programme.models import ContentPage, ProgrammeSettings
from programme.pagecache import public_page

from .facts.counting import count_labels
from .selfcheck import open_catalogue


@public_page
def home(request):
    """What the programme is, its figures, next events, latest news, the way to apply."""
    day = timezone.localdate()
    counted = count_members(day, with_actors=False)
    _levels, labels_total = count_labels(day, day)
    context = {
        "day": day,
        "members": counted.members,
        "laender": sum(1 for share in counted.by_land if share.members),
        "fields": sum(1 for share in counted.by_field if share.members),
        "labels_total": labels_total,
        "events": Event.objects.released_on(day).upcoming(day)[:3],
        "news": News.objects.released_on(day)[:3],
        "stories": Story.objects.released_on(day)[:3],
        "self_check_open": open_catalogue() is not None,
    }
    return render(request, "public/home.html", context)


@public_page
def content_page(request, key):
    """One of the pages the office edits."""
    page = ContentPage.objects.filter(key=key).first()
    if page is None:
        raise Http404
    return render(request, "public/content_page.html", {"page": page})


class FeedbackForm(PortalForm):
    """Anyone may report a barrier or a mistake; an address only for an answer."""

    message = forms.CharField(label=_("Ihre Nachricht"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    page = forms.CharField(
        label=_("Um welche Seite geht es?"), required=False, max_length=300, help_text=_("Zum Beispiel die Adresse.")
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"), required=False, help_text=_("Nur, wenn Sie eine Antwort wünschen.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    """The feedback form of the accessibility statement; the message goes to the office's mailbox."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        settings = ProgrammeSettings.load()
        queue_mail(
            "feedback",
            key=f"feedback-{timezone.now():%Y%m%d%H%M%S%f}",
            kind="feedback",
            to_email=settings.office_email,
            language="de",
            context=form.cleaned_data,
        )
        return redirect("public:feedback-sent")
    return render(request, "public/feedback.html", {"form": form})


@require_safe
def feedback_sent(request):
    return render(request, "public/feedback_sent.html")
