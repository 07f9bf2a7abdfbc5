"""The talk as the applicant's people see it: the dates to choose from, then the agreed one. Nobody of the board."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programme.templatetags.portal import german_datetime
from records.errors import ActRefused

from ..forms.interview import PickForm
from ..interview_dates import is_ahead
from ..interview_files import calendar_download
from ..interviews import Side, open_plan
from ..models import InterviewPlan
from ..permissions import acts_for_applicant
from ..services import interview_plans
from ..workflow import State
from .apply_access import own_case, render_case


@own_case
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request, application, day):
    """GET, POST /apply/<number>/interview/"""
    plan, now = shown_plan(application), timezone.now()
    if plan is None:
        messages.info(request, _("Zurzeit sind keine Termine vorgeschlagen."))
        return redirect("admissions:apply-case", application.number)
    form = None
    if plan.state == InterviewPlan.State.PROPOSED and acts_for_applicant(request.user, application, day):
        form = PickForm(request.POST if request.method == "POST" else None, plan=plan, now=now)
    if request.method == "POST" and (form is None or form.is_valid()):
        return _answer(request, application, form, now)
    return render_case(
        request,
        "admissions/apply_interview.html",
        application,
        {"plan": plan, "date": plan.chosen, "form": form},
    )


def _answer(request, application, form, now):
    """Pick or refuse; whoever was too late sees what was chosen meanwhile."""
    try:
        if form is None:
            # Somebody else was faster, or the office; the service says what holds.
            interview_plans.pick(application, None, actor=request.user, now=now)
        elif form.refuses:
            interview_plans.refuse_dates(application, form.cleaned_data["answer"], actor=request.user, now=now)
            messages.success(request, _("Danke. Das Programmbüro schlägt Ihnen neue Termine vor."))
        else:
            date = interview_plans.pick(application, form.cleaned_data["date"], actor=request.user, now=now)
            said = _("Danke. Das Gespräch ist am %(date)s. Die Bestätigung erhalten Sie auch per E-Mail.")
            messages.success(request, said % {"date": german_datetime(date.starts_at)})
    except ActRefused as refused:
        messages.error(request, refused.message)
    return redirect("admissions:apply-interview", application.number)


@own_case
@require_safe
def calendar(request, application, day):
    """GET /apply/<number>/interview/calendar/: the agreed date as .ics."""
    return calendar_download(application, Side.APPLICANT)


def shown_plan(application):
    """The open plan of a case in review, or None."""
    return open_plan(application) if application.state == State.IN_REVIEW else None


def todo_of(user, application, plan, day):
    """What the box "Was jetzt zu tun ist" says of the talk; None when nothing is arranged."""
    if plan is None:
        return None
    url = reverse("admissions:apply-interview", args=[application.number])
    todo = {"text": "", "primary": None, "due": None}
    if plan.is_fixed:
        agreed = _("Das persönliche Gespräch ist am %(date)s. Ort: %(where)s") % {
            "date": german_datetime(plan.chosen.starts_at),
            "where": plan.chosen.where,
        }
        return {**todo, "text": agreed, "more": [{"label": _("Termin ansehen"), "url": url}]}
    if plan.state == InterviewPlan.State.NONE_FITS:
        text = _("Sie haben geantwortet, dass kein Termin passt. Das Programmbüro schlägt neue Termine vor.")
    elif not any(is_ahead(date.starts_at, timezone.now()) for date in plan.offered):
        text = _("Die vorgeschlagenen Termine sind vorbei. Das Programmbüro meldet sich.")
    elif not acts_for_applicant(user, application, day):
        text = _("Für das persönliche Gespräch sind Termine vorgeschlagen.")
    else:
        return {
            "text": _("Das Programmbüro schlägt Ihnen Termine für das Gespräch vor. Bitte wählen Sie einen."),
            "primary": {"label": _("Termin wählen"), "url": url},
            "due": plan.answer_by,
        }
    return {**todo, "text": text}


def note_for_stepper(plan):
    """The agreed date for the stage of the talk; nothing before one is agreed."""
    if plan is None or not plan.is_fixed:
        return ""
    return _("Gespräch am %(date)s") % {"date": german_datetime(plan.chosen.starts_at)}
