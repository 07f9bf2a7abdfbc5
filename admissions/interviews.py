"""The arranged talk as pages, mails and reminders read it: the open plan, and who is invited on which side.

The applicant's people know the date and the place, never who comes from the board (SPEC 2.1).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import translation

from accounts.models import RoleGrant, User

from .applicants import people_of
from .models import (
    Application,
    BoardAppointment,
    ConflictDeclaration,
    InterviewDate,
    InterviewParticipant,
    InterviewPlan,
)
from .permissions import function_conflict


class Side(StrEnum):
    """Where somebody stands who is invited: it decides what the person reads, and on which page."""

    APPLICANT = "applicant"
    BOARD = "board"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Invited:
    """One recipient: a person, or the office's mailbox when `user` is None."""

    side: Side
    user: Any = None

    @property
    def key(self):
        return str(self.user.pk) if self.user else "office"


def plans_of(application):
    """All plans of a case with their dates, oldest first; two queries."""
    return application.interview_plans.prefetch_related("dates").order_by("pk")


def open_plan(application):
    """The plan that waits for an answer or for its day, or None."""
    return plans_of(application).filter(state__in=InterviewPlan.OPEN).first()


def with_open_plan(applications):
    """The queryset with `open_plans`, a list of one or none, so that a list costs no query per row."""
    plans = InterviewPlan.objects.open().prefetch_related("dates")
    return applications.prefetch_related(Prefetch("interview_plans", queryset=plans, to_attr="open_plans"))


def chosen_dates():
    """The dates that count, for a subquery over applications."""
    return InterviewDate.objects.filter(
        plan__state=InterviewPlan.State.FIXED, chosen_at__isnull=False, withdrawn_at=None
    )


# --- Who is invited -----------------------------------------------------------


def _free_of_conflict(people, application, day):
    """People without a function in the applicant and without a declared conflict; `people` is a queryset of users."""
    declared = ConflictDeclaration.objects.filter(
        application=application, user=OuterRef("pk"), value=ConflictDeclaration.Value.DECLARED
    )
    locked_out = Application.objects.filter(function_conflict(OuterRef(OuterRef("pk")), day), pk=application.pk)
    return people.filter(~Exists(declared), ~Exists(locked_out), is_active=True)


def board_candidates(application, day):
    """Members of the board in office on `day` without a conflict."""
    sitting = BoardAppointment.objects.holding_on(day).filter(user=OuterRef("pk"))
    return _free_of_conflict(User.objects.filter(Exists(sitting)), application, day).order_by("name", "email")


def office_candidates(application, day):
    """People of the office on `day` without a conflict."""
    granted = RoleGrant.objects.holding_on(day).filter(user=OuterRef("pk"), role=RoleGrant.Role.OFFICE)
    return _free_of_conflict(User.objects.filter(Exists(granted)), application, day).order_by("name", "email")


def participants_of(plan, day):
    """Who of board and office still takes part: rows of InterviewParticipant, without those under a conflict now."""
    people = User.objects.filter(interview_invitations__plan=plan, interview_invitations__removed_at=None)
    free = _free_of_conflict(people, plan.application, day)
    return (
        InterviewParticipant.objects.filter(plan=plan, removed_at=None, user__in=free)
        .select_related("user")
        .order_by("side", "user__name", "user__email")
    )


def applicant_side(application, day):
    return [Invited(Side.APPLICANT, person) for person in people_of(application, day)]


def everyone_invited(plan, day):
    """Applicant's people, then board and office, each person once, and the office's mailbox."""
    found = {one.key: one for one in applicant_side(plan.application, day)}
    for row in participants_of(plan, day):
        found.setdefault(str(row.user_id), Invited(Side(row.side), row.user))
    return [*found.values(), Invited(Side.OFFICE)]


def is_invited(plan, user):
    return plan.participants.filter(user=user, removed_at=None).exists()


# --- Where they read about it -------------------------------------------------


def page_of(side, application):
    """The path of the page on which somebody of this side finds the talk, in the active language."""
    if side == Side.APPLICANT:
        return reverse("admissions:apply-interview", args=[application.number])
    if side == Side.BOARD:
        return reverse("admissions:review-file", args=[application.number])
    return reverse("admin:admissions_application_change", args=[application.pk])


def address_of(side, application, language):
    """The same as a full address, for a mail in `language`."""
    with translation.override(language):
        return settings.SITE_URL + page_of(side, application)
