"""The way into a file of the board or the ministry: log in, hold the role, have no conflict, have declared so."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.errors import ActRefused

from .. import permissions
from ..forms.review import ConflictForm
from ..models import Application, ConflictDeclaration
from ..services import conflicts
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


def ask_for_conflict(request, application, day, *, desk, file, crumb):
    """The question about the own conflict, for board and ministry alike: names only, nothing of the file.

    "None" leads to the page named `file`, a declared conflict back to `desk`. `crumb` is the desk's breadcrumb.
    """
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        try:
            conflicts.declare(application, request.user, value, form.cleaned_data["reason"], day)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            if value == ConflictDeclaration.Value.NONE:
                return redirect(file, number=application.number)
            said = _("Danke. Der Antrag %(number)s ist jetzt für Sie gesperrt.")
            messages.info(request, said % {"number": application.number})
            return redirect(desk)
    context = {
        "application": application,
        "form": form,
        "declared_none": permissions.conflict_value(request.user, application) == ConflictDeclaration.Value.NONE,
        "trail": [crumb],
        "back_url": reverse(desk),
    }
    return render(request, "admissions/review_conflict.html", context)
