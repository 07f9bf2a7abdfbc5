"""The dates and numbers of an event in words: never more exact than what is known."""

from datetime import date

from babel import Locale
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext, gettext_lazy

from programme.templatetags.portal import german_time, number

from .models import Event
from .submissionstates import SubmissionState, state_of

HOME = "DE"
"""The country that goes without saying."""
_FORMATS = {
    # From most to least exact: the whole date, without its year, the day alone.
    "de": {"day": ("j. F Y", "j. F", "j."), "month": ("F Y", "F")},
    "en": {"day": ("j F Y", "j F", "j"), "month": ("F Y", "F")},
}


def date_words(event):
    """ "18. bis 19. September 2014", "September 2021", "2016", "undatiert"; with the time where there is one."""
    if event.starts_on is None:
        return gettext("undatiert")
    if event.date_precision == Event.Precision.YEAR:
        return _span(str(event.starts_on.year), str(event.last_day.year))
    if event.date_precision == Event.Precision.MONTH:
        return _months(event.starts_on, event.last_day)
    days = _days(event.starts_on, event.last_day)
    return _with_time(event, days) if event.starts_at else days


def town_words(event):
    """Town and, abroad, the country: "Paris, Frankreich"."""
    code = event.country.upper()
    country = "" if code == HOME else _countries().get(code, code)
    return ", ".join(filter(None, [event.city, country]))


def begin_words(event):
    """ "18. September 2014 um 10:00 Uhr"; without an hour the day alone."""
    if event.starts_on is None:
        return gettext("undatiert")
    day = format_date(event.starts_on, _formats("day")[0])
    if event.starts_at is None:
        return day
    return gettext("%(day)s um %(time)s Uhr") % {"day": day, "time": german_time(event.starts_at)}


def month_words(month):
    """ "2027-05" as "Mai 2027"."""
    return format_date(date.fromisoformat(f"{month}-01"), _formats("month")[0])


def participants_words(event):
    """ "rund 200"; empty when the number is not known."""
    if event.participants is None:
        return ""
    return f"{event.get_participants_qualifier_display()} {number(event.participants)}".strip()


_SUBMISSION_WORDS = {
    SubmissionState.UNCONFIRMED: gettext_lazy("noch nicht bestätigt"),
    SubmissionState.WAITING: gettext_lazy("wartet auf das Programmbüro"),
    SubmissionState.ASKED: gettext_lazy("Rückfrage gestellt"),
    SubmissionState.ACCEPTED: gettext_lazy("im Programm"),
    SubmissionState.DECLINED: gettext_lazy("abgelehnt"),
    SubmissionState.WITHDRAWN: gettext_lazy("zurückgezogen"),
    SubmissionState.LAPSED: gettext_lazy("nicht entschieden, abgelaufen"),
}


def submission_state_words(submission):
    """Where a submission to a cluster week stands, in a few words."""
    return _SUBMISSION_WORDS[state_of(submission)]


def reduced_date(day, precision):
    """An ISO 8601 date as exact as it is known: "2021-09-16", "2021-09", "2016", None."""
    if day is None or precision == Event.Precision.UNDATED:
        return None
    return {Event.Precision.MONTH: f"{day:%Y-%m}", Event.Precision.YEAR: f"{day:%Y}"}.get(precision, day.isoformat())


def _active_language():
    return "en" if (get_language() or "de").startswith("en") else "de"


def _formats(kind):
    return _FORMATS[_active_language()][kind]


def _countries():
    """Names by ISO code, from the Unicode CLDR."""
    return Locale(_active_language()).territories


def _span(first, last):
    return first if first == last else gettext("%(first)s bis %(last)s") % {"first": first, "last": last}


def _days(first, last):
    whole, without_year, day_only = _formats("day")
    if first == last:
        return format_date(first, whole)
    if (first.year, first.month) == (last.year, last.month):
        begin = day_only
    else:
        begin = without_year if first.year == last.year else whole
    return _span(format_date(first, begin), format_date(last, whole))


def _months(first, last):
    whole, without_year = _formats("month")
    if (first.year, first.month) == (last.year, last.month):
        return format_date(first, whole)
    return _span(format_date(first, without_year if first.year == last.year else whole), format_date(last, whole))


def _with_time(event, days):
    words = {"days": days, "start": german_time(event.starts_at), "end": german_time(event.ends_at)}
    if event.ends_at and event.last_day == event.starts_on:
        return gettext("%(days)s, %(start)s bis %(end)s Uhr") % words
    if event.ends_at:
        return gettext("%(days)s, Beginn %(start)s Uhr, Ende %(end)s Uhr") % words
    return gettext("%(days)s, %(start)s Uhr") % words
