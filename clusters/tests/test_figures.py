"""Figures for a key date: what counts, what is unknown, what was published."""

import datetime
from functools import partial

import pytest

from clusters.figures import count_members, figures_for, published_near
from clusters.models import ActorFigures
from clusters.services import state_internationalisation
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from programme.errors import ActRefused
from programme.models import Land, ProgrammeSettings, TechnologyField

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 6, 30)


def d(text):
    return datetime.date.fromisoformat(text)


def member(starts_on="2021-03-01", *, laender=(), fields=(), **values):
    cluster = ClusterFactory(
        profile_released=True,
        laender=Land.objects.filter(iso__in=laender),
        fields=TechnologyField.objects.filter(code__in=fields),
    )
    starts_on = d(starts_on) if starts_on else None
    return MembershipFactory(cluster=cluster, starts_on=starts_on, **values)


def complete_since(text):
    ProgrammeSettings.objects.update(register_complete_since=d(text) if text else None)


@pytest.mark.parametrize(
    ("since", "counted"),
    [(None, False), ("2024-06-29", True), ("2024-06-30", True), ("2024-07-01", False)],
)
def test_figures_are_counted_only_from_the_day_the_register_is_complete(since, counted):
    complete_since(since)
    figures = figures_for(DAY)
    assert (figures.counted is not None) == counted
    assert figures.published


def test_numbers_rise_and_fall_by_the_day():
    member("2021-03-01", ends_on=DAY, end_reason="resigned")
    member("2024-06-30")
    assert [count_members(d(day)).members for day in ("2021-02-28", "2021-03-01", "2024-06-30", "2024-07-01")] == [
        0,
        1,
        2,
        1,
    ]


def test_an_unknown_start_counts_from_the_record_and_is_told_apart():
    member(None, starts_precision="unknown", recorded_on=DAY, public_from=DAY)
    member("2020-01-01")
    before, on = count_members(d("2024-06-29")), count_members(DAY)
    assert (before.members, before.unknown_start) == (1, 0)
    assert (on.members, on.unknown_start) == (2, 1)


def test_a_member_whose_letter_is_not_out_is_in_no_public_figure():
    member("2024-06-01", public_from=None)
    released_later = member("2024-06-01", public_from=d("2024-08-01"))
    assert count_members(DAY).members == 0
    assert count_members(DAY, as_of=d("2024-07-31")).members == 0
    assert count_members(DAY, as_of=released_later.public_from).members == 1


def test_a_cluster_in_two_laender_counts_in_both_and_once_as_a_whole():
    member(laender=["DE-HH", "DE-SH"], fields=["logistics"])
    member(laender=["DE-HH"])
    member()
    figures = count_members(DAY)
    by_land = {share.of.iso: share.members for share in figures.by_land}
    assert figures.members == 3
    assert len(by_land) == 16
    assert (by_land["DE-HH"], by_land["DE-SH"], by_land["DE-BY"]) == (2, 1, 0)
    assert figures.without_land == 1
    assert {share.of.code: share.members for share in figures.by_field if share.members} == {"logistics": 1}
    assert figures.without_field == 2


def test_actors_are_sums_of_the_latest_released_counts_with_their_coverage():
    first, second, third = member(), member(), member()
    rows = [
        (first, "2023-12-31", {"companies": 50, "sme": 40, "other": 1}, True),
        (first, "2024-06-30", {"companies": 60, "sme": 0}, True),
        (first, "2024-07-01", {"companies": 999}, True),
        (second, "2022-12-31", {"companies": 10, "university_institutes": 2}, True),
        (third, "2023-12-31", {"companies": 500}, False),
    ]
    for membership, key_date, counts, released in rows:
        ActorFigures.objects.create(
            cluster=membership.cluster, key_date=d(key_date), recorded_on=DAY, released=released, **counts
        )
    actors = count_members(DAY).actors
    sums = {entry.name: (entry.total, entry.clusters) for entry in actors.sums}
    assert sums["companies"] == (70, 2)
    assert sums["sme"] == (0, 1)
    assert sums["university_institutes"] == (2, 1)
    assert sums["other"] == (0, 0)
    assert (actors.total, actors.clusters, actors.members) == (72, 2, 3)
    assert (actors.oldest_key_date, actors.newest_key_date) == (d("2022-12-31"), d("2024-06-30"))


@pytest.mark.parametrize(
    ("day", "value", "precision"),
    [
        ("2014-01-01", 101, "day"),
        ("2018-03-15", 90, "day"),
        ("2020-05-01", 86, "year"),
        ("2022-10-31", 81, "month"),
        ("2030-01-01", 81, "month"),
    ],
)
def test_the_published_figure_nearest_to_a_day(day, value, precision):
    members = next(row for row in published_near(d(day)) if row.figure.figure == "members")
    assert (members.figure.value, members.figure.date_precision) == (value, precision)
    assert not members.is_undated


def test_undated_figures_come_last_and_every_figure_has_words():
    rows = published_near(DAY)
    undated = [row.is_undated for row in rows]
    assert undated == sorted(undated)
    assert undated.count(True) == 12
    assert not [row for row in rows if row.label == row.figure.figure]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_number_of_queries_is_fixed(number, django_assert_num_queries):
    complete_since("2020-01-01")
    for _ in range(number):
        member(laender=["DE-BY"], fields=["energy"])
    with django_assert_num_queries(10):
        figures_for(DAY)


def test_a_statement_on_internationalisation_is_corrected_not_doubled(manager, outsider, today):
    cluster = ClusterFactory()
    FunctionFactory(user=manager, cluster=cluster)
    state = partial(state_internationalisation, cluster, kind="strategy", as_of=today, day=today)
    state(holds=True, actor=manager)
    assert state(holds=False, actor=manager).holds is False
    assert cluster.internationalisation.count() == 1
    with pytest.raises(ActRefused):
        state(holds=True, actor=outsider)
    with pytest.raises(ActRefused):
        state_internationalisation(
            cluster, kind="strategy", holds=True, as_of=today + datetime.timedelta(days=1), actor=manager, day=today
        )
