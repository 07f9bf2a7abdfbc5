"""The way into a file of the board or the ministry: log in, hold the role, have no conflict, have declared so."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import permissions
from ..models import Application
from ..services.opening import note_opening


def board_file(view):
    """Gives a view the application and the day, and logs that the file was opened.

    Before the declaration it leads to the question, a foreign or locked file is a 404.
    """

    @login_required
    @wraps(view)
    def opened(request, number, **kwargs):
        day = timezone.localdate()
        try:
            application = permissions.review_file_for(request.user, number, day)
        except Application.DoesNotExist:
            if permissions.board_files(request.user, day).filter(number=number).exists():
                return redirect("admissions:review-conflict", number=number)
            raise Http404 from None
        note_opening(application, by=request.user, day=day)
        return view(request, application=application, day=day, **kwargs)

    return opened


def ministry_file(view):
    """The same for the ministry's desk."""

    @login_required
    @wraps(view)
    def opened(request, number, **kwargs):
        day = timezone.localdate()
        try:
            application = permissions.decision_file_for(request.user, number, day)
        except Application.DoesNotExist:
            if permissions.ministry_files(request.user, day).filter(number=number).exists():
                return redirect("admissions:decide-conflict", number=number)
            raise Http404 from None
        note_opening(application, by=request.user, day=day)
        return view(request, application=application, day=day, **kwargs)

    return opened


def board_desk_crumb():
    return {"label": _("Begutachtung"), "url": reverse("admissions:review")}


def ministry_desk_crumb():
    return {"label": _("Entscheidungen"), "url": reverse("admissions:decide")}


def board_trail(application):
    """The way from the desk to a page below the file, for components/breadcrumbs.html."""
    return [board_desk_crumb(), _file_crumb("admissions:review-file", application)]


def ministry_trail(application):
    return [ministry_desk_crumb(), _file_crumb("admissions:decide-file", application)]


def _file_crumb(name, application):
    return {"label": application.number, "url": reverse(name, args=[application.number])}
