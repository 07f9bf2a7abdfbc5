"""The rule (lifecycle) and the query (counting_on) say the same of every period on every day."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters import lifecycle
from clusters.models import Membership
from clusters.services.membership import period_of
from clusters.tests.factories import ClusterFactory, MembershipFactory

pytestmark = pytest.mark.django_db

D = datetime.date
START, END, RECORD = D(2021, 3, 1), D(2024, 12, 31), D(2022, 6, 1)
ONE = datetime.timedelta(days=1)

PERIODS = [
    (START, None),
    (START, END),
    (START, START),
    (None, None),
    (None, END),
    (None, RECORD),
]


@pytest.mark.parametrize(("start", "end"), PERIODS)
@pytest.mark.parametrize("edge", [START, END, RECORD])
@pytest.mark.parametrize("shift", [-ONE, 0 * ONE, ONE])
def test_on_the_day_before_the_day_and_the_day_after(start, end, edge, shift):
    membership = MembershipFactory(
        starts_on=start,
        starts_precision="day" if start else "unknown",
        recorded_on=start or RECORD,
        public_from=None,
        ends_on=end,
        end_reason="merged" if end else "",
    )
    day = edge + shift
    counts = lifecycle.counts_on(period_of(membership), day)
    assert Membership.objects.counting_on(day).exists() == counts


days = st.dates(D(2019, 1, 1), D(2023, 12, 31))


@settings(max_examples=40)
@given(periods=st.lists(st.tuples(st.none() | days, days, st.none() | st.integers(0, 900)), max_size=6), day=days)
def test_for_any_periods(periods, day):
    Membership.objects.all().delete()
    expected = 0
    for start, recorded, length in periods:
        first = start or recorded
        end = first + datetime.timedelta(days=length) if length is not None else None
        cluster = ClusterFactory()
        membership = MembershipFactory(
            cluster=cluster,
            starts_on=start,
            starts_precision="day" if start else "unknown",
            recorded_on=recorded,
            public_from=None,
            ends_on=end,
            end_reason="resigned" if end else "",
        )
        expected += lifecycle.counts_on(period_of(membership), day)
    assert Membership.objects.counting_on(day).count() == expected
