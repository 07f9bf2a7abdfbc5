"""What pages offer of the talk to download. The access check is the caller's: fetch the case for the person first."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from . import pdf
from .interviews import open_plan
from .invitations import invitation


def calendar_download(application, side):
    """The agreed date as .ics, in the page's language; 404 while no date is agreed."""
    plan = open_plan(application)
    if plan is None or not plan.is_fixed:
        raise Http404
    text = invitation(plan, plan.chosen, side, language=get_language() or "de")
    return _file(text, "text/calendar; charset=utf-8", f"{application.number}.ics")


def minutes_download(application, interview_id, day):
    """The minutes of one talk of this case as PDF."""
    rows = application.interviews.select_related("application__cluster", "recorded_by")
    interview = get_object_or_404(rows, pk=interview_id)
    data = pdf.interview_minutes(interview, day)
    return _file(data, "application/pdf", f"{application.number}-Protokoll-{interview.held_on:%Y-%m-%d}.pdf")


def _file(content, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
