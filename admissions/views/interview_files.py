"""What board and ministry download of the talk: the date for the own calendar, the minutes."""

from django.http import Http404
from django.views.decorators.http import require_safe

from ..interview_files import calendar_download, minutes_download
from ..interviews import Side
from ..services import reviews
from .review_access import board_file, ministry_file


@board_file
@require_safe
def board_calendar(request, application, day):
    """GET /review/<number>/calendar/"""
    return calendar_download(application, Side.BOARD)


@board_file
@require_safe
def board_minutes(request, application, day, interview):
    """GET /review/<number>/minutes/<interview>/: never before the own review is handed in."""
    if not reviews.sees_others(request.user, application):
        raise Http404
    return minutes_download(application, interview, day)


@ministry_file
@require_safe
def ministry_minutes(request, application, day, interview):
    """GET /decide/<number>/minutes/<interview>/"""
    return minutes_download(application, interview, day)
