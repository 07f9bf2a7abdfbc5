"""How the applicant's pages find their case: own people only, everybody else meets a 404."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ..models import Application
from ..permissions import applications_of, get_application_for, get_fillable_for
from ..services.opening import note_opening


def own_page(view):
    """A page behind the log-in that no browser keeps after the log-out."""
    return never_cache(login_required(view))


def own_case(view):
    """As own_page; the view gets the application of the address as `application`, and `day`."""

    @own_page
    @wraps(view)
    def wrapped(request, number, **kwargs):
        day = timezone.localdate()
        try:
            application = get_application_for(request.user, number, day)
        except Application.DoesNotExist:
            raise Http404 from None
        return view(request, application=application, day=day, **kwargs)

    return wrapped


def filled_case(view):
    """As own_case, also for the office while it enters a paper for the applicant; such an opening is logged."""

    @own_page
    @wraps(view)
    def wrapped(request, number, **kwargs):
        day = timezone.localdate()
        try:
            application = get_fillable_for(request.user, number, day)
        except Application.DoesNotExist:
            raise Http404 from None
        # For the pages' ways back: the office has the case in the web admin.
        application.is_own = applications_of(request.user, day).filter(pk=application.pk).exists()
        if not application.is_own:
            note_opening(application, by=request.user, day=day)
        return view(request, application=application, day=day, **kwargs)

    return wrapped


def case_address(application):
    """The case's own page: the applicant's, or the office's while it enters a paper."""
    if getattr(application, "is_own", True):
        return reverse("admissions:apply-case", args=[application.number])
    return reverse("admin:admissions_application_change", args=[application.pk])


def check_address(application):
    """Where what was filled in is looked over and submitted."""
    if getattr(application, "is_own", True):
        return reverse("admissions:apply-check", args=[application.number])
    return reverse("admin:admissions_application_act", args=[application.pk, "paper-submit"])


def list_trail():
    return [{"label": _("Meine Anträge"), "url": reverse("admissions:apply")}]


def case_trail(application):
    before = list_trail() if getattr(application, "is_own", True) else []
    return [*before, {"label": application.number, "url": case_address(application)}]


def saved_context(application):
    """What templates/admissions/apply_saved_words.html needs."""
    return {
        "application": application,
        "saved_today": timezone.localdate(application.edited_at) == timezone.localdate(),
    }


def render_case(request, template, application, context=None):
    """A page that belongs to one application, with the way back to it."""
    return render(
        request,
        template,
        {
            **saved_context(application),
            "trail": case_trail(application),
            "case_url": case_address(application),
            "check_url": check_address(application),
            **(context or {}),
        },
    )
