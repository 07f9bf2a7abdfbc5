"""Rows about memberships: entered as whole periods, or completing one that the register holds already."""

from django.utils.translation import gettext as _

from clusters.models import Membership
from clusters.services import correct_membership, end_membership, publish_membership, record_period
from clusters.services.membership import period_of

from ..services.duties import create_silver_duty
from .comparing import RowFault, agree
from .report import Outcome

FINENESS = [
    Membership.Precision.UNKNOWN,
    Membership.Precision.YEAR,
    Membership.Precision.MONTH,
    Membership.Precision.DAY,
]


def write_period(cluster, entry, *, source, actor, day):
    """The Outcome of a row of kind membership. A known start brings its silver duty with it, as an admission does."""
    present = _same_period(cluster.memberships.order_by("recorded_on", "pk"), entry)
    if present is not None:
        return _complete(present, entry, actor, day)
    starts_on, ends_on = entry.values["starts_on"], entry.values["ends_on"]
    recorded_on = entry.values["recorded_on"] or day
    if starts_on is None and ends_on and ends_on < recorded_on:
        raise RowFault(
            "recorded_on",
            _("Ohne Beginn zählt die Mitgliedschaft ab dem Tag der Erfassung; er darf nicht nach dem Ende liegen."),
        )
    membership = record_period(
        cluster,
        starts_on=starts_on,
        precision=entry.precision,
        recorded_on=recorded_on,
        public_from=entry.values["public_from"] or starts_on or recorded_on,
        ends_on=ends_on,
        end_reason=entry.values["reason"] or "",
        source=source,
        actor=actor,
        day=day,
    )
    create_silver_duty(membership, actor=actor)
    return Outcome.NEW


def _complete(membership, entry, actor, day):
    """The start, the end or the publication that the register lacks; CHANGED when there was one."""
    before = membership
    membership = _with_start(membership, entry, actor, day)
    membership = _with_end(membership, entry, actor, day)
    # An admission decided in this portal becomes public with its letter, never by a file.
    if membership.public_from is None and not membership.application_number:
        public_from = entry.values["public_from"] or period_of(membership).first_day
        membership = publish_membership(membership, public_from=public_from, actor=actor, day=day)
    return Outcome.UNCHANGED if membership is before else Outcome.CHANGED


def _with_start(membership, entry, actor, day):
    starts_on = entry.values["starts_on"]
    if starts_on is None or FINENESS.index(entry.precision) <= FINENESS.index(membership.starts_precision):
        return membership
    membership = correct_membership(membership, starts_on=starts_on, precision=entry.precision, actor=actor, day=day)
    create_silver_duty(membership, actor=actor)
    return membership


def _with_end(membership, entry, actor, day):
    ends_on, reason = entry.values["ends_on"], entry.values["reason"]
    if ends_on is None:
        return membership
    if membership.ends_on is None:
        return end_membership(membership, ends_on=ends_on, reason=reason, actor=actor, day=day)
    agree("ends_on", membership.ends_on, ends_on)
    agree("reason", membership.end_reason, reason)
    return membership


def _same_period(memberships, entry):
    """The period of the register that the row means, or None.

    First the one that begins on the same day; then one whose start and the row's are the same as far as the coarser of
    the two is known; then one of unknown start that the row's days reach.
    """
    rows = list(memberships)
    starts_on, ends_on = entry.values["starts_on"], entry.values["ends_on"]
    if starts_on is None:
        recorded_on = entry.values["recorded_on"]
        unknown = [row for row in rows if row.starts_on is None]
        exact = [row for row in unknown if row.recorded_on == recorded_on]
        return next(iter(exact or ([] if recorded_on else unknown)), None)
    tests = (
        lambda row: row.starts_on == starts_on,
        lambda row: row.starts_on is not None and _within(row, starts_on, entry.precision),
        lambda row: row.starts_on is None and _reaches(row, starts_on, ends_on),
    )
    return next((row for test in tests for row in rows if test(row)), None)


def _within(row, starts_on, precision):
    coarser = min(precision, row.starts_precision, key=FINENESS.index)
    if coarser == Membership.Precision.YEAR:
        return row.starts_on.year == starts_on.year
    if coarser == Membership.Precision.MONTH:
        return (row.starts_on.year, row.starts_on.month) == (starts_on.year, starts_on.month)
    return False


def _reaches(row, starts_on, ends_on):
    """Whether the row's days go into a period of unknown start: then they are one period, whose start is now known."""
    begins_before_its_end = row.ends_on is None or starts_on <= row.ends_on
    return begins_before_its_end and (ends_on is None or ends_on >= row.recorded_on)
