"""What the office has to do with each application next: one answer for the list, the case page and the desk."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import OutboxMessage
from programme.templatetags.portal import german_date, german_datetime

from .interviews import chosen_dates
from .models import (
    Commitment,
    ConflictDeclaration,
    Criterion,
    CriterionCheck,
    Decision,
    DecisionPaper,
    InterviewDate,
    InterviewPlan,
    PaperEntry,
    RecordedDecision,
    Review,
    ReviewAssignment,
)
from .workflow import State, admits


@dataclass(frozen=True)
class Step:
    """What comes next: the name of the office's act, or "" while somebody else is at work; a sentence; a day."""

    act: str
    text: str | Promise
    due: date | None = None

    @property
    def waits_for_office(self):
        return bool(self.act)


def _count(rows, field="pk"):
    """The number of related rows as a subquery, so that counts do not multiply one another."""
    counted = rows.order_by().values("application").annotate(found=Count(field, distinct=True)).values("found")
    return Coalesce(Subquery(counted), 0)


def with_steps(applications, user, now=None):
    """The queryset with everything next_step reads, in one query however many rows. `now` is the present moment."""
    mine = {"application": OuterRef("pk")}
    now = now or timezone.now()
    plans = InterviewPlan.objects.open().filter(**mine)
    talk = chosen_dates().filter(plan__application=OuterRef("pk"))
    offered = InterviewDate.objects.filter(
        plan__application=OuterRef("pk"),
        plan__state=InterviewPlan.State.PROPOSED,
        withdrawn_at=None,
        starts_at__gt=now,
    )
    checks = CriterionCheck.objects.filter(**mine)
    criteria = Criterion.objects.filter(group__catalogue=OuterRef("catalogue")).order_by()
    assignments = ReviewAssignment.objects.filter(ended_at=None, **mine)
    reviews = Review.objects.filter(
        Exists(
            assignments.model.objects.filter(
                ended_at=None, application=OuterRef("application"), reviewer=OuterRef("reviewer")
            )
        ),
        submitted_at__isnull=False,
        **mine,
    )
    # Correlated with the assignment, not with the case: an OuterRef counts its levels from the inside.
    answered = Review.objects.filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer"), submitted_at__isnull=False
    )
    # Who abstained from the whole file was asked, and will give no review.
    engaged = assignments.exclude(Exists(answered.filter(abstained=True)))
    recorded = RecordedDecision.objects.filter(state=RecordedDecision.State.PROPOSED, **mine)
    told = Decision.objects.filter(**mine).exclude(outcome=Decision.Outcome.DEFERRED).order_by("-round")
    waiting = assignments.exclude(Exists(answered))
    declared = ConflictDeclaration.objects.filter(user=user, value=ConflictDeclaration.Value.NONE, **mine)
    return applications.annotate(
        step_criteria=Coalesce(
            Subquery(criteria.values("group__catalogue").annotate(found=Count("pk")).values("found")), 0
        ),
        step_accepted=_count(checks.filter(result=CriterionCheck.Result.ACCEPTED)),
        step_faulted=_count(checks.exclude(result=CriterionCheck.Result.ACCEPTED)),
        step_assigned=_count(assignments),
        step_engaged=_count(engaged),
        step_reviewed=_count(reviews.filter(abstained=False)),
        step_review_due=Subquery(
            waiting.order_by().values("application").annotate(first=Min("due_on")).values("first")
        ),
        step_recorded=Exists(recorded),
        step_recorded_by_me=Exists(recorded.filter(entered_by=user)),
        step_paper=Exists(DecisionPaper.objects.filter(round=OuterRef("round"), **mine)),
        step_outcome=Subquery(told.values("outcome")[:1]),
        step_notified=Subquery(told.values("notified_on")[:1]),
        step_letter=Subquery(told.values("letter__state")[:1]),
        step_committed=Exists(Commitment.objects.filter(**mine)),
        step_declared=Exists(declared),
        step_entering=Exists(PaperEntry.objects.being_entered().filter(**mine)),
        step_min_reviews=F("catalogue__min_reviews"),
        step_plan=Subquery(plans.values("state")[:1]),
        step_answer_by=Subquery(plans.values("answer_by")[:1]),
        step_answer_late=Exists(plans.filter(answer_by__lt=timezone.localdate(now))),
        step_dates_ahead=Exists(offered),
        step_talk_at=Subquery(talk.values("starts_at")[:1]),
        step_talk_begun=Exists(talk.filter(starts_at__lte=now)),
    )


def next_step(application):
    """The next step of an application read by with_steps."""
    return _STEPS.get(State(application.state), _over)(application)


def _submitted(application):
    checked = application.step_accepted + application.step_faulted
    missing = application.step_criteria - checked
    if missing > 0:
        text = ngettext(
            "%(count)s Kriterium ist noch nicht geprüft.",
            "%(count)s Kriterien sind noch nicht geprüft.",
            missing,
        )
        return Step("check", text % {"count": missing})
    if application.step_faulted:
        text = ngettext(
            "%(count)s Kriterium ist nicht anerkannt.",
            "%(count)s Kriterien sind nicht anerkannt.",
            application.step_faulted,
        )
        return Step("return", text % {"count": application.step_faulted})
    return Step("accept", _("Alle Kriterien sind anerkannt."))


def _draft(application):
    return Step("paper-submit", _("Auf Papier eingegangen: Angaben eintragen, dann einreichen."))


def _returned(application):
    if application.step_entering:
        text = _("Eine Nachreichung auf Papier ist da: Angaben eintragen, dann einreichen.")
        return Step("paper-submit", text, application.lapses_on)
    return Step("", _("Der Antragsteller ergänzt den Antrag."), application.lapses_on)


def _complete(application):
    return Step("assign", _("Der Antrag ist vollständig, Gutachten sind noch nicht zugewiesen."))


def _in_review(application):
    if application.step_engaged < application.step_min_reviews:
        missing = application.step_min_reviews - application.step_engaged
        text = ngettext(
            "%(count)s Gutachten ist noch zuzuweisen.", "%(count)s Gutachten sind noch zuzuweisen.", missing
        )
        return Step("assign", text % {"count": missing})
    talk = _talk(application)
    if application.step_reviewed < application.step_min_reviews and not (talk.act and application.step_plan):
        if application.step_review_due is not None and application.step_review_due < timezone.localdate():
            return _overdue(application)
        text = _("Der Programmbegleitkreis begutachtet: %(given)s von %(asked)s Gutachten liegen vor.") % {
            "given": application.step_reviewed,
            "asked": application.step_engaged,
        }
        return Step("", text, application.step_review_due)
    return talk


def _talk(application):
    """What the arranged talk waits for."""
    plan = application.step_plan
    if plan is None:
        return Step("plan-interview", _("Genügend Gutachten liegen vor, das persönliche Gespräch ist zu planen."))
    if plan == InterviewPlan.State.NONE_FITS:
        return Step("plan-interview", _("Kein vorgeschlagener Termin passt. Bitte schlagen Sie neue vor."))
    if plan == InterviewPlan.State.PROPOSED:
        return _proposed(application)
    at = german_datetime(application.step_talk_at)
    if application.step_talk_begun:
        return Step(
            "interview",
            _("Das Gespräch war für den %(at)s vereinbart. Bitte halten Sie es fest.") % {"at": at},
            timezone.localdate(application.step_talk_at),
        )
    return Step("", _("Gespräch am %(at)s.") % {"at": at}, timezone.localdate(application.step_talk_at))


def _proposed(application):
    if not application.step_dates_ahead:
        return Step("plan-interview", _("Die vorgeschlagenen Termine sind vorbei, niemand hat gewählt."))
    if application.step_answer_late:
        text = _("Die Antwort auf die Terminvorschläge steht aus seit dem %(day)s.")
        return Step(
            "plan-interview", text % {"day": german_date(application.step_answer_by)}, application.step_answer_by
        )
    return Step("", _("Die Antwort auf die Terminvorschläge steht aus."), application.step_answer_by)


def _overdue(application):
    """Late and too few: the office asks again, gives more time or asks somebody else."""
    missing = application.step_min_reviews - application.step_reviewed
    text = ngettext(
        "Ein Gutachten ist überfällig, %(count)s fehlt noch.",
        "Gutachten sind überfällig, %(count)s fehlen noch.",
        missing,
    )
    return Step("reassign", text % {"count": missing}, application.step_review_due)


def _interview(application):
    if application.step_engaged < application.step_min_reviews:
        return _in_review(application)
    return Step("", _("Der Programmbegleitkreis stimmt über seine Empfehlung ab."))


def _recommended(application):
    if application.step_recorded_by_me:
        return Step("", _("Die Entscheidung, die Sie erfasst haben, wartet auf die Bestätigung einer zweiten Person."))
    if application.step_recorded:
        return Step("confirm-decision", _("Eine unterzeichnete Entscheidung ist erfasst und wartet auf Bestätigung."))
    if not application.step_paper:
        return Step("paper", _("Die Empfehlung liegt vor, die Entscheidungsvorlage fehlt noch."))
    return Step("", _("Das Ministerium entscheidet."))


def _decided(application):
    if application.step_notified is not None:
        return _over(application)
    if application.step_outcome is None:
        return _over(application)
    if admits(application.step_outcome) and not application.step_committed:
        return Step("commitment", _("Die Aufnahme ist entschieden, die Verpflichtungserklärung fehlt noch."))
    if application.step_letter == OutboxMessage.State.HELD:
        return Step("release", _("Der Bescheid liegt bereit und ist noch niemandem mitgeteilt."))
    return Step("renew", _("Der Bescheid wurde verworfen und muss neu erstellt werden."))


def _over(application):
    return Step("", "")


_STEPS = {
    State.DRAFT: _draft,
    State.SUBMITTED: _submitted,
    State.RETURNED: _returned,
    State.COMPLETE: _complete,
    State.IN_REVIEW: _in_review,
    State.INTERVIEW: _interview,
    State.RECOMMENDED: _recommended,
    State.DECIDED: _decided,
}
