"""Nothing of a case reaches those it is not meant for: not by pages, PDFs, exports, feeds, API answers or mails.

The cases are brought on their way by the services, with a canary in every text that somebody writes and with points
whose mean is a number that stands nowhere else. Then everybody reads all they can reach, and what they are sent.
"""

import datetime
import io
import re
from collections import deque
from html import unescape
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from accounts.models import RoleGrant
from accounts.tests.factories import RoleGrantFactory, UserFactory
from admissions.admin.case_acts import CASE_ACTS
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
from notifications.models import OutboxMessage
from notifications.services import send_reminders
from records.models import StoredFile

from .access import TABLE

pytestmark = pytest.mark.django_db

BIRD = "Kanarie"
FIGURES = ("1,33", "1.33", "5,33", "5.33")
"""Means and totals of three reviews that give 2, 1 and 1 points per criterion, in both languages."""

STARTS = ["/", "/my/", "/apply/", "/review/", "/decide/", "/admin/", "/en/my/", "/en/apply/", "/en/review/"]
MACHINES = [
    "/api/v1/",
    "/api/v1/clusters/",
    "/api/v1/events/",
    "/api/v1/news/",
    "/api/v1/labels/",
    "/api/v1/facts/",
    "/news/feed/",
    "/events/calendar.ics",
]
MOST_PAGES = 600
LEAVE = re.compile(
    r"/(logout|delete)/|^(/en)?/accounts/|\.(css|js|png|svg|woff2|ico|webmanifest)$"
    # The web admin's English pages hold the same rows.
    r"|^/en/admin/"
    # What has no case in it: sorted and filtered lists, and each record of the programme's own data.
    r"|^/admin/.*\?|^/admin/(programme|events|labels)/.*/\d+/|^/admin/admissions/(criteri|letter).*/\d+/"
    r"|^/admin/(clusters/publishedfigure|notifications/ladder)/\d+/"
)


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
    sitting = Sitting.objects.create(kind=Sitting.Kind.SITTING, held_on=today, minutes=bird("Sitzung"))
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


# --- Reading everything ------------------------------------------------------------------


class Reader:
    """Opens what a person can reach and keeps the text of each answer by its address."""

    def __init__(self, user):
        self.client = Client()
        if user is not None:
            self.client.force_login(user)
        self.read: dict[str, str] = {}

    def get(self, path):
        """The text of a page, PDF or file; of a redirect nothing but its target."""
        return self._keep(path, self.client.get(path))

    def post(self, path, data=None):
        """As get, for the answer to a POST; whatever it wrote is undone."""
        mark = transaction.savepoint()
        text = self._keep(f"POST {path}", self.client.post(path, data or {}))
        transaction.savepoint_rollback(mark)
        return text

    def _keep(self, key, response):
        self.read[key] = text = text_of(response)
        return text

    def walk(self, starts):
        """From some pages on, every link within the portal."""
        waiting = deque(starts)
        while waiting and len(self.read) < MOST_PAGES:
            path = waiting.popleft()
            if path in self.read or LEAVE.search(path):
                continue
            waiting.extend(unescape(link) for link in re.findall(r'href="(/[^"#]*)', self.get(path)))
        assert len(self.read) < MOST_PAGES, "The walk was cut off."


def text_of(response):
    """What a person reads in an answer, whatever its type."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/pdf") and data.startswith(b"%PDF"):
        return f"{response.headers} {pdf_text(data)}"
    return f"{response.headers} {data.decode('utf-8', 'replace')}"


def pdf_text(data):
    """The text of a PDF as one line; of a file that only begins like one, its bytes."""
    try:
        pages = PdfReader(io.BytesIO(data)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    except Exception:
        return data.decode("utf-8", "replace")


def case_addresses(application):
    """Every address that names the case or one of its files, guessed or not."""
    parts = {
        "number": application.number,
        "group": "1",
        "sequence": 1,
        "slug": application.cluster.slug,
        "code": "ABCDEFGHJKMNPQRS",
    }
    tokens = list(StoredFile.objects.values_list("token", flat=True))
    for name in TABLE:
        for token in tokens or ["unknown"]:
            for wanted in (["number"], ["number", "group"], ["number", "sequence"], ["number", "token"], []):
                kwargs = {key: ({"token": token} | parts)[key] for key in wanted}
                try:
                    yield reverse(name, kwargs=kwargs)
                except NoReverseMatch:
                    continue


def admin_addresses(application):
    """The case in the web admin: page, acts, files; and every list that could be exported."""
    key = application.pk
    yield reverse("admin:admissions_application_change", args=[key])
    for act in CASE_ACTS:
        yield reverse("admin:admissions_application_act", args=[key, act.name])
    for token in StoredFile.objects.values_list("token", flat=True):
        yield reverse("admin:admissions_application_file", args=[key, token])
    for language in ("de", "en"):
        yield reverse("admin:admissions_application_letter", args=[key, language])
    for model in admin.site._registry:
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{reverse(f'{prefix}_changelist')}?q={application.number}"
        try:
            yield reverse(f"{prefix}_export")
        except NoReverseMatch:
            continue


def everything(user, application):
    """All that a person can read, by where."""
    reader = Reader(user)
    reader.walk([*STARTS, *MACHINES])
    for address in sorted({*case_addresses(application), *admin_addresses(application)}):
        if not LEAVE.search(address):
            reader.get(address)
            reader.post(address, {"format": "0", "resource": "0"} if address.endswith("/export/") else None)
    return reader.read | mails_to(user)


def mails_to(user):
    """What somebody was sent: text and attachments, by subject."""
    if user is None:
        return {}
    found = {}
    for message in OutboxMessage.objects.filter(to_email=user.email).exclude(state="held"):
        found[f"mail {message.subject}"] = f"{message.subject} {message.body} " + " ".join(
            f"{one.name} {pdf_text(one.file.read())}" for one in message.attachments.all()
        )
    for message in mail.outbox:
        if user.email in message.to:
            found[f"sent {message.subject}"] = f"{message.subject} {message.body}"
    return found


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

STRANGERS = ["visitor", "outsider", "manager", "board3", "declared", "office2", "administrator"]


@pytest.mark.parametrize("who", [*STRANGERS, "applicant", "reader"])
def test_while_the_board_reviews(who, reviewing, cast):
    """Names of board members with a conflict are invented canaries too: the administrator keeps people, no cases."""
    user = getattr(cast, who, None)
    names = {one.name for one in vars(cast).values()} if who in ("administrator", "office2") else set()
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


@pytest.mark.parametrize("who", [*STRANGERS, "ministry2", "applicant", "reader"])
def test_while_the_decision_is_not_told(who, deciding, cast):
    user = getattr(cast, who, None)
    names = {one.name for one in vars(cast).values()} if who in ("administrator", "office2") else set()
    own = {user.name} if user else set()
    told = {bird("Pruefung")} if who in ("applicant", "reader") else set()
    assert leaks(everything(user, deciding), allowed=names | own | told, figures=DECIDED_FIGURES) == {}


DECIDED_FIGURES = ("1,75", "1.75")
"""The mean per criterion once board1 has given 3 points as well."""


def test_the_reader_finds_what_is_there(deciding, cast):
    """The office and a reviewer who has handed in do read it: an empty walk would prove nothing."""
    read = everything(cast.office, deciding)
    found = {one for birds in leaks(read, figures=DECIDED_FIGURES).values() for one in birds}
    for topic in (
        "B2-Fazit",
        "B4-Anmerkung",
        "Protokoll",
        "Aussprache",
        "Sitzung",
        "Empfehlung",
        "Bewertung",
        "Ablehnungsgrund",
    ):
        assert bird(topic) in found, topic
    read = everything(cast.board1, deciding)
    found = {one for birds in leaks(read, figures=DECIDED_FIGURES).values() for one in birds}
    assert {bird("B2-Fazit"), bird("B5-Gruppe"), bird("Empfehlung"), *DECIDED_FIGURES[:1]} <= found
    assert Recommendation.objects.filter(text=bird("Empfehlung")).exists()
