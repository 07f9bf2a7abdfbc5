"""Nothing of a case reaches those it is not meant for: not by pages, PDFs, exports, feeds, API answers or mails.

The cases are brought on their way by the services, with a canary in every text that somebody writes and with points
whose mean is a number that stands nowhere else. Then everybody reads all they can reach, and what they are sent.
"""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from admissions.models import (
    ConflictDeclaration,
    Criterion,
    CriterionCheck,
    Recommendation,
    Sitting,
    Vote,
)
from admissions.services import (
    assignment,
    ballots,
    collaboration,
    completion,
    conflicts,
    decisions,
    discussion,
    drafts,
    interview,
    paper,
    reviews,
    submission,
    votes,
)
from admissions.tests.factories import BoardAppointmentFactory, CatalogueFactory
from clusters.models import Function
from clusters.tests.factories import FunctionFactory
from goclusterportal.tests.cast import with_second_factor
from notifications.services import send_reminders

from .reading import everything

pytestmark = pytest.mark.django_db

BIRD = "Kanarie"
FIGURES = ("1,33", "1.33", "5,33", "5.33")
"""Means and totals of three reviews that give 2, 1 and 1 points per criterion, in both languages."""


def bird(topic):
    """A word that stands nowhere else, by which a leak names its source."""
    return f"{BIRD}-{topic}"


# --- The case -------------------------------------------------------------------------


@pytest.fixture
def cast(applicant, manager, outsider, board1, board2, board3, office, ministry, administrator, applicant_cluster):
    """The usual people, further reviewers, and people of each kind with a conflict."""
    found = SimpleNamespace(**locals())
    del found.applicant_cluster
    names = ("Dritte", "Vierte", "Befangen")
    found.board4, found.board5, found.declared = (_member(bird(name)) for name in names)
    found.reader = UserFactory(name="Rita Reader")
    found.office2 = _official(bird("Buero-Befangen"), RoleGrant.Role.OFFICE)
    found.ministry2 = _official(bird("Ministerium-Befangen"), RoleGrant.Role.MINISTRY)
    organisation = applicant_cluster.operations.get().organisation
    FunctionFactory(user=board3, organisation=organisation, kind=Function.Kind.BOARD)
    return found


def _member(name):
    return with_second_factor(BoardAppointmentFactory(user=UserFactory(name=name)).user)


def _official(name, role):
    user = UserFactory(name=name, is_staff=True)
    RoleGrantFactory(user=user, role=role)
    return with_second_factor(user)


def none(application, day, *users):
    for user in users:
        conflicts.declare(application, user, ConflictDeclaration.Value.NONE, "", day)


def points_of(application, points, topic):
    """A review's content with a canary in every text."""
    criteria = list(Criterion.objects.filter(group__catalogue=application.catalogue).select_related("group"))
    return reviews.Content(
        points={one.code: points for one in criteria},
        comments={one.code: bird(f"{topic}-Anmerkung") for one in criteria},
        group_comments={one.group.code: bird(f"{topic}-Gruppe") for one in criteria},
        summary=bird(f"{topic}-Fazit"),
    )


@pytest.fixture
def reviewing(cast, applicant_cluster, today):
    """In review: three handed in, board1 owes one and has a draft, one abstained, several are conflicted."""
    CatalogueFactory(sizes=(1, 1, 1, 1), in_force_from=today)
    application = drafts.open_application(applicant_cluster, actor=cast.applicant, day=today)
    criteria = list(Criterion.objects.filter(group__catalogue=application.catalogue))
    changes = [drafts.AnswerChange(one, "Antwort.", 3, 0) for one in criteria]
    drafts.save_answers(application, changes, actor=cast.applicant, day=today)
    invited = collaboration.invite_colleague(application, cast.reader.email, "read", actor=cast.applicant, day=today)
    collaboration.accept_invitation(invited, user=cast.reader, day=today)
    submission.submit(application, actor=cast.applicant, day=today)
    none(application, today, cast.office)
    findings = dict.fromkeys(criteria, (CriterionCheck.Result.ACCEPTED, bird("Pruefung")))
    completion.check_criteria(application, findings, actor=cast.office, day=today)
    completion.accept_complete(application, actor=cast.office, day=today)
    asked = [cast.board1, cast.board2, cast.board4, cast.board5]
    assignment.assign(application, asked, today + datetime.timedelta(days=1), actor=cast.office, day=today)
    none(application, today, *asked)
    for user in (cast.declared, cast.office2):
        conflicts.declare(application, user, ConflictDeclaration.Value.DECLARED, bird("Befangenheit"), today)
    for person, points, topic in ((cast.board2, 2, "B2"), (cast.board4, 1, "B4"), (cast.board5, 1, "B5")):
        reviews.submit(application, points_of(application, points, topic), actor=person, day=today)
    send_reminders(today, today=today)
    application.refresh_from_db()
    return application


def _take_votes(application, cast, today):
    """In a sitting with minutes of its own, from its opening to its end."""
    sitting = Sitting.objects.create(kind=Sitting.Kind.SITTING, held_on=today, minutes="Die Sitzung begann pünktlich.")
    sitting.applications.add(application)
    sitting.agenda.update(minutes=bird("Tagesordnung"))
    ballots.open_vote(application, actor=cast.board2, day=today, sitting=sitting)
    for member in (cast.board1, cast.board2, cast.board4):
        votes.cast(application, actor=member, value=Vote.Value.NO, day=today)
    ballots.close_vote(application, actor=cast.board2, day=today)


@pytest.fixture
def deciding(reviewing, cast, today):
    """Decided and not told: everything is written, and the applicant still reads that it is being discussed."""
    application = reviewing
    reviews.submit(application, points_of(application, 3, "B1"), actor=cast.board1, day=today)
    interview.record_interview(
        application,
        held_on=today,
        place=bird("Ort"),
        participants=bird("Teilnehmende"),
        minutes=bird("Protokoll"),
        actor=cast.office,
        day=today,
    )
    discussion.contribute(application, actor=cast.board1, day=today, text=bird("Aussprache"))
    _take_votes(application, cast, today)
    votes.recommend(application, actor=cast.board2, text=bird("Empfehlung"), day=today)
    application.refresh_from_db()
    paper.prepare_paper(
        application,
        file_reference=bird("Aktenzeichen"),
        assessment=bird("Bewertung"),
        actor=cast.office,
        day=today,
    )
    conflicts.declare(application, cast.ministry2, ConflictDeclaration.Value.DECLARED, bird("Befangenheit"), today)
    none(application, today, cast.ministry)
    application.refresh_from_db()
    decisions.decide(
        application,
        actor=cast.ministry,
        day=today,
        outcome="refused",
        reason=bird("Ablehnungsgrund"),
        decided_on=today,
    )
    send_reminders(today, today=today)
    application.refresh_from_db()
    return application


def leaks(read, *, allowed=(), figures=FIGURES):
    """Where a canary or a mean was read: {address: what}."""
    found = {}
    for where, text in read.items():
        birds = set(re.findall(rf"{BIRD}-[\w-]+", text)) - set(allowed)
        numbers = {figure for figure in figures if re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d.,])", text)}
        if birds | numbers:
            found[where] = sorted(birds | numbers)
    return found


# --- Who learns what -----------------------------------------------------------------------

KNOW_THE_PEOPLE = ("administrator", "office2", "board3", "declared")
"""Who sits on the board is no secret of a case to colleagues, nor to those who keep the people."""

STRANGERS = ["visitor", "outsider", "manager", "board3", "declared", "office2", "administrator"]


@pytest.mark.matrix
@pytest.mark.parametrize("who", [*STRANGERS, "applicant", "reader"])
def test_while_the_board_reviews(who, reviewing, cast):
    user = getattr(cast, who, None)
    names = {one.name for one in vars(cast).values()} if who in KNOW_THE_PEOPLE else set()
    own = {user.name} if user else set()
    told = {bird("Pruefung")} if who in ("applicant", "reader") else set()
    assert leaks(everything(user, reviewing), allowed=names | own | told) == {}


def test_a_reviewer_who_owes_a_review(reviewing, cast):
    read = everything(cast.board1, reviewing)
    assert reverse("admissions:review-file", args=[reviewing.number]) in read
    assert leaks(read) == {}


def test_a_reviewer_who_has_only_a_draft(reviewing, cast, today):
    reviews.save_draft(reviewing, points_of(reviewing, 3, "Entwurf"), actor=cast.board1, day=today)
    own = {bird(f"Entwurf-{part}") for part in ("Anmerkung", "Gruppe", "Fazit")}
    read = everything(cast.board1, reviewing)
    assert leaks(read, allowed=own) == {}
    assert bird("Entwurf-Fazit") in read[reverse("admissions:review-file", args=[reviewing.number])]


@pytest.mark.matrix
@pytest.mark.parametrize("who", [*STRANGERS, "ministry2", "applicant", "reader"])
def test_while_the_decision_is_not_told(who, deciding, cast):
    user = getattr(cast, who, None)
    names = {one.name for one in vars(cast).values()} if who in KNOW_THE_PEOPLE else set()
    own = {user.name} if user else set()
    told = {bird("Pruefung")} if who in ("applicant", "reader") else set()
    assert leaks(everything(user, deciding), allowed=names | own | told, figures=DECIDED_FIGURES) == {}


DECIDED_FIGURES = ("1,75", "1.75")
"""The mean per criterion once board1 has given 3 points as well."""


@pytest.mark.matrix
def test_the_reader_finds_what_is_there(deciding, cast):
    """The office and a reviewer who has handed in do read it: an empty walk would prove nothing."""
    read = everything(cast.office, deciding)
    found = {one for birds in leaks(read, figures=DECIDED_FIGURES).values() for one in birds}
    for topic in (
        "B2-Fazit",
        "B4-Anmerkung",
        "Protokoll",
        "Aussprache",
        "Tagesordnung",
        "Empfehlung",
        "Bewertung",
        "Ablehnungsgrund",
    ):
        assert bird(topic) in found, topic
    read = everything(cast.board1, deciding)
    found = {one for birds in leaks(read, figures=DECIDED_FIGURES).values() for one in birds}
    assert {bird("B2-Fazit"), bird("B5-Gruppe"), bird("Empfehlung"), *DECIDED_FIGURES[:1]} <= found
    assert Recommendation.objects.filter(text=bird("Empfehlung")).exists()
