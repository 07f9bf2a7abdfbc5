"""Arranging the talk: the office proposes dates, the applicant picks one, the office moves it or calls it off.

Every function locks the application first, so that of two people who pick at once exactly one counts. What is not
possible raises ActRefused, and then nothing is written or sent.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.templatetags.portal import german_datetime
from records.errors import ActRefused
from records.services import record

from .. import interview_dates
from ..interview_dates import Proposal
from ..interviews import board_candidates, office_candidates, open_plan
from ..models import InterviewDate, InterviewParticipant, InterviewPlan
from ..permissions import acts_for_applicant
from ..workflow import State
from . import conflicts, interview_mails
from .casework import require_casework
from .states import SUBJECT_KIND, lock

Plan = InterviewPlan.State


@transaction.atomic
def propose(application, proposals, *, answer_by, people=(), guests="", message="", actor, now):
    """Propose one to five dates, the first time or anew; the applicant's people are asked by mail.

    `people` of board and office are invited as soon as a date is chosen; earlier ones who are not among them no
    longer are. Proposing anew withdraws the earlier dates. Raises ActRefused. Returns the plan.
    """
    day = timezone.localdate(now)
    locked = _locked_for_office(application, actor, day)
    problem = interview_dates.problem_among(proposals, now) or interview_dates.problem_with_answer_day(
        answer_by, [one.starts_at for one in proposals], day
    )
    if problem:
        raise ActRefused(problem)
    plan = open_plan(locked)
    if plan is not None and plan.is_fixed:
        raise ActRefused(_("Der Termin steht schon fest. Sie können das Gespräch verlegen oder absagen."))
    if plan is None:
        plan = InterviewPlan(application=locked, round=locked.round)
    else:
        plan.dates.filter(withdrawn_at=None).update(withdrawn_at=now)
    plan.state, plan.message, plan.answer_by, plan.guests = Plan.PROPOSED, message.strip(), answer_by, guests.strip()
    plan.answer, plan.answered_by, plan.answered_at = "", None, None
    plan.planned_by, plan.planned_at = actor, now
    plan.save()
    dates = [_new_date(plan, one) for one in sorted(proposals, key=lambda one: one.starts_at)]
    _set_people(plan, people, day)
    _record(plan, "propose_interview", actor, to_state=str(len(dates)))
    interview_mails.tell_proposals(plan, dates, day)
    return plan


@transaction.atomic
def pick(application, date_pk, *, actor, now):
    """The applicant's people choose one of the dates; everybody invited is told. Returns the date."""
    day = timezone.localdate(now)
    plan = _locked_for_applicant(application, actor, day)
    date = plan.dates.filter(pk=date_pk, withdrawn_at=None).first()
    if date is None:
        raise ActRefused(_("Dieser Termin wird nicht mehr angeboten."))
    if not interview_dates.is_ahead(date.starts_at, now):
        raise ActRefused(_("Dieser Termin ist vorbei. Bitte wählen Sie einen anderen."))
    plan.answer, plan.answered_by, plan.answered_at = "", actor, now
    _fix(plan, date, actor, now)
    _record(plan, "pick_interview", actor, to_state=_in_log(date))
    interview_mails.tell_date(plan, date, day, name="interview-fixed")
    return date


@transaction.atomic
def refuse_dates(application, answer, *, actor, now):
    """The applicant's people say that no date fits; the office proposes anew. Returns the plan."""
    day = timezone.localdate(now)
    plan = _locked_for_applicant(application, actor, day)
    if plan.state == Plan.NONE_FITS:
        raise ActRefused(_("Sie haben bereits geantwortet. Das Programmbüro schlägt neue Termine vor."))
    if not answer.strip():
        raise ActRefused(_("Bitte schreiben Sie, wann es Ihnen passen würde."))
    plan.state, plan.answer, plan.answered_by, plan.answered_at = Plan.NONE_FITS, answer.strip(), actor, now
    plan.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _record(plan, "refuse_interview_dates", actor, note=plan.answer)
    return plan


@transaction.atomic
def set_date(application, proposal: Proposal, *, reason, actor, now):
    """The office fixes the date on the applicant's behalf, or moves the fixed one; everybody invited is told.

    `reason` is said to all: why it is moved, or who agreed to the date and how. Raises ActRefused. Returns the date.
    """
    day = timezone.localdate(now)
    locked = _locked_for_office(application, actor, day)
    plan = _plan_or_refusal(locked)
    problem = interview_dates.problem_with(proposal, now)
    if problem:
        raise ActRefused(problem)
    if not reason.strip():
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    before = plan.chosen
    if before is not None and _same(before, proposal):
        raise ActRefused(_("Das ist der Termin, der schon vereinbart ist."))
    plan.dates.filter(withdrawn_at=None).update(withdrawn_at=now)
    date = _new_date(plan, proposal)
    if before is not None:
        plan.sequence += 1
    _fix(plan, date, actor, now)
    _record(
        plan,
        "move_interview" if before else "fix_interview",
        actor,
        from_state=_in_log(before) if before else "",
        to_state=_in_log(date),
        note=reason.strip(),
    )
    name = "interview-moved" if before else "interview-fixed"
    interview_mails.tell_date(plan, date, day, name=name, reason=reason.strip())
    return date


@transaction.atomic
def cancel(application, *, reason, actor, now):
    """The office calls the talk off, or takes its proposals back; whoever knew of it is told. Raises ActRefused."""
    day = timezone.localdate(now)
    plan = _plan_or_refusal(_locked_for_office(application, actor, day))
    if not reason.strip():
        raise ActRefused(_("Bitte geben Sie einen Grund an."))
    return _cancel(plan, reason.strip(), actor=actor, now=now)


def cancel_with_application(application, *, reason, actor, day):
    """The case has ended on the way: a planned talk is off, and everybody invited is told. None when none is planned.

    Called by the services that end a case, inside their transaction and with the application locked. `reason` is
    translated for each recipient.
    """
    plan = open_plan(application)
    if plan is None:
        return None
    return _cancel(plan, reason, actor=actor, now=timezone.now(), tell_proposals=False)


def close_with_interview(application, held_on, *, actor, day):
    """A talk was held: its plan is over. Returns the plan that led to it, None when it was not planned.

    A talk that is planned for a later day was not this one: it is called off.
    """
    plan = open_plan(application)
    if plan is None:
        return None
    chosen, now = plan.chosen, timezone.now()
    if chosen is not None and chosen.day > held_on:
        _cancel(plan, gettext_lazy("Das Gespräch wurde bereits geführt."), actor=actor, now=now)
        return None
    plan.state, plan.ended_at = Plan.HELD, now
    plan.save(update_fields=["state", "ended_at"])
    return plan if chosen is not None else None


def _cancel(plan, reason, *, actor, now, tell_proposals=True):
    chosen, day = plan.chosen, timezone.localdate(now)
    plan.state, plan.ended_at = Plan.CANCELLED, now
    if chosen is not None:
        plan.sequence += 1
    plan.save(update_fields=["state", "ended_at", "sequence"])
    _record(plan, "cancel_interview", actor, from_state=_in_log(chosen) if chosen else "", note=reason)
    if chosen is not None:
        interview_mails.tell_cancelled(plan, chosen, day, reason=reason)
    elif tell_proposals:
        interview_mails.tell_proposals_withdrawn(plan, reason, day)
    return plan


# --- What they share ----------------------------------------------------------


def _locked_for_office(application, actor, day):
    locked = lock(application)
    require_casework(actor, locked, day)
    if locked.state != State.IN_REVIEW:
        raise ActRefused(_("Das Gespräch wird während der Begutachtung geplant."))
    return locked


def _plan_or_refusal(application):
    plan = open_plan(application)
    if plan is None:
        raise ActRefused(_("Es ist kein Gespräch geplant."))
    return plan


def _locked_for_applicant(application, actor, day):
    locked = lock(application)
    if not acts_for_applicant(actor, locked, day):
        raise ActRefused(_("Dazu sind Sie in diesem Verfahren nicht berechtigt."))
    plan = open_plan(locked) if locked.state == State.IN_REVIEW else None
    if plan is None:
        raise ActRefused(_("Zurzeit sind keine Termine vorgeschlagen."))
    if plan.is_fixed:
        raise ActRefused(
            _("Gewählt ist bereits: %(date)s. Ändern kann den Termin nur das Programmbüro.")
            % {"date": german_datetime(plan.chosen.starts_at)}
        )
    return plan


def _new_date(plan, proposal):
    return InterviewDate.objects.create(
        plan=plan,
        starts_at=proposal.starts_at,
        minutes=proposal.minutes,
        place=proposal.place.strip(),
        link=proposal.link.strip(),
    )


def _fix(plan, date, actor, now):
    date.chosen_at, date.chosen_by = now, actor
    date.save(update_fields=["chosen_at", "chosen_by"])
    plan.state = Plan.FIXED
    plan.save(update_fields=["state", "sequence", "answer", "answered_by", "answered_at"])


def _same(date, proposal):
    return (date.starts_at, date.minutes, date.place, date.link) == (
        proposal.starts_at,
        proposal.minutes,
        proposal.place.strip(),
        proposal.link.strip(),
    )


def _set_people(plan, people, day):
    """Exactly these of board and office are invited; each is asked about a conflict. Refuses whoever may not be."""
    sides = {
        InterviewParticipant.Side.OFFICE: set(office_candidates(plan.application, day)),
        InterviewParticipant.Side.BOARD: set(board_candidates(plan.application, day)),
    }
    plan.participants.exclude(user__in=people).filter(removed_at=None).update(removed_at=timezone.now())
    for person in people:
        side = next((side for side, known in sides.items() if person in known), None)
        if side is None:
            raise ActRefused(_("%(person)s kann nicht eingeladen werden.") % {"person": person})
        InterviewParticipant.objects.update_or_create(
            plan=plan, user=person, defaults={"side": side, "removed_at": None}
        )
    conflicts.ask(plan.application, people)


def _in_log(date):
    return f"{timezone.localtime(date.starts_at):%d.%m.%Y %H:%M}"


def _record(plan, verb, actor, *, from_state="", to_state="", note=""):
    record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT_KIND,
        subject_key=plan.application.number,
        from_state=from_state,
        to_state=to_state,
        note=note,
    )
