"""The world of the page matrix: one record of every kind, and applications in further stages."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from admissions.models import Ballot, Contribution, Decision, Vote
from admissions.tests.factories import assign, declare_none
from clusters.models import FactsSnapshot, FiguresReport, ProfileRevision
from labels.models import Benchmarking, OtherCertificate
from notifications.models import MailChoice, OutboxMessage, Reminder, SkippedRung
from notifications.services import open_task, queue
from programme.models import ActivityRecord, LineRecording, ProgrammeSettings
from records.services import record

from .matrix_people import application_on_paper
from .world import (
    add_figure_and_replaced_evidence,
    make_application,
    make_decided,
    make_recommended,
    make_reviewed,
    submit_again,
)


def add_figures(world):
    """The register counts since the member's admission; a snapshot was published, and is counted differently now."""
    cast, first = world.cast, world.today.replace(month=1, day=1)
    ProgrammeSettings.objects.update(register_complete_since=first.replace(year=first.year - 3))
    LineRecording.objects.exclude(line="publications").update(recorded_since=first)
    ActivityRecord.objects.create(kind="consultation", on=first, title_de="Beratung", source="Akte", number=3)
    world.snapshot = FactsSnapshot.objects.create(
        key_date=first,
        numbers={"members": 5, "labels": 0, "activity.news": None, "land.DE-BY": 2, "field.energy": 1},
        counted_at=timezone.now(),
        taken_by=cast.office,
        note_de="Zum Jahresbericht.",
        published_on=first,
    )


def furnish(world):
    """One record of every kind that the world does not need otherwise, and applications in further stages."""
    cast = world.cast
    add_figures(world)
    add_figure_and_replaced_evidence(world)
    world.submitted = make_application(world, "Eingangscluster", "submitted")
    world.complete = make_application(world, "Vollständigkeitscluster", "complete")
    world.scoring = make_application(world, "Gutachtencluster", "in_review")
    world.voted = make_reviewed(world, "Votumscluster", "interview")
    for member in (cast.board1, cast.board2):
        Vote.objects.create(application=world.voted, round=1, member=member, value=Vote.Value.YES)
    world.admitted = make_reviewed(world, "Aufnahmecluster", "decided")
    submit_again(world, world.admitted)
    make_recommended(world, world.admitted)
    make_decided(
        world,
        world.admitted,
        Decision.Outcome.ADMITTED,
        "Die Voraussetzungen liegen vor.",
        starts_on=world.today,
    )
    world.on_paper = application_on_paper(world)
    for application in (world.submitted, world.complete, world.scoring, world.on_paper, world.returned):
        declare_none(application, cast.office, cast.ministry, cast.board1)
    assign(world.scoring, cast.board1, by=cast.office)
    ballot = Ballot.objects.create(application=world.voted, round=1, opened_by=cast.board2)
    ballot.closed_by, ballot.closed_at = cast.board2, timezone.now()
    ballot.save()
    world.unopened = make_reviewed(world, "Eröffnungscluster", "interview")
    submit_again(world, world.unopened)
    world.sitting.agenda.create(position=3, title="Verschiedenes")
    world.sitting.attendance.create(member=cast.board1, value="present")
    Contribution.objects.create(application=world.interview, round=1, author=cast.board2, text="Das sehe ich anders.")
    Benchmarking.objects.create(cluster=world.cluster, due_on=world.today)
    OtherCertificate.objects.create(cluster=world.cluster, name="ISO 9001")
    record(
        actor=cast.office,
        verb="return",
        subject_kind="application",
        subject_key=world.returned.number,
        from_state="submitted",
        to_state="returned",
        note="Bitte den Haushaltsplan ergänzen.",
    )
    open_task(key="matrix", text_de="Bitte anrufen.", text_en="Please call.")
    message = queue(key="matrix", kind="silver-duty", to_user=cast.manager, subject="Silber", body="Es wird Zeit.")
    queue(key="held", kind="notice", to_email="leserin@portal.test", subject="Gruß", body="Später.", held=True)
    OutboxMessage.objects.filter(key="matrix").update(state="sent", sent_at=timezone.now())
    FiguresReport.objects.create(
        cluster=world.cluster, key_date=world.today.replace(year=2019), companies=7, submitted_by=cast.manager
    )
    ProfileRevision.objects.create(
        cluster=world.submitted.cluster,
        values={"aims_de": "Neue Ziele", "city": "Ulm"},
        base={},
        state="submitted",
        submitted_by=cast.applicant,
        submitted_at=timezone.now(),
    )
    MailChoice.objects.create(user=cast.manager, kind="event")
    SkippedRung.objects.create(
        kind="label-expiry",
        subject_key=f"L{world.award.pk}",
        rung="-6m",
        reason="Schon besprochen.",
        planned_on=world.today,
        skipped_by=cast.office,
    )
    Reminder.objects.create(
        kind="silver-duty",
        subject_key="S-2021-1",
        rung="90",
        recipient=f"user:{cast.manager.pk}",
        due_on=world.today,
        as_of=world.today,
        message=message,
    )
    EmailAddress.objects.create(user=cast.applicant, email=cast.applicant.email, primary=True, verified=True)
    Authenticator.objects.create(
        user=cast.office, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "0" * 40, "used_mask": 0}
    )
