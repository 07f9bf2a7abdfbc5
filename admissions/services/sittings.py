"""Sittings and circulations of the board: who is invited, what the agenda shows to whom, minutes and attendance."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.services import queue_mail
from records.errors import ActRefused
from records.services import record

from .. import permissions
from ..models import AgendaItem, Application, Attendance, Ballot, BoardAppointment, Recommendation, Sitting
from .votes import entitled_members

SUBJECT_KIND = "sitting"


class ChangedMeanwhile(ActRefused):
    """Somebody else has saved what this person still has on the screen."""


class Access(StrEnum):
    """What a reader gets of one point of the agenda."""

    FREE = "free"  # no application
    OPEN = "open"  # the file, and what was advised
    FILE = "file"  # the file, while the own review is missing
    ASK = "ask"  # the question about a conflict comes first
    LOCKED = "locked"  # the reader is in conflict
    NAMED = "named"  # not with the board now


@dataclass
class Point:
    """One point of the agenda as a reader sees it; without access neither minutes nor recommendation are in it."""

    item: AgendaItem
    access: Access
    minutes: str = ""
    recommendation: Recommendation | None = None
    absent: list = field(default_factory=list)

    @property
    def title(self):
        if self.item.application is None:
            return self.item.title
        return f"{self.item.application.number}, {self.item.application.cluster.name}"


def members_on(day):
    """Everyone in office on the board on a day."""
    held = BoardAppointment.objects.holding_on(day).filter(user=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(held), is_active=True).order_by("name", "email")


def points_for_member(sitting, user, day):
    """The agenda as a board member reads it; a fixed number of queries."""
    on_agenda = Application.objects.filter(agenda_items__sitting=sitting)
    files = permissions.board_files(user, day).filter(pk__in=on_agenda.values("pk"))
    open_files = files.filter(permissions.declared_none(user))
    seen = set(open_files.filter(permissions.seeing_others(user)).values_list("pk", flat=True))
    opened = set(open_files.values_list("pk", flat=True))
    asked = set(files.values_list("pk", flat=True)) - opened
    locked = set(on_agenda.filter(pk__in=permissions.closed_files(user, day).values("pk")).values_list("pk", flat=True))

    def access(item):
        key = item.application_id
        if key is None:
            return Access.FREE
        if key in locked:
            return Access.LOCKED
        if key in seen:
            return Access.OPEN
        if key in opened:
            return Access.FILE
        return Access.ASK if key in asked else Access.NAMED

    return _points(sitting, access)


def points_for_office(sitting, user, day):
    """The agenda as the office reads it in the minutes."""
    files = permissions.office_files(user, day).filter(permissions.office_sees(user, day), sittings=sitting)
    seen = set(files.values_list("pk", flat=True))
    return _points(sitting, lambda item: _office_access(item, seen))


def _office_access(item, seen):
    if item.application_id is None:
        return Access.FREE
    return Access.OPEN if item.application_id in seen else Access.LOCKED


def points_for_file(sitting, application):
    """An extract for the ministry: the one point of its file, nothing of other files."""
    return [point for point in _points(sitting, lambda item: Access.OPEN) if point.item.application == application]


def _points(sitting, access):
    items = list(sitting.agenda.select_related("application__cluster"))
    rounds = dict(Ballot.objects.filter(sitting=sitting).values_list("application", "round"))
    advice: dict[Any, Recommendation] = {
        (one.application_id, one.round): one
        for one in Recommendation.objects.filter(application__in=rounds).select_related("recorded_by")
    }
    points = []
    for item in items:
        found = access(item)
        point = Point(item, found)
        if found in (Access.OPEN, Access.FREE):
            point.minutes = item.minutes
        if found == Access.OPEN:
            point.recommendation = advice.get((item.application_id, rounds.get(item.application_id)))
        points.append(point)
    return points


def with_absent(points, sitting):
    """The same points, each open file with the members who took no part in it because of a conflict."""
    day = sitting.held_on
    members = list(members_on(day))
    for point in points:
        if point.access == Access.OPEN:
            entitled = set(entitled_members(point.item.application, day).values_list("pk", flat=True))
            point.absent = [member for member in members if member.pk not in entitled]
    return points


def attendance_of(sitting):
    """Member and what was noted (None: nothing), for everyone in office on the day of the sitting."""
    noted = {row.member_id: row for row in sitting.attendance.select_related("member")}
    members = list(members_on(sitting.held_on))
    known = {member.pk for member in members}
    members += [row.member for key, row in noted.items() if key not in known]
    return [(member, noted.get(member.pk)) for member in members]


def chair_refusal(user, day):
    """Why a person may not keep agenda and minutes on the board's pages; None for a chair in office."""
    return None if permissions.is_chair(user, day) else _("Tagesordnung und Protokoll führt der Vorsitz.")


@dataclass(frozen=True)
class Entry:
    """What the chair typed for one point of the agenda."""

    position: int
    minutes: str


@transaction.atomic
def update_sitting(sitting, *, actor, day, minutes, entries, attendance, new_point="", version=None):
    """A chair keeps the minutes: general text, order and text per point, who was there, a further point.

    `entries` {pk of the point: Entry}; points of files the chair may not read stay as they are. `attendance`
    {pk of the member: Attendance.Value or ""}. `version` is that of the sitting when the chair began to type:
    ChangedMeanwhile when somebody has saved since then. Raises ActRefused. Returns the Sitting.
    """
    reason = chair_refusal(actor, day)
    if reason:
        raise ActRefused(reason)
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if version is not None and version != locked.version:
        raise ChangedMeanwhile(_("Inzwischen hat jemand anderes diese Seite gespeichert. Bitte vergleichen Sie."))
    locked.minutes = minutes.strip()
    locked.version += 1
    locked.save(update_fields=["minutes", "version"])
    readable = {Access.OPEN, Access.FREE}
    for point in points_for_member(locked, actor, day):
        entry = entries.get(point.item.pk)
        if entry is None:
            continue
        point.item.position = entry.position
        if point.access in readable:
            point.item.minutes = entry.minutes.strip()
        point.item.save(update_fields=["position", "minutes"])
    if new_point.strip():
        last = locked.agenda.count()
        AgendaItem.objects.create(sitting=locked, position=last + 1, title=new_point.strip())
    _note_attendance(locked, attendance)
    record(actor=actor, verb="update_sitting", subject_kind=SUBJECT_KIND, subject_key=locked.key)
    return locked


def _note_attendance(sitting, attendance: dict[int, Any]):
    members = {member.pk for member, _row in attendance_of(sitting)}
    for key, value in attendance.items():
        if key not in members:
            continue
        if value in Attendance.Value.values:
            Attendance.objects.update_or_create(sitting=sitting, member_id=key, defaults={"value": value})
        else:
            Attendance.objects.filter(sitting=sitting, member=key).delete()


@transaction.atomic
def invite(sitting, *, actor, day, expected=None):
    """Mail the invitation to every member in office on the day of the sitting; an office act. Returns the people.

    `expected` are the ids of the people the office saw before; refused when others would get it now. Whoever got the
    invitation already gets none again.
    """
    if not permissions.is_office(actor, day):
        raise ActRefused(_("Einladen kann nur das Programmbüro."))
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if locked.held_on < day:
        raise ActRefused(_("Dieser Tag ist vorbei."))
    people = list(members_on(locked.held_on))
    if not people:
        raise ActRefused(_("An diesem Tag ist niemand berufen."))
    if expected is not None and set(expected) != {person.pk for person in people}:
        raise ActRefused(
            _("Inzwischen hat sich geändert, wer eingeladen wird. Bitte sehen Sie die Namen noch einmal an.")
        )
    for person in people:
        queue_mail(
            "sitting-invitation",
            key=f"sitting-invitation:{locked.key}:{locked.held_on.isoformat()}:{person.pk}",
            kind="sitting-invitation",
            to_user=person,
            context={"sitting": locked, "is_circulation": locked.kind == Sitting.Kind.CIRCULATION},
            subject_kind=SUBJECT_KIND,
            subject_key=locked.key,
        )
    locked.invited_at = timezone.now()
    locked.save(update_fields=["invited_at"])
    record(
        actor=actor,
        verb="invite_to_sitting",
        subject_kind=SUBJECT_KIND,
        subject_key=locked.key,
        to_state=str(len(people)),
    )
    return people
