"""What the tests of the arranged interview share: a case in review, dates to propose, and the way to an agreed date."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from admissions.interview_dates import Proposal
from admissions.interviews import open_plan
from admissions.services import interview_plans
from admissions.tests.office_cases import make_application

BERLIN = ZoneInfo("Europe/Berlin")
PLACE = "Invalidenstraße 1, Berlin"
LINK = "https://video.example/raum-7"


def at(days=10, hour=10, minute=0):
    """A moment some days ahead, on the clock of Berlin."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour, minute), BERLIN)


def on_site(days=10, hour=10, minutes=60):
    return Proposal(at(days, hour), minutes, PLACE, "")


def by_video(days=12, hour=14, minutes=90):
    return Proposal(at(days, hour), minutes, "", LINK)


def in_review(applicant, office, **fields):
    return make_application("in_review", applicant, office, sizes=(1, 1, 1, 1), **fields)


def propose(application, office, *people, proposals=None, **more):
    values = {"answer_by": timezone.localdate() + datetime.timedelta(days=5), "people": people, **more}
    return interview_plans.propose(
        application, proposals or [on_site(), by_video()], actor=office, now=timezone.now(), **values
    )


def pick(application, who, index=0):
    date = open_plan(application).offered[index]
    return interview_plans.pick(application, date.pk, actor=who, now=timezone.now())


def agreed(application, office, applicant, *people):
    """A talk with an agreed date, ten days ahead, on site."""
    propose(application, office, *people)
    pick(application, applicant)
    return open_plan(application)
