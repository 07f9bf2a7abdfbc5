"""Any register on any day: figures, states and the database's own guard against a count by hand (hypothesis)."""

import datetime
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.tests.factories import UserFactory
from clusters import lifecycle
from clusters.figures import count_members
from clusters.models import Cluster, Membership
from clusters.services import (
    correct_membership,
    end_membership,
    publish_membership,
    record_period,
    start_membership,
    withdraw_notice,
)
from clusters.services.membership import period_of
from clusters.tests.factories import ClusterFactory, MembershipFactory
from goclusterportal.public.facts.counting import count_labels
from labels.facts import duties_with_facts, status_of
from labels.models import DutyChange, LabelAward, Level, SilverDuty
from labels.services.duties import create_silver_duty
from labels.tests.factories import LabelAwardFactory
from programme.errors import ActRefused
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

D = datetime.date
ONE = datetime.timedelta(days=1)
TODAY = D(2026, 6, 30)
EDGES = [D(2023, 12, 31), D(2024, 1, 1), D(2024, 2, 28), D(2024, 2, 29), D(2024, 3, 1), D(2024, 12, 31), D(2025, 2, 28)]
DAYS = st.sampled_from(EDGES) | st.dates(D(2023, 6, 1), D(2025, 12, 31))
RANKS = {"bronze": 1, "silver": 2, "gold": 3}


@dataclass(frozen=True)
class Stay:
    """One period as it is drawn: an unknown start counts from `first`, the day of its record."""

    first: datetime.date
    last: datetime.date | None
    known: bool
    public_from: datetime.date | None

    def holds(self, day):
        return self.first <= day and (self.last is None or day <= self.last)

    def row(self, cluster):
        return MembershipFactory(
            cluster=cluster,
            starts_on=self.first if self.known else None,
            starts_precision="day" if self.known else "unknown",
            recorded_on=self.first,
            public_from=self.public_from,
            ends_on=self.last,
            end_reason="resigned" if self.last else "",
        )


@dataclass(frozen=True)
class Held:
    level: str
    first: datetime.date
    last: datetime.date
    confirmed: bool
    revoked: datetime.date | None

    def holds(self, day):
        return self.confirmed and self.first <= day <= self.last and not (self.revoked and day >= self.revoked)

    def row(self, cluster):
        return LabelAwardFactory(
            cluster=cluster,
            level=self.level,
            valid_from=self.first,
            valid_until=self.last,
            confirmed_on=self.first if self.confirmed else None,
            revoked_on=self.revoked,
            revoked_reason="erfunden" if self.revoked else "",
        )


@st.composite
def stays(draw):
    """Up to three periods of one cluster, one after the other, the last perhaps without an end."""
    found, first = [], draw(DAYS)
    for _place in range(draw(st.integers(0, 3))):
        last = draw(st.none() | st.integers(0, 500).map(lambda days, first=first: first + days * ONE))
        public_from = draw(st.sampled_from([first, first, first + 90 * ONE, None]))
        found.append(Stay(first, last, draw(st.booleans()), public_from))
        if last is None:
            break
        first = last + draw(st.integers(1, 200)) * ONE
    return found


@st.composite
def labels(draw):
    """Up to three labels, at most one per level and first day, as the register allows."""
    found = {}
    for _place in range(draw(st.integers(0, 3))):
        first = draw(DAYS)
        held = Held(
            draw(st.sampled_from(list(RANKS))),
            first,
            first + draw(st.integers(0, 700)) * ONE,
            draw(st.sampled_from([True, True, False])),
            draw(st.none() | st.none() | st.integers(0, 700).map(lambda days, first=first: first + days * ONE)),
        )
        found[held.level, first] = held
    return list(found.values())


REGISTERS = st.lists(st.tuples(stays(), labels()), max_size=4)


def wipe():
    """Each example begins with an empty register."""
    for model in (DutyChange, SilverDuty, LabelAward, Membership):
        model.objects.all().delete()
    Cluster.objects.all().delete()


def enter(register):
    wipe()
    for periods, held in register:
        cluster = ClusterFactory(profile_released=True)
        for one in (*periods, *held):
            one.row(cluster)


def by_hand(register, day):
    """(members, of unknown start, labels from gold to bronze) of a register on a day, as the public may know."""
    members, unknown, levels = 0, 0, {"gold": 0, "silver": 0, "bronze": 0}
    for periods, held in register:
        present = [one for one in periods if one.holds(day) and one.public_from and one.public_from <= TODAY]
        members += len(present)
        unknown += sum(not one.known for one in present)
        best = max((one.level for one in held if one.holds(day)), key=RANKS.get, default=None)
        if present and best:
            levels[best] += 1
    return members, unknown, list(levels.values())


def counted(day):
    figures = count_members(day, as_of=TODAY, with_actors=False)
    levels, total = count_labels(day, TODAY)
    assert total == sum(number for _level, number in levels)
    assert [level for level, _number in levels] == [Level.GOLD, Level.SILVER, Level.BRONZE]
    return figures.members, figures.unknown_start, [number for _level, number in levels]


def both(*order):
    """A member that holds two labels at once, entered in this order."""
    held = {
        "silver": Held("silver", D(2024, 2, 28), D(2024, 12, 31), True, None),
        "gold": Held("gold", D(2024, 2, 29), D(2024, 3, 1), True, None),
        "bronze": Held("bronze", D(2024, 3, 1), D(2025, 2, 28), True, None),
    }
    return [([Stay(D(2023, 12, 31), None, True, D(2023, 12, 31))], [held[level] for level in order])]


@settings(max_examples=40)
@given(REGISTERS, st.lists(DAYS, min_size=1, max_size=4))
@example(both("silver", "gold", "bronze"), [D(2025, 1, 1)])
@example(both("bronze", "silver", "gold"), [D(2025, 1, 1)])
def test_the_figures_of_any_day_are_the_count_by_hand(register, days):
    enter(register)
    for day in (*EDGES, *days):
        assert counted(day) == by_hand(register, day), day


@settings(max_examples=40)
@given(REGISTERS, REGISTERS, DAYS)
def test_what_begins_later_changes_no_figure_and_what_is_dated_back_is_a_correction(register, more, day):
    """What a snapshot of the day would show as corrected is exactly what was entered with a day on or before it."""
    enter(register)
    before = counted(day)
    entered = list(register)
    for periods, held in more:
        late = (
            [one for one in periods if one.first > day],
            [one for one in held if one.first > day],
        )
        cluster = ClusterFactory(profile_released=True)
        for one in (*late[0], *late[1]):
            one.row(cluster)
        entered.append(late)
    assert counted(day) == before == by_hand(entered, day)
    Membership.objects.filter(ends_on=None, starts_on__lte=day).update(ends_on=day, end_reason="dissolved")
    LabelAward.objects.filter(revoked_on=None).update(revoked_on=day + ONE, revoked_reason="später entzogen")
    assert counted(day) == before, "an end on the day and a revocation after it lie later"
    back = Stay(day, None, True, day), Held("gold", day, day, True, None)
    cluster = ClusterFactory(profile_released=True)
    for one in back:
        one.row(cluster)
    members, unknown, (gold, silver, bronze) = before
    assert counted(day) == (members + 1, unknown, [gold + 1, silver, bronze])


PERIODS = st.builds(lifecycle.Period, st.none() | DAYS, st.none() | DAYS, DAYS)


@settings(max_examples=120)
@given(st.lists(PERIODS, min_size=1, max_size=3))
def test_the_database_refuses_what_the_rule_calls_wrong(periods):
    wipe()
    cluster = ClusterFactory()
    wrong = bool(lifecycle.check_periods(periods))
    try:
        with transaction.atomic():
            for period in periods:
                MembershipFactory(
                    cluster=cluster,
                    starts_on=period.starts_on,
                    starts_precision="day" if period.starts_on else "unknown",
                    recorded_on=period.recorded_on,
                    public_from=None,
                    ends_on=period.ends_on,
                    end_reason="merged" if period.ends_on else "",
                )
        refused = False
    except IntegrityError:
        refused = True
    assert refused == wrong


ACTS = st.tuples(st.sampled_from(["start", "record", "end", "notice", "withdraw", "correct", "publish"]), DAYS, DAYS)


# A notice taken back after the cluster had come again.
RETURNED = [
    ("start", D(2024, 1, 1), D(2024, 1, 1)),
    ("notice", D(2024, 1, 1), D(2024, 2, 29)),
    ("start", D(2024, 3, 1), D(2024, 3, 1)),
    ("withdraw", D(2024, 2, 28), D(2024, 2, 28)),
]


@settings(max_examples=60)
@given(st.lists(ACTS, min_size=1, max_size=7), st.booleans())
@example(RETURNED, True)
def test_whatever_the_services_let_pass_each_day_has_one_status(acts, known):
    """Re-admissions, withdrawals, corrections in any order: refused or sound, never two periods on one day."""
    wipe()
    cluster = ClusterFactory()
    for act, one, other in acts:
        try:
            _do(act, cluster, one, other, known)
        except ActRefused:
            continue
    periods = [period_of(row) for row in cluster.memberships.all()]
    assert lifecycle.check_periods(periods) == []
    rows = list(cluster.memberships.all())
    for day in (D(2023, 5, 31) + step * 7 * ONE for step in range(150)):
        counting = Membership.objects.counting_on(day).count()
        members = [
            row
            for row in rows
            if lifecycle.status_on(period_of(row), day, row.notice_given_on)
            in (lifecycle.MembershipStatus.ACTIVE, lifecycle.MembershipStatus.NOTICE_GIVEN)
        ]
        assert counting == len(members) <= 1


def _do(act, cluster, one, other, known):
    latest = cluster.memberships.order_by("-recorded_on", "-pk").first()
    if act == "start":
        start_membership(cluster, starts_on=one if known else None, recorded_on=one, actor=None)
    elif act == "record":
        record_period(
            cluster,
            starts_on=one if known else None,
            recorded_on=one,
            public_from=one,
            ends_on=other,
            end_reason="excluded",
            actor=None,
            day=TODAY,
        )
    elif latest is None:
        return
    elif act == "end":
        end_membership(latest, ends_on=one, reason="dissolved", actor=None, day=min(one, other))
    elif act == "notice":
        # As a notice stands in the register; how it gets there is a matter of its own.
        if latest.ends_on is None and latest.recorded_on <= one <= other:
            Membership.objects.filter(pk=latest.pk).update(
                notice_given_on=one, ends_on=max(other, period_of(latest).first_day), end_reason="resigned"
            )
    elif act == "withdraw":
        withdraw_notice(
            cluster.memberships.exclude(notice_given_on=None).order_by("pk").first() or latest, actor=None, day=one
        )
    elif act == "correct":
        correct_membership(latest, starts_on=one if known else None, precision="day", actor=None, day=TODAY)
    else:
        publish_membership(latest, public_from=one, actor=None)


@settings(max_examples=40)
@given(stays(), labels(), st.lists(st.tuples(st.sampled_from(["extension", "waiver"]), DAYS), max_size=3), DAYS)
def test_a_duty_as_it_was_known_stays_whatever_is_decided_later(periods, held, changes, day):
    """The trend of the ministry's page: decisions and confirmations of later days do not reach back."""
    enter([(periods, [one for one in held if one.first <= day])])
    for membership in Membership.objects.select_related("cluster"):
        create_silver_duty(membership, actor=None)
    config = ProgrammeSettings.load()
    before = {duty.pk: status_of(duty, day, config, known_on=day) for duty in duties_with_facts()}
    decider = User.objects.first() or UserFactory()
    for duty in SilverDuty.objects.all():
        for kind, on in changes:
            if on > day:
                DutyChange.objects.create(
                    duty=duty,
                    kind=kind,
                    new_due_on=on + 365 * ONE if kind == "extension" else None,
                    reason="erfunden",
                    decided_on=on,
                    decided_by=decider,
                )
    for cluster in Cluster.objects.all():
        for one in held:
            if one.first > day:
                one.row(cluster)
    assert {duty.pk: status_of(duty, day, config, known_on=day) for duty in duties_with_facts()} == before
