"""What stands beside a file of the board: the versions of the reviews, the discussion, an earlier application."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.errors import ActRefused

from .. import permissions
from ..applicants import told_decision
from ..forms.sitting import ContributionForm
from ..models import Application
from ..reviewhistory import histories_of
from ..services import discussion, reviews
from ..sheet import submitted_sheet_of
from .review_access import board_file, board_trail


def _others_are_closed(request, application):
    messages.info(request, _("Das sehen Sie, sobald Sie Ihr eigenes Gutachten abgegeben haben."))
    return redirect("admissions:review-file", number=application.number)


@board_file
@require_GET
def history(request, application, day):
    """GET /review/<number>/history/: how reviews changed; before the own one is in, only the own."""
    only = None if reviews.sees_others(request.user, application) else request.user
    context = {
        "application": application,
        "trail": board_trail(application),
        "histories": histories_of(application, only=only),
        "only_own": only is not None,
    }
    return render(request, "admissions/review_history.html", context)


@board_file
@require_http_methods(["GET", "HEAD", "POST"])
def discuss(request, application, day):
    """GET, POST /review/<number>/discussion/: never before the own review is handed in."""
    if not reviews.sees_others(request.user, application):
        return _others_are_closed(request, application)
    refusal = discussion.refusal(request.user, application, day)
    own = application.contributions.filter(author=request.user)
    form = None if refusal else ContributionForm(request.POST if request.method == "POST" else None, own=own)
    if request.method == "POST" and form is None:
        messages.warning(request, refusal)
        return redirect("admissions:review-discussion", number=application.number)
    if request.method == "POST" and form.is_valid():
        try:
            discussion.contribute(
                application,
                actor=request.user,
                day=day,
                text=form.cleaned_data["text"],
                corrects=form.cleaned_data.get("corrects"),
            )
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Ihr Beitrag ist gespeichert."))
            return redirect("admissions:review-discussion", number=application.number)
    context = {
        "application": application,
        "trail": board_trail(application),
        "contributions": discussion.contributions_of(application),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "admissions/review_discussion.html", context)


@board_file
@require_GET
def earlier(request, application, day):
    """GET /review/<number>/earlier/: what was applied for before and what was told, without the scores of then."""
    previous = earlier_application(request.user, application)
    if previous is None:
        raise Http404
    decision = told_decision(previous, day)
    language = get_language()
    groups = decision.result.get("groups", []) if decision and decision.result else []
    took_part = (
        permissions.board_files(request.user, day)
        .filter(permissions.declared_none(request.user), pk=previous.pk)
        .exists()
    )
    context = {
        "application": application,
        "previous": previous,
        "trail": board_trail(application),
        "decision": decision,
        "explanation": getattr(decision, f"explanation_{language}", "") if decision else "",
        "groups": [
            {
                "code": group["code"],
                "name": group[f"name_{language}"] or group["name_de"],
                "points": group[f"points_{language}"],
                "maximum": group["maximum"],
            }
            for group in groups
        ],
        "sheet": submitted_sheet_of(previous),
        "links_to_results": took_part and previous.assignments.filter(reviewer=request.user).exists(),
    }
    return render(request, "admissions/review_earlier.html", context)


def earlier_application(user, application):
    """The application before this one as far as a member may read it; None without one."""
    if application.previous_id is None:
        return None
    return (
        Application.objects.filter(pk__in=permissions.earlier_files(user, timezone.localdate()), later=application)
        .select_related("cluster", "organisation", "catalogue")
        .first()
    )
