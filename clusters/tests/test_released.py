"""What is public of a cluster's figures: the latest it released, and the statements that came with them."""

import datetime

import pytest

from clusters.models import ActorFigures, InternationalisationStatement
from clusters.released import released_actors, released_statements
from clusters.tests.factories import ClusterFactory

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = D(2026, 6, 30)
OLD, NEW, LATER = D(2024, 12, 31), D(2025, 12, 31), D(2026, 12, 31)


def figures(cluster, key_date, released, **counts):
    ActorFigures.objects.create(cluster=cluster, key_date=key_date, released=released, recorded_on=DAY, **counts)


def states(cluster, kind, as_of, holds=True):
    InternationalisationStatement.objects.create(cluster=cluster, kind=kind, as_of=as_of, holds=holds, recorded_on=DAY)


def test_the_latest_released_figures_count_and_parts_of_companies_do_not():
    cluster = ClusterFactory()
    figures(cluster, OLD, True, companies=40, sme=30, large_companies=10, other=2)
    figures(cluster, NEW, False, companies=500)
    figures(cluster, LATER, True, companies=900)
    assert list(released_actors(DAY)) == [(cluster.pk, OLD, 42)]
    assert list(released_actors(LATER)) == [(cluster.pk, LATER, 900)]


def test_a_report_without_any_of_the_counts_is_no_number():
    cluster = ClusterFactory()
    figures(cluster, OLD, True, sme=30)
    assert list(released_actors(DAY)) == [(cluster.pk, OLD, None)]


@pytest.mark.parametrize(
    ("rows", "public"),
    [
        ([(OLD, True, True)], True),
        ([(OLD, False, True)], False),
        ([(OLD, True, False)], False),
        # What was not released changes nothing, whatever it says.
        ([(OLD, True, True), (NEW, False, False)], True),
        ([(OLD, True, True), (NEW, True, False)], False),
        ([(OLD, True, False), (NEW, False, True)], False),
        ([(LATER, True, True)], False),
    ],
)
def test_a_statement_is_public_with_the_figures_of_its_day(rows, public):
    cluster = ClusterFactory()
    for as_of, released, holds in rows:
        figures(cluster, as_of, released, companies=1)
        states(cluster, "cooperation", as_of, holds)
    assert list(released_statements(DAY)) == ([(cluster.pk, "cooperation")] if public else [])


def test_a_statement_without_figures_is_not_public():
    cluster, other = ClusterFactory(), ClusterFactory()
    states(cluster, "strategy", OLD)
    figures(other, OLD, True, companies=1)
    assert list(released_statements(DAY)) == []
