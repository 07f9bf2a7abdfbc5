"""One object behind every address, so that the access table and the page matrix can open all of them."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.tests.factories import UserFactory
from admissions.models import (
    Answer,
    Ballot,
    Collaboration,
    Criterion,
    CriterionFigure,
    Decision,
    Evidence,
    Interview,
    InterviewDate,
    InterviewParticipant,
    InterviewPlan,
    PaperEntry,
    Recommendation,
    Sitting,
    Submission,
    Vote,
)
from admissions.result import frozen_result
from admissions.services.submission import snapshot_of
from admissions.sheet import sheet_of
from admissions.tests.factories import (
    ApplicationFactory,
    CatalogueFactory,
    answer_all,
    assign,
    declare_none,
    submitted_review,
)
from clusters.models import ActorFigures, Certificate, Function, SpeakerInvitation
from clusters.tests.factories import ClusterFactory, ExclusionFactory, FunctionFactory, OperationFactory
from labels.models import Benchmarking, DutyProposal, LabelSubmission
from labels.tests.factories import LabelAwardFactory, SilverDutyFactory, SuccessionFactory
from notifications.services import queue
from programme.models import Land, TechnologyField
from records.feeds import give_address
from records.tokens import digest_of
from records.uploads import store_bytes, store_upload

from .world_content import add_content

INVITATION_TOKEN = "ein-bekannter-Link"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def world(request, db):
    """Applications in six stages, all of `applicant`; board3 has a function in each applicant. Public content."""
    cast = SimpleNamespace(
        **{
            name: request.getfixturevalue(name)
            for name in ("office", "ministry", "administrator", "board1", "board2", "board3", "manager", "applicant")
        }
    )
    catalogue = CatalogueFactory(sizes=(5, 13, 7, 5))
    here = SimpleNamespace(cast=cast, catalogue=catalogue, today=timezone.localdate())
    here.draft = make_application(here, "Entwurfscluster", "draft")
    here.interview = make_reviewed(here, "Gesprächscluster", "interview")
    make_earlier(here, here.interview)
    here.recommended = make_reviewed(here, "Empfehlungscluster", "recommended")
    here.asked = make_planned(here, "Terminvorschlagscluster")
    here.agreed = make_planned(here, "Termincluster", agreed=True)
    here.refused = make_reviewed(here, "Ablehnungscluster", "decided")
    make_sitting(here)
    make_recommended(here, here.recommended)
    make_recommended(here, here.refused)
    make_decided(
        here,
        here.refused,
        Decision.Outcome.REFUSED,
        "Die Finanzierung ist nicht gesichert.",
        notified_on=here.today,
    )
    here.returned = make_application(here, "Rückgabecluster", "returned")
    submit_again(here, here.returned)
    here.evidence = _evidence(here, here.interview)
    here.letter = _letter(here, here.refused.decisions.get())
    _people(here)
    _public(here, request.getfixturevalue("member_cluster"))
    return here


def make_application(here, name, state):
    organisation = OperationFactory(cluster=ClusterFactory(name=name)).organisation
    cluster = organisation.operations.get().cluster
    FunctionFactory(user=here.cast.applicant, cluster=cluster)
    FunctionFactory(user=here.cast.board3, organisation=organisation, kind=Function.Kind.BOARD)
    application = ApplicationFactory(
        catalogue=here.catalogue,
        organisation=organisation,
        cluster=cluster,
        state=state,
        created_by=here.cast.applicant,
    )
    answer_all(application)
    if state != "draft":
        Submission.objects.create(
            application=application,
            sequence=1,
            submitted_by=here.cast.applicant,
            snapshot=snapshot_of(sheet_of(application), here.today),
        )
    return application


def submit_again(here, application):
    """A second submission with another answer to the first criterion."""
    answer = Answer.objects.filter(application=application).order_by("criterion__group", "criterion__position").first()
    answer.text, answer.own_points = "Eine bessere Antwort.", 3
    answer.save()
    Submission.objects.create(
        application=application,
        sequence=2,
        submitted_by=here.cast.applicant,
        snapshot=snapshot_of(sheet_of(application), here.today),
    )
    answer.text = "Eine noch bessere Antwort."
    answer.save()


def make_reviewed(here, name, state):
    application = make_application(here, name, state)
    declare_none(application, here.cast.office, here.cast.ministry, here.cast.board1, here.cast.board2)
    for reviewer, points in ((here.cast.board1, 62), (here.cast.board2, 61)):
        assign(application, reviewer, by=here.cast.office)
        submitted_review(application, reviewer, points)
    Interview.objects.create(
        application=application,
        held_on=here.today,
        participants="Clustermanagement",
        minutes="Das Gespräch verlief gut.",
        recorded_by=here.cast.office,
    )
    return application


def make_earlier(here, application):
    """The same applicant was refused before; board1 had no part in it."""
    earlier = ApplicationFactory(
        catalogue=here.catalogue,
        organisation=application.organisation,
        cluster=application.cluster,
        state="decided",
        created_by=here.cast.applicant,
    )
    answer_all(earlier)
    Submission.objects.create(
        application=earlier,
        sequence=1,
        submitted_by=here.cast.applicant,
        snapshot=snapshot_of(sheet_of(earlier), here.today),
    )
    assign(earlier, here.cast.board2, by=here.cast.office)
    submitted_review(earlier, here.cast.board2, 59)
    make_decided(here, earlier, Decision.Outcome.REFUSED, "Die Steuerung überzeugte nicht.", notified_on=here.today)
    application.previous = earlier
    application.save(update_fields=["previous"])
    return earlier


def make_planned(here, name, *, agreed=False):
    """An application in review whose people are asked for a date, or have chosen one."""
    application = make_application(here, name, "in_review")
    declare_none(application, here.cast.office, here.cast.board1)
    plan = InterviewPlan.objects.create(
        application=application,
        round=1,
        state=InterviewPlan.State.FIXED if agreed else InterviewPlan.State.PROPOSED,
        answer_by=here.today + datetime.timedelta(days=5),
        planned_by=here.cast.office,
    )
    InterviewParticipant.objects.create(plan=plan, user=here.cast.board1, side=InterviewParticipant.Side.BOARD)
    for days in (10,) if agreed else (10, 12):
        InterviewDate.objects.create(
            plan=plan,
            starts_at=timezone.now() + datetime.timedelta(days=days),
            minutes=60,
            place="Invalidenstraße 1, Berlin",
            chosen_at=timezone.now() if agreed else None,
        )
    return application


def make_sitting(here):
    """A sitting of today with the vote on the interviewed application open, and the recommended one on the agenda."""
    here.sitting = Sitting.objects.create(
        key="sitzungeins",
        kind=Sitting.Kind.SITTING,
        held_on=here.today,
        place="Berlin",
        chair=here.cast.board2,
        minutes="Die Sitzung begann pünktlich.",
    )
    here.sitting.applications.add(here.interview, here.recommended)
    Ballot.objects.create(application=here.interview, round=1, sitting=here.sitting, opened_by=here.cast.board2)


def make_recommended(here, application):
    Ballot.objects.create(
        application=application,
        round=1,
        sitting=here.sitting,
        opened_by=here.cast.board2,
        closed_by=here.cast.board2,
        closed_at=timezone.now(),
    )
    for member in (here.cast.board1, here.cast.board2):
        Vote.objects.create(application=application, round=1, member=member, value=Vote.Value.YES)
    Recommendation.objects.create(
        application=application,
        round=1,
        value=Recommendation.Value.ADMIT,
        text="Die Kriterien sind erfüllt.",
        yes=2,
        no=0,
        abstain=0,
        entitled=2,
        made_on=here.today,
        recorded_by=here.cast.board2,
    )


def make_decided(here, application, outcome, reason, **dates):
    """A decision of today with the result of the reviews, frozen as the service does."""
    result = frozen_result(application, here.today)
    return Decision.objects.create(
        application=application,
        round=1,
        outcome=outcome,
        reason=reason,
        decided_by=here.cast.ministry,
        decided_on=here.today,
        catalogue=here.catalogue,
        rule=result["rule"],
        points_numerator=result["points"][0],
        points_denominator=result["points"][1],
        maximum=result["maximum"],
        passed=result["passed"],
        result=result,
        explanation_de=result["explanation_de"],
        explanation_en=result["explanation_en"],
        persons=result["persons"],
        **dates,
    )


def _evidence(here, application):
    stored = store_upload(
        SimpleUploadedFile("satzung.pdf", PDF, content_type="application/pdf"), by=here.cast.applicant
    )
    answer = Answer.objects.get(
        application=application, criterion=Criterion.objects.filter(group__catalogue=here.catalogue).first()
    )
    return Evidence.objects.create(answer=answer, file=stored, title="Satzung")


def _people(here):
    """In the draft a colleague, an invitation with a known link, the own function, an invited deputy; a paper."""
    cast, cluster = here.cast, here.draft.cluster
    invited = {"application": here.draft, "invited_by": cast.applicant, "expires_on": here.today}
    friend = UserFactory(email="kollegin@portal.test", name="Karla Kollegin")
    here.colleague = Collaboration.objects.create(
        email=friend.email,
        right="edit",
        token_hash="colleague",
        accepted_by=friend,
        accepted_at=timezone.now(),
        **invited,
    )
    here.invited = Collaboration.objects.create(
        email="neu@portal.test", right="submit", token_hash=digest_of(INVITATION_TOKEN), **invited
    )
    here.function = Function.objects.get(user=cast.applicant, cluster=cluster)
    here.speaker = SpeakerInvitation.objects.create(
        cluster=cluster,
        kind=Function.Kind.DEPUTY,
        email="vertretung@portal.test",
        token_hash="speaker",
        invited_by=cast.applicant,
        expires_on=here.today,
    )
    here.paper = PaperEntry.objects.create(
        application=here.interview,
        kind=PaperEntry.Kind.APPLICATION,
        received_on=here.today,
        document=store_bytes(PDF, "Antrag.pdf", "application/pdf", by=cast.office),
        submission=here.interview.submissions.get(),
        entered_by=cast.office,
    )


def _letter(here, decision):
    """A released letter with its PDF."""
    stored = store_bytes(PDF, "Bescheid.pdf", "application/pdf", by=here.cast.office)
    decision.letter = queue(
        key="letter",
        kind="decision-letter",
        to_user=here.cast.applicant,
        subject="Bescheid",
        body="Der Bescheid liegt bei.",
        attachments=[stored],
    )
    decision.save()
    return stored


def _kept(here, name):
    file = SimpleUploadedFile(name, PDF, content_type="application/pdf")
    return store_upload(file, by=here.cast.manager)


def _public(here, cluster):
    """The member with everything a profile can show, and one piece of every kind of content."""
    membership = cluster.memberships.get()
    cluster.laender.set(Land.objects.filter(iso__in=["DE-BY", "DE-BW"]))
    cluster.fields.set(TechnologyField.objects.all()[:2])
    here.cluster = cluster
    _feed, here.calendar_token = give_address(here.cast.manager, "my", actor=here.cast.manager)
    here.certificate = Certificate.objects.create(
        membership=membership, number="U-2021-0001", code="ABCDEFGHJKMNPQRS", issued_on=membership.starts_on
    )
    here.duty = SilverDutyFactory(membership=membership, key="S-2021-1")
    here.proposal = DutyProposal.objects.create(
        duty=here.duty,
        kind="extension",
        new_due_on=here.today + datetime.timedelta(days=800),
        reason="Die Geschäftsstelle zieht um.",
        proposed_by=here.cast.office,
        proposed_on=here.today,
    )
    ExclusionFactory(membership=membership, proposed_by=here.cast.office, document=_kept(here, "mahnung.pdf"))
    here.merger = SuccessionFactory(merger__continuing=cluster, proposed_by=here.cast.office).merger
    here.award = LabelAwardFactory(
        cluster=cluster,
        valid_from=here.today,
        valid_until=here.today + datetime.timedelta(days=400),
        document=_kept(here, "urkunde.pdf"),
    )
    Benchmarking.objects.create(cluster=cluster, held_on=here.today)
    here.submission = LabelSubmission.objects.create(
        cluster=cluster,
        level="gold",
        assessed_on=here.today,
        document=_kept(here, "gold.pdf"),
        submitted_by=here.cast.manager,
    )
    ActorFigures.objects.create(
        cluster=cluster, key_date=here.today, companies=10, sme=8, released=True, recorded_on=here.today
    )
    add_content(here)


def add_figure_and_replaced_evidence(world):
    """A figure in two notations of its own, and evidence of the draft of which an older piece was replaced."""
    criterion = Criterion.objects.filter(group__catalogue=world.catalogue).order_by("group", "position").first()
    CriterionFigure.objects.create(
        criterion=criterion,
        code="share",
        position=1,
        name_de="Anteil der Mitglieder",
        name_en="Share of members",
        unit_de="%",
        unit_en="%",
        decimals=1,
        minimum=0,
        maximum=100,
        required=True,
    )
    Answer.objects.filter(criterion=criterion).exclude(application=world.draft).update(figures={"share": "87.5"})
    answer = Answer.objects.get(criterion=criterion, application=world.draft)
    newer = Evidence.objects.create(answer=answer, link="https://example.org/2026", title="Liste 2026")
    Evidence.objects.create(
        answer=answer, link="https://example.org/2025", removed_at=timezone.now(), replaced_by=newer
    )
