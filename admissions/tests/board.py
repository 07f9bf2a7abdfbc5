"""A file on the board's table, for tests of reviewing, voting and deciding."""

import datetime

from django.utils import timezone

from admissions.models import Application, Ballot, Criterion, Interview, Recommendation
from admissions.services.reviews import Content

from .factories import ApplicationFactory, BoardAppointmentFactory, CatalogueFactory, answer_all, assign, declare_none

CANARY = "Kanarienvogel"


def new_file(applicant, cluster, *, state="in_review", sizes=(1, 1, 1, 1), since=None, **fields):
    """An answered application of the applicant's cluster in a state of the board."""
    catalogue = fields.pop("catalogue", None) or CatalogueFactory(sizes=sizes)
    application = ApplicationFactory(
        cluster=cluster,
        organisation=cluster.operations.get().organisation,
        catalogue=catalogue,
        created_by=applicant,
        state=state,
        state_since=since or timezone.localdate(),
        **fields,
    )
    answer_all(application)
    return application


def content(application, points=3, **more):
    """The same points everywhere, or a list of points in the order of the criteria."""
    codes = codes_of(application)
    given = points if isinstance(points, list) else [points] * len(codes)
    return Content(points=dict(zip(codes, given, strict=True)), **more)


def codes_of(application):
    criteria = Criterion.objects.filter(group__catalogue=application.catalogue).order_by("group", "position")
    return list(criteria.values_list("code", flat=True))


def posted(application, points=3, **more):
    """What the scoring page sends."""
    data = {
        f"points_{code}": "" if value is None else value for code, value in content(application, points).points.items()
    }
    return data | more


def recommended(application, chair, day, *, value="admit", **counts):
    """The board's advice as a row, the application moved on to the ministry."""
    Application.objects.filter(pk=application.pk).update(state="recommended", state_since=day)
    application.refresh_from_db()
    numbers = {"yes": 2, "no": 0, "abstain": 0, "entitled": 2} | counts
    return Recommendation.objects.create(
        application=application,
        round=application.round,
        value=value,
        text="Beraten und empfohlen.",
        made_on=day,
        recorded_by=chair,
        **numbers,
    )


def open_ballot(application, chair, *, sitting=None, closes_on=None):
    """The vote of the present round, opened."""
    return Ballot.objects.create(
        application=application, round=application.round, sitting=sitting, closes_on=closes_on, opened_by=chair
    )


def close_ballot(application, chair):
    """The vote of the present round, closed by hand."""
    ballot = Ballot.objects.get(application=application, round=application.round)
    ballot.closed_by, ballot.closed_at = chair, timezone.now()
    ballot.save()
    return ballot


def interviewed(application, office, day):
    Application.objects.filter(pk=application.pk).update(state="interview", state_since=day)
    application.refresh_from_db()
    return Interview.objects.create(
        application=application,
        held_on=day - datetime.timedelta(days=1),
        participants="Clustermanagement und Programmbüro",
        minutes="Das Gespräch verlief gut.",
        recorded_by=office,
    )


__all__ = [
    "CANARY",
    "BoardAppointmentFactory",
    "answer_all",
    "assign",
    "close_ballot",
    "codes_of",
    "content",
    "declare_none",
    "interviewed",
    "new_file",
    "open_ballot",
    "posted",
    "recommended",
]
