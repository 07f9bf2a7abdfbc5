"""Sittings and circulations on the board's pages: list, agenda, minutes, calendar, and what a chair keeps."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from programme.errors import ActRefused
from programme.templatetags.portal import german_date

from .. import pdf, permissions, sitting_calendar
from ..forms.sitting import SittingForm
from ..services import sittings
from .review_access import board_desk_crumb

PER_PAGE = 25


def board_sitting(view):
    """Gives a view the sitting and the day; a 404 for everyone who does not sit on the board."""

    @login_required
    @wraps(view)
    def opened(request, key):
        day = timezone.localdate()
        rows = permissions.sittings_for(request.user, day).select_related("chair")
        return view(request, sitting=get_object_or_404(rows, key=key), day=day)

    return opened


def sittings_crumb():
    return {"label": _("Sitzungen"), "url": reverse("admissions:review-sittings")}


def row_of(sitting):
    """One row of a list of sittings, for components/worklist_row.html."""
    circulation = sitting.kind == sitting.Kind.CIRCULATION
    return {
        "title": f"{sitting.get_kind_display()}, {german_date(sitting.held_on)}",
        "preline": "" if circulation else sitting.place,
        "url": reverse("admissions:review-sitting", args=[sitting.key]),
        "day": sitting.held_on,
        "day_label": _("Frist") if circulation else "",
    }


@login_required
@require_GET
def index(request):
    """GET /review/sittings/"""
    day = timezone.localdate()
    if not permissions.is_board_member(request.user, day):
        raise Http404
    rows = permissions.sittings_for(request.user, day)
    page = Paginator(rows.filter(held_on__lt=day), PER_PAGE).get_page(request.GET.get("page"))
    past = [row_of(sitting) for sitting in page.object_list]
    page.object_list = past
    context = {
        "trail": [board_desk_crumb()],
        "ahead": [row_of(sitting) for sitting in rows.filter(held_on__gte=day).order_by("held_on", "pk")],
        "past": past,
        "page_obj": page,
    }
    return render(request, "admissions/review_sittings.html", context)


@board_sitting
@require_GET
def show(request, sitting, day):
    """GET /review/sittings/<key>/"""
    context = {
        "trail": [board_desk_crumb(), sittings_crumb()],
        "sitting": sitting,
        "day": day,
        "points": sittings.points_for_member(sitting, request.user, day),
        "attendance": sittings.attendance_of(sitting),
        "is_chair": sittings.chair_refusal(request.user, day) is None,
    }
    return render(request, "admissions/review_sitting.html", context)


@board_sitting
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, sitting, day):
    """GET, POST /review/sittings/<key>/edit/: a chair keeps agenda, minutes and attendance."""
    refusal = sittings.chair_refusal(request.user, day)
    if refusal:
        messages.warning(request, refusal)
        return redirect("admissions:review-sitting", key=sitting.key)
    saved = None
    form = SittingForm(
        request.POST if request.method == "POST" else None,
        sitting=sitting,
        points=sittings.points_for_member(sitting, request.user, day),
        attendance=sittings.attendance_of(sitting),
    )
    if request.method == "POST" and form.is_valid():
        try:
            sittings.update_sitting(
                sitting,
                actor=request.user,
                day=day,
                minutes=form.cleaned_data["minutes"],
                entries=form.entries,
                attendance=form.attendance,
                new_point=form.cleaned_data["new_point"],
                version=form.cleaned_data["version"] or 0,
            )
        except sittings.ChangedMeanwhile as refused:
            form.add_error(None, refused.message)
            sitting.refresh_from_db()
            form.accept_version(sitting.version)
            saved = sittings.points_for_member(sitting, request.user, day)
        except ActRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Tagesordnung und Protokoll sind gespeichert."))
            return redirect("admissions:review-sitting", key=sitting.key)
    here = {"label": str(sitting), "url": reverse("admissions:review-sitting", args=[sitting.key])}
    context = {"trail": [board_desk_crumb(), sittings_crumb(), here], "sitting": sitting, "form": form, "saved": saved}
    return render(request, "admissions/review_sitting_edit.html", context)


@board_sitting
@require_GET
def calendar(request, sitting, day):
    """GET /review/sittings/<key>/calendar.ics"""
    headers = {"Content-Disposition": f'attachment; filename="{sitting.key}.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(
        sitting_calendar.calendar_of(sitting), content_type="text/calendar; charset=utf-8", headers=headers
    )


@board_sitting
@require_GET
def minutes(request, sitting, day):
    """GET /review/sittings/<key>/minutes.pdf: as this member may read them."""
    points = sittings.with_absent(sittings.points_for_member(sitting, request.user, day), sitting)
    return minutes_response(sitting, points, day)


def minutes_response(sitting, points, day, *, extract=False):
    data = pdf.sitting_minutes(sitting, points, sittings.attendance_of(sitting), day, extract=extract)
    name = f"Protokoll-{sitting.held_on.isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
