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
from ..permissions import get_application_for


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


def list_trail():
    return [{"label": _("Meine Anträge"), "url": reverse("admissions:apply")}]


def case_trail(application):
    return [
        *list_trail(),
        {"label": application.number, "url": reverse("admissions:apply-case", args=[application.number])},
    ]


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
            **(context or {}),
        },
    )
