"""The check for completeness: per criterion, return with a deadline, acceptance, lapse (SPEC 2.1)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date
from records.errors import ActRefused
from records.services import record

from ..models import Application, Criterion, CriterionCheck, PaperEntry
from ..permissions import refusal
from ..workflow import Act, State
from .casework import require_casework
from .interview_plans import cancel_with_application
from .mails import mail_people
from .states import SUBJECT_KIND, change_state, lock


def check_criterion(application, criterion, result, note, *, actor, day):
    """The office's finding on one criterion of a submitted application; see check_criteria."""
    return check_criteria(application, {criterion: (result, note)}, actor=actor, day=day)


@transaction.atomic
def check_criteria(application, findings, *, actor, day):
    """Findings by criterion, each (result, note to the applicant); those already recorded like this stay untouched.

    "Insufficient" needs a note: the applicant must know what to do. Returns how many were written. Raises ActRefused.
    """
    application = lock(application)
    # Whoever may state that the application is complete may look at it criterion by criterion.
    reason = refusal(actor, Act.ACCEPT_COMPLETE, application, day)
    if reason:
        raise ActRefused(reason)
    known = {check.criterion_id: check for check in application.checks.all()}
    valid = set(Criterion.objects.filter(group__catalogue=application.catalogue_id).values_list("pk", flat=True))
    written = []
    for criterion, (result, note) in findings.items():
        if criterion.pk not in valid:
            raise ActRefused(_("Dieses Kriterium gehört nicht zum Katalog des Antrags."))
        if result not in CriterionCheck.Result.values:
            raise ActRefused(_("Bitte wählen Sie ein Ergebnis der Prüfung."))
        note = note.strip()
        if result == CriterionCheck.Result.INSUFFICIENT and not note:
            raise ActRefused(_("%(code)s: Bitte schreiben Sie, was zu ergänzen ist.") % {"code": criterion.code})
        check = known.get(criterion.pk)
        before = check.result if check else ""
        if check and (check.result, check.note) == (result, note):
            continue
        written.append(
            CriterionCheck(application=application, criterion=criterion, result=result, note=note, checked_by=actor)
        )
        record(
            actor=actor,
            verb="check_criterion",
            subject_kind=SUBJECT_KIND,
            subject_key=application.number,
            from_state=f"{criterion.code} {before}".strip(),
            to_state=f"{criterion.code} {result}",
            note=note,
        )
    CriterionCheck.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["application", "criterion"],
        update_fields=["result", "note", "checked_by", "checked_at"],
    )
    return len(written)


@transaction.atomic
def return_for_completion(application, message, *, actor, day):
    """Gives the application back to the applicant's people, with a deadline from the settings.

    Needs a criterion that is not accepted, or a message. Raises ActRefused.
    """
    message = message.strip()
    faulted = application.checks.exclude(result=CriterionCheck.Result.ACCEPTED)
    if not message and not faulted.exists():
        raise ActRefused(_("Bitte kennzeichnen Sie mindestens ein Kriterium oder schreiben Sie, was zu ergänzen ist."))
    lapses_on = day + timedelta(days=ProgrammeSettings.load().completion_days)
    application = change_state(
        application,
        Act.RETURN_FOR_COMPLETION,
        actor=actor,
        day=day,
        note=message,
        return_message=message,
        lapses_on=lapses_on,
    )
    checks = faulted.select_related("criterion__group").order_by("criterion__group__position", "criterion__position")
    mail_people(
        application,
        "application-returned",
        day,
        occasion=f"{day.isoformat()}-{application.submissions.count()}",
        context={"checks": list(checks), "message": message, "lapses_on": lapses_on},
    )
    return application


@transaction.atomic
def extend_completion(application, lapses_on, reason, *, actor, day):
    """More time for a returned application, with a reason that the applicant reads. Unsent reminders move with it.

    Raises ActRefused: when it is not returned (any more), for an earlier day, without a reason.
    """
    locked = lock(application)
    require_casework(actor, locked, day)
    if locked.state != State.RETURNED:
        raise ActRefused(_("Der Antrag ist zurzeit nicht zur Vervollständigung zurückgegeben."))
    if lapses_on <= locked.lapses_on or lapses_on < day:
        raise ActRefused(
            _("Die neue Frist muss nach der jetzigen liegen, dem %(day)s.") % {"day": german_date(locked.lapses_on)}
        )
    if not reason.strip():
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    before, locked.lapses_on = locked.lapses_on, lapses_on
    locked.save(update_fields=["lapses_on"])
    entry = record(
        actor=actor,
        verb="extend_completion",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.number,
        from_state=before.isoformat(),
        to_state=lapses_on.isoformat(),
        note=reason.strip(),
    )
    mail_people(
        locked,
        "application-extended",
        day,
        occasion=str(entry.pk),
        context={"before": before, "lapses_on": lapses_on, "reason": reason.strip()},
    )
    return locked


@transaction.atomic
def accept_complete(application, *, actor, day):
    """States that the application is complete: every criterion of the catalogue is accepted. Raises ActRefused."""
    application = change_state(application, Act.ACCEPT_COMPLETE, actor=actor, day=day)
    accepted = application.checks.filter(result=CriterionCheck.Result.ACCEPTED).values("criterion")
    open_codes = (
        Criterion.objects.filter(group__catalogue=application.catalogue_id)
        .exclude(pk__in=accepted)
        .order_by("group__position", "position")
        .values_list("code", flat=True)
    )
    if open_codes:
        raise ActRefused(
            _("Noch nicht anerkannt: %(codes)s. Vollständig ist ein Antrag, wenn jedes Kriterium anerkannt ist.")
            % {"codes": ", ".join(open_codes)}
        )
    return application


def lapse_overdue(day):
    """Lets every returned application lapse whose deadline has passed; the last day itself still counts.

    Each one stands in a transaction of its own. Returns the numbers of those that lapsed.
    """
    overdue = Application.objects.filter(~in_time_on_paper(), state=State.RETURNED, lapses_on__lt=day).order_by("pk")
    lapsed = []
    for application in overdue:
        try:
            _lapse(application, day)
        except ActRefused:
            # Submitted or withdrawn a moment ago, or another run was faster.
            continue
        lapsed.append(application.number)
    return lapsed


def in_time_on_paper():
    """Exists() over applications: a supplement came on paper within the deadline and is being entered."""
    papers = PaperEntry.objects.being_entered().filter(application=OuterRef("pk"))
    return Exists(papers.filter(received_on__lte=OuterRef("lapses_on")))


@transaction.atomic
def _lapse(application, day):
    locked = lock(application)
    if locked.lapses_on is None or locked.lapses_on >= day:
        raise ActRefused(_("Die Frist läuft noch."))
    if Application.objects.filter(in_time_on_paper(), pk=locked.pk).exists():
        raise ActRefused(_("Eine Nachreichung auf Papier ist rechtzeitig eingegangen."))
    deadline = locked.lapses_on
    locked = change_state(locked, Act.LAPSE, actor=None, day=day)
    cancel_with_application(locked, reason=gettext_lazy("Der Antrag ist verfallen."), actor=None, day=day)
    mail_people(locked, "application-lapsed", day, occasion=deadline.isoformat(), context={"deadline": deadline})
