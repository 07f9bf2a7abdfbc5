"""Submitting an event to a cluster week, without an account. Opening a link changes nothing: mail scanners open it."""

from contextlib import suppress

from allauth.core import ratelimit
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from programme.models import ProgrammeSettings
from programme.pagecache import public_page
from programme.templatetags.portal import translated
from records.errors import ActRefused

from ..forms.editions import FIELDS, SubmissionForm
from ..models import Edition
from ..services import editions
from ..submissionstates import OPEN, SubmissionState, state_of
from .events import events_crumb

RATE_LIMIT = "submit_event"
"""The name of the limit in settings.ACCOUNT_RATE_LIMITS; allauth counts by the visitor's address."""


@public_page
def edition_list(request):
    """All editions, the latest first."""
    day = timezone.localdate()
    shown = list(Edition.objects.released_on(day))
    for edition in shown:
        edition.open_now = edition.takes_submissions(day)
    return render(request, "events/edition_list.html", {"editions": shown, "trail": [events_crumb()]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, slug):
    """The form for one event of the edition."""
    day = timezone.localdate()
    edition = get_object_or_404(Edition.objects.released_on(day), slug=slug)
    form = SubmissionForm(request.POST or None, edition=edition)
    is_open = edition.takes_submissions(day)
    if request.method == "POST" and is_open and form.is_valid():
        if not ratelimit.consume(request, action=RATE_LIMIT):
            form.add_error(None, gettext("Gerade kam sehr viel von Ihrem Anschluss. Bitte versuchen Sie es später."))
        else:
            values = {name: form.cleaned_data[name] for name in FIELDS}
            try:
                editions.submit(edition, values=values, language=get_language(), day=day, now=timezone.now())
            except ActRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect("events:edition-sent", slug=slug)
    context = {"edition": edition, "form": form, "is_open": is_open, "trail": _trail(edition)}
    return render(request, "events/edition_submit.html", {**context, "policy": ProgrammeSettings.load()})


@public_page
def sent(request, slug):
    edition = get_object_or_404(Edition.objects.released_on(timezone.localdate()), slug=slug)
    return render(request, "events/edition_sent.html", {"edition": edition, "trail": _trail(edition)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request, token):
    """Where a submission stands, and the form to change it. POST saves the words, which also confirms."""
    found = _found(token)
    is_open = state_of(found) in OPEN
    values = {name: getattr(found, name) for name in FIELDS}
    form = SubmissionForm(request.POST or None, edition=found.edition, ask_address=False, initial=values)
    if request.method == "POST" and is_open and form.is_valid():
        try:
            editions.change(token, values={**values, **form.cleaned_data}, now=timezone.now())
        except ActRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("events:edition-submission", token=token)
    return _page(request, found, token, form)


@never_cache
@require_POST
def confirm(request, token):
    _found(token)
    # Erased this very moment, the page below says so.
    with suppress(ActRefused):
        editions.confirm(token, now=timezone.now())
    return redirect("events:edition-submission", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, token):
    found = _found(token)
    if state_of(found) not in OPEN:
        return redirect("events:edition-submission", token=token)
    if request.method == "POST":
        # Decided this very moment, the page below says so.
        with suppress(ActRefused):
            editions.withdraw(token, now=timezone.now())
        return redirect("events:edition-submission", token=token)
    return render(request, "events/edition_withdraw.html", {"submission": found, "token": token})


def _found(token):
    found = editions.find(token)
    if found is None:
        raise Http404
    return found


def _page(request, found, token, form):
    state = state_of(found)
    event = found.event if found.event and found.event.is_released(timezone.localdate()) else None
    context = {
        "submission": found,
        "edition": found.edition,
        "token": token,
        "form": form,
        "state": state.value,
        "event": event,
        "is_open": state in OPEN,
        "steps": _steps(found, state, event),
        "policy": ProgrammeSettings.load(),
    }
    return render(request, "events/edition_submission.html", context)


def _steps(found, state, event):
    """For components/stepper.html: sent, confirmed, looked at, in the programme or not."""
    outcomes = {
        SubmissionState.DECLINED: (gettext("Nicht im Programm"), found.declined_at),
        SubmissionState.WITHDRAWN: (gettext("Zurückgezogen"), found.withdrawn_at),
    }
    if state == SubmissionState.ACCEPTED and event is None:
        last, last_day = gettext("Nicht mehr im Programm"), None
    elif state == SubmissionState.ACCEPTED and event.cancelled_on:
        last, last_day = gettext("Abgesagt"), event.cancelled_on
    else:
        last, last_day = outcomes.get(state, (gettext("Im Programm"), found.accepted_at))
    here = {SubmissionState.UNCONFIRMED: 1, SubmissionState.WAITING: 2, SubmissionState.ASKED: 2}.get(state, 3)
    rows = [
        (gettext("Eingereicht"), found.submitted_at),
        (gettext("Bestätigt"), found.confirmed_at),
        (gettext("Prüfung durch das Programmbüro"), None),
        (last, last_day),
    ]
    return [
        {"label": label, "day": when, "state": "done" if n < here else "present" if n == here else "ahead"}
        for n, (label, when) in enumerate(rows)
    ]


def _trail(edition):
    url = reverse("public:edition", args=[edition.slug])
    return [events_crumb(), {"label": translated(edition, "name"), "url": url}]
