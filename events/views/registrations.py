"""Registering for an event, and the page of one's own registration: whoever holds the link holds the registration."""

from contextlib import suppress

from allauth.core import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from clusters.permissions import operator_on
from programme.pagecache import public_page
from programme.templatetags.portal import translated
from records.errors import ActRefused

from ..forms.registration import ChangeForm, RegistrationForm
from ..models import Event, Registration
from ..permissions import may_register
from ..registration_calendar import entry_for
from ..registration_facts import has_entry, registration_of
from ..registration_links import key_in, token_of
from ..registration_page import page_context
from ..services import registrations

RATE_LIMIT = "register"
"""The name of the limit in settings.ACCOUNT_RATE_LIMITS; allauth counts by the visitor's address."""


@never_cache
def register(request, slug):
    """The form while somebody can register, else why not. Every address gets the same answer, known or not."""
    now = timezone.now()
    event = _event(slug, now)
    settings, standing = registration_of(event, now)
    if settings is None:
        raise Http404
    user = request.user if request.user.is_authenticated else None
    context = {"event": event, "settings": settings, "standing": standing, "trail": _trail(event)}
    if not standing.takes:
        return render(request, "events/registration_closed.html", context)
    if not may_register(user, settings, timezone.localdate(now)):
        if user is None and request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, "events/registration_members.html", context)
    form = RegistrationForm(request.POST or None, settings=settings, initial=_known_of(user, timezone.localdate(now)))
    status = 200
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action=RATE_LIMIT):
            form.add_error(None, gettext("Von Ihrem Anschluss kamen sehr viele Anmeldungen. Bitte später noch einmal."))
            status = 429
        elif answer := _register(form, settings, user, now):
            return answer
    return render(request, "events/registration_form.html", {**context, "form": form}, status=status)


def _register(form, settings, user, now):
    """Where it leads on; None when it was refused, which then stands above the form."""
    wish = form.wish(email=form.cleaned_data["email"], language=(get_language() or "de")[:2])
    try:
        row = registrations.register(settings, wish, user=user, now=now)
    except ActRefused as refusal:
        form.add_error(None, refusal.message)
        return None
    # Only who has proved to own the address is led to the registration; everyone else finds the link in the mail.
    if user is not None and row.user_id == user.pk:
        return redirect("events:registration", token_of(row))
    return redirect("events:register-sent", settings.event.slug)


@public_page
def sent(request, slug):
    event = _event(slug, timezone.now())
    return render(request, "events/registration_sent.html", {"event": event, "trail": _trail(event)})


@never_cache
@require_safe
def registration(request, token):
    """One registration as a case page."""
    row = _registration(token)
    return render(request, "events/registration.html", {"token": token, **page_context(row, token, timezone.now())})


@never_cache
def change(request, token):
    row, now = _registration(token), timezone.now()
    context = page_context(row, token, now)
    if not context["is_changeable"]:
        return redirect("events:registration", token)
    form = ChangeForm(request.POST or None, settings=row.settings, registration=row)
    if request.method == "POST" and form.is_valid():
        try:
            registrations.change(row, form.wish_for(row), now=now)
        except ActRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("events:registration", token)
    context["trail"].append(_own_crumb(token))
    return render(request, "events/registration_change.html", {"token": token, **context, "form": form})


@never_cache
def cancel(request, token):
    """GET says what will happen, POST does it."""
    row, now = _registration(token), timezone.now()
    context = page_context(row, token, now)
    if not context["is_cancellable"]:
        return redirect("events:registration", token)
    if request.method == "POST":
        # Refused, because the event begins this very moment, the page below says so.
        with suppress(ActRefused):
            registrations.cancel(row, now=now)
        return redirect("events:registration", token)
    context["trail"].append(_own_crumb(token))
    return render(request, "events/registration_cancel.html", {"token": token, **context})


@never_cache
@require_safe
def calendar(request, token):
    """The date for the own calendar; there is none without a seat, nor for an event without a day."""
    row = _registration(token)
    if not has_entry(row):
        raise Http404
    return HttpResponse(
        entry_for(row),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{row.settings.event.slug}.ics"'},
    )


def _event(slug, now):
    return get_object_or_404(Event.objects.released_on(timezone.localdate(now)), slug=slug)


def _registration(token):
    """Fetching is authorising: a token that is not ours, and a registration that was emptied, do not exist."""
    key = key_in(token)
    if key is None:
        raise Http404
    rows = Registration.objects.select_related("settings__event", "cluster")
    return get_object_or_404(rows, key=key, emptied_at=None)


def _known_of(user, day):
    """What the portal knows of a person who is signed in."""
    if user is None:
        return {}
    cluster = Cluster.objects.run_by(user, day).order_by("name").first()
    organisation = operator_on(cluster, day) if cluster else None
    return {
        "name": user.name,
        "email": user.email,
        "cluster": cluster.pk if cluster else None,
        "organisation": str(organisation) if organisation else "",
    }


def _trail(event):
    return [
        {"label": gettext("Veranstaltungen"), "url": reverse("events:event-list")},
        {"label": translated(event, "title"), "url": reverse("events:event", args=[event.slug])},
    ]


def _own_crumb(token):
    return {"label": gettext("Meine Anmeldung"), "url": reverse("events:registration", args=[token])}
