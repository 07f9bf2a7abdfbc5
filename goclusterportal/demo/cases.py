"""Invented applications in the stages that wait for somebody, brought there by the same services as real ones."""

import datetime

from django.db import transaction
from django.utils import timezone

from admissions.interview_dates import Proposal
from admissions.models import AgendaItem, Attendance, ConflictDeclaration, Criterion, CriterionCheck, Sitting, Vote
from admissions.services import (
    assignment,
    ballots,
    collaboration,
    completion,
    conflicts,
    drafts,
    expectation,
    interview,
    interview_plans,
    reviews,
    submission,
    votes,
)
from clusters.models import Cluster
from clusters.services import found_cluster

from .people import person
from .register import OWN_MEMBER, cluster_values, organisation_values

ANSWER = (
    "Dies ist eine erfundene Antwort zu „{name}“. Sie zeigt, wie ein Antrag aussieht: Wir beschreiben, was wir tun, "
    "seit wann und mit welchem Ergebnis, und belegen es mit einem Nachweis."
)

# Invented as well; each criterion takes those that the catalogue asks for there.
FIGURES = {"members": "64", "nearby": "87.5", "positions": "3.5"}

# Cluster, who applies, how far it goes; the applicant of the log-in list stays with a draft.
CASES = [
    (
        "demo-leichtbau",
        "Leichtbau-Cluster Neuland",
        "Neustadt",
        "DE-NW",
        "materials",
        "applicant@demo.example",
        "draft",
    ),
    ("demo-wasserstoff", "Wasserstoffnetz Küstenstrich", "Hafenstadt", "DE-MV", "energy", None, "submitted"),
    ("demo-moebel", "Möbelwerk Musterland", "Musterstadt", "DE-BW", "forest-wood", "manager@demo.example", "review"),
    ("demo-photonik", "Photonik Talaue", "Talstadt", "DE-TH", "optics-photonics", None, "asked"),
    ("demo-agrar", "Agrartechnik Feldmark", "Feldstadt", "DE-ST", "food-industry", None, "recommended"),
]


def load(cast, day):
    """Whatever case is not there yet. Returns how many applications are new."""
    new = 0
    for external_id, name, city, land, field, email, stage in CASES:
        if not Cluster.objects.filter(external_id=external_id).exists():
            applicant = cast[email] if email else person(f"{external_id}@demo.example", "Demo-Antragsteller")
            values = {"external_id": external_id, "name": name, "city": city, "laender": [land], "fields": [field]}
            with transaction.atomic():
                _bring(_opened(values, applicant, day), stage, applicant, cast, day)
            new += 1
    return new


def _opened(values, applicant, day):
    """The second cluster of the member's association is run by the same body: board3 is locked out there."""
    if values["external_id"] == "demo-moebel":
        organisation = Cluster.objects.get(external_id=OWN_MEMBER).operations.get(ends_on=None).organisation
    else:
        organisation = organisation_values(f"{values['name']} e.V.", values["city"])
    cluster = found_cluster(
        organisation=organisation, cluster=cluster_values(values), by=applicant, day=day, is_invented=True
    )
    return drafts.open_application(cluster, actor=applicant, day=day)


def _bring(application, stage, applicant, cast, day):
    """One step after the other, as far as the stage says."""
    criteria = list(
        Criterion.objects.filter(group__catalogue=application.catalogue).order_by("group__position", "position")
    )
    written = criteria[:7] if stage == "draft" else criteria
    changes = [drafts.AnswerChange(one, ANSWER.format(name=one.name_de), 2, 0, FIGURES) for one in written]
    drafts.save_answers(application, changes, actor=applicant, day=day)
    if stage == "draft":
        _work_together(application, applicant, day)
        return
    for criterion in criteria:
        link = f"https://nachweise.example/{criterion.code.lower()}"
        drafts.add_evidence(application, criterion, actor=applicant, day=day, link=link, title=criterion.evidence_de)
    submission.submit(application, actor=applicant, day=day)
    if stage == "submitted":
        return
    _review(application, criteria, cast, day)
    if stage == "review":
        expectation.set_expected_step(
            application,
            day + datetime.timedelta(days=45),
            "Erfundener Satz: Die Gespräche finden nach den Gutachten statt.",
            actor=cast["office@demo.example"],
            day=day,
        )
    if stage == "recommended":
        _recommend(application, criteria, cast, day)
    if stage == "asked":
        _propose_dates(application, cast, day)


def _work_together(application, applicant, day):
    """A colleague who edits, and somebody who has not answered the invitation yet."""
    colleague = person("colleague@demo.example", "Karin Kollegin")
    invited = collaboration.invite_colleague(application, colleague.email, "edit", actor=applicant, day=day)
    collaboration.accept_invitation(invited, user=colleague, day=day)
    collaboration.invite_colleague(application, "neu@demo.example", "read", actor=applicant, day=day)


def _review(application, criteria, cast, day):
    office = cast["office@demo.example"]
    board = [cast["board1@demo.example"], cast["board2@demo.example"]]
    conflicts.declare(application, office, ConflictDeclaration.Value.NONE, "", day)
    findings = dict.fromkeys(criteria, (CriterionCheck.Result.ACCEPTED, ""))
    completion.check_criteria(application, findings, actor=office, day=day)
    completion.accept_complete(application, actor=office, day=day)
    assignment.assign(application, board, day + datetime.timedelta(days=21), actor=office, day=day)


def _propose_dates(application, cast, day):
    """Two dates for the talk: one on site, one by video."""
    start = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=21), datetime.time(10)))
    interview_plans.propose(
        application,
        [
            Proposal(start, 60, place="Demostraße 1, Demostadt"),
            Proposal(start + datetime.timedelta(days=2), 60, link="https://video.example/photonik"),
        ],
        answer_by=day + datetime.timedelta(days=7),
        people=[cast["board1@demo.example"], cast["office@demo.example"]],
        message="Wir möchten Ihr Cluster gern persönlich kennenlernen.",
        actor=cast["office@demo.example"],
        now=timezone.now(),
    )


def _recommend(application, criteria, cast, day):
    board = [cast["board1@demo.example"], cast["board2@demo.example"]]
    # 62 and 61 points of 90: two thirds are 60.
    for member, points in zip(board, (62, 61), strict=True):
        conflicts.declare(application, member, ConflictDeclaration.Value.NONE, "", day)
        content = reviews.Content(
            points=spread(points, criteria), summary="Erfundenes Gutachten: solide und im Aufbau."
        )
        reviews.submit(application, content, actor=member, day=day)
    interview.record_interview(
        application,
        held_on=day,
        place="Videogespräch",
        participants="Clustermanagement, Programmbüro, Programmbegleitkreis",
        minutes="Erfundenes Protokoll: Das Clustermanagement hat Strategie und Finanzierung schlüssig erläutert.",
        actor=cast["office@demo.example"],
        day=day,
    )
    chair = board[0]
    ballots.open_vote(application, actor=chair, day=day, sitting=_sitting(application, chair, day))
    for member in board:
        votes.cast(application, actor=member, value=Vote.Value.YES, day=day)
    ballots.close_vote(application, actor=chair, day=day)
    votes.recommend(
        application,
        actor=chair,
        day=day,
        text="Erfundene Begründung: Die Kriterien sind zu mehr als zwei Dritteln erfüllt.",
    )


def _sitting(application, chair, day):
    """The sitting of the recommendation with its minutes, and the next one, planned."""
    sitting = Sitting.objects.create(
        kind=Sitting.Kind.SITTING,
        held_on=day,
        starts_at=datetime.time(10),
        place="Videokonferenz",
        chair=chair,
        minutes="Erfundenes Protokoll: Der Vorsitz begrüßt die Mitglieder.",
    )
    AgendaItem.objects.create(
        sitting=sitting,
        position=1,
        application=application,
        minutes="Erfundenes Protokoll: Die Gutachten stimmen im Wesentlichen überein.",
    )
    AgendaItem.objects.create(sitting=sitting, position=2, title="Verschiedenes")
    Attendance.objects.create(sitting=sitting, member=chair, value=Attendance.Value.PRESENT)
    coming = Sitting.objects.create(
        kind=Sitting.Kind.SITTING,
        held_on=day + datetime.timedelta(days=35),
        starts_at=datetime.time(10),
        place="Videokonferenz",
        chair=chair,
    )
    AgendaItem.objects.create(sitting=coming, position=1, title="Begrüßung und Protokoll der letzten Sitzung")
    return sitting


def spread(total, criteria):
    """`total` points over the criteria: two each, then one more from the first on until nothing is left."""
    points = {criterion.code: 2 for criterion in criteria}
    left = total - sum(points.values())
    for criterion in criteria:
        if left > 0 and points[criterion.code] < criterion.max_points:
            points[criterion.code] += 1
            left -= 1
    return points
