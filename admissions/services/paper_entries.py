"""The office for the applicant: what came on paper is entered with its document, day and source (SPEC 2.1)."""

from django.db import transaction
from django.utils.translation import gettext as _

from clusters.models import Cluster
from records.errors import ActRefused
from records.services import record

from ..applicants import ENTERED, SUPPLEMENTED
from ..models import ConflictDeclaration, PaperEntry
from ..permissions import has_conflict_with_cluster, is_office
from ..workflow import State
from . import conflicts
from .casework import require_casework
from .drafts import begin
from .mails import mail_people
from .states import SUBJECT_KIND, lock
from .submission import submit, withdraw

Kind = PaperEntry.Kind


@transaction.atomic
def enter_paper_application(cluster, *, received_on, document, note="", actor, day):
    """Open an application that came on paper, for a cluster of the register that is free to apply.

    `document` is the scanned paper (StoredFile). The person of the office declares no conflict by entering it; a
    function in the applicant refuses it. The cluster's people are told; when there are none, the office writes by post.
    Returns the application. Raises ActRefused; then nothing is written.
    """
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not is_office(actor, day):
        raise ActRefused(_("Anträge auf Papier erfasst das Programmbüro."))
    _refuse_bad_source(received_on, document, day)
    # First, so that nobody learns of a case under the own conflict from the refusal of a second one.
    if has_conflict_with_cluster(actor, cluster, day):
        raise ActRefused(_("Sie sind bei diesem Cluster befangen. Bitte lassen Sie den Antrag von anderen erfassen."))
    application = begin(cluster, actor=actor, day=day, verb=ENTERED, note=note.strip())
    _keep(application, Kind.APPLICATION, received_on, document, note, actor)
    conflicts.declare(application, actor, ConflictDeclaration.Value.NONE, "", day)
    mail_people(application, "application-entered", day, context={"received_on": received_on})
    return application


@transaction.atomic
def enter_supplement(application, *, received_on, document, note="", actor, day):
    """Begin to enter what came on paper for a returned application. Raises ActRefused."""
    application = lock(application)
    require_casework(actor, application, day)
    if application.state != State.RETURNED:
        raise ActRefused(
            _("Eine Nachreichung gibt es nur zu einem Antrag, der zur Vervollständigung zurückgegeben ist.")
        )
    if application.paper_entries.being_entered().exists():
        raise ActRefused(_("Eine Nachreichung wird schon erfasst."))
    _refuse_bad_source(received_on, document, day)
    if received_on < application.state_since:
        raise ActRefused(_("Das Papier ist älter als die Rückgabe."))
    if received_on > application.lapses_on:
        raise ActRefused(_("Das Papier ist erst nach Ablauf der Frist eingegangen."))
    entry = _keep(application, Kind.SUPPLEMENT, received_on, document, note, actor)
    record(
        actor=actor,
        verb=SUPPLEMENTED,
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        to_state=received_on.isoformat(),
        note=note.strip(),
    )
    mail_people(
        application,
        "application-entered",
        day,
        occasion=f"supplement-{entry.pk}",
        context={"received_on": received_on, "is_supplement": True},
    )
    return entry


def submit_on_behalf(application, *, actor, day):
    """Submit for the applicant what came on paper, gaps included; see submission.submit. Raises ActRefused."""
    return submit(application, actor=actor, day=day, on_behalf=True)


@transaction.atomic
def withdraw_on_behalf(application, *, received_on, document=None, note="", actor, day):
    """Record that the applicant has withdrawn, with the letter or a note as source. Raises ActRefused."""
    application = lock(application)
    note = note.strip()
    if document is None and not note:
        raise ActRefused(_("Bitte fügen Sie das Schreiben bei, oder notieren Sie, woher Sie es wissen."))
    if received_on > day:
        raise ActRefused(_("Der Tag des Eingangs liegt in der Zukunft."))
    application = withdraw(application, actor=actor, day=day, reason=note, on_behalf=True)
    _keep(application, Kind.WITHDRAWAL, received_on, document, note, actor)
    return application


def _refuse_bad_source(received_on, document, day):
    if document is None:
        raise ActRefused(_("Bitte fügen Sie das eingescannte Dokument bei."))
    if received_on > day:
        raise ActRefused(_("Der Tag des Eingangs liegt in der Zukunft."))


def _keep(application, kind, received_on, document, note, actor):
    return PaperEntry.objects.create(
        application=application,
        kind=kind,
        received_on=received_on,
        document=document,
        note=note.strip(),
        entered_by=actor,
    )
