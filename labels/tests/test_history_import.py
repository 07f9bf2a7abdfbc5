"""import_history row by row: what each becomes, what it fills in, what contradicts the register."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.importing.values import CellFault
from clusters.models import ActorFigures, Cluster, Membership
from clusters.tests.factories import ClusterFactory, MembershipFactory
from labels.importing.values import Edge, parse_day
from labels.models import Benchmarking, LabelAward, SilverDuty
from labels.tests.factories import LabelAwardFactory
from labels.tests.history_rows import DAY, label, period, run

D = datetime.date


@pytest.fixture
def alpha(db):
    return ClusterFactory(name="Alpha Cluster", slug="alpha", external_id="A-1")


# --- Days -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2017", "2017-01-01", "2017-12-31", "year"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2017-02", "2017-02-01", "2017-02-28", "month"),
        ("02.2100", "2100-02-01", "2100-02-28", "month"),
        ("2017-3-1", "2017-03-01", "2017-03-01", "day"),
        ("2020-02-29", "2020-02-29", "2020-02-29", "day"),
        ("31.12.2019", "2019-12-31", "2019-12-31", "day"),
        ("1. 2. 2019", "2019-02-01", "2019-02-01", "day"),
        ("2019-02-01 00:00:00", "2019-02-01", "2019-02-01", "day"),
    ],
)
def test_days_with_their_precision(text, first, last, precision):
    assert parse_day(text, Edge.FIRST) == (D.fromisoformat(first), precision)
    assert parse_day(text, Edge.LAST) == (D.fromisoformat(last), precision)


@pytest.mark.parametrize(
    "text", ["2019-02-29", "2019-13", "31.11.2020", "1989", "2101", "03/01/2017", "17", "März 2017", "2017-03-01T12:00"]
)
def test_what_is_no_day(text):
    with pytest.raises(CellFault):
        parse_day(text, Edge.FIRST)


@given(day=st.dates(D(1990, 1, 1), D(2100, 12, 31)))
def test_both_notations_of_every_day_mean_that_day(day):
    assert parse_day(day.isoformat(), Edge.FIRST)[0] == parse_day(f"{day:%d.%m.%Y}", Edge.LAST)[0] == day


# --- Memberships ----------------------------------------------------------------


def test_a_period_that_is_over_is_entered_as_a_whole_with_its_duty(alpha):
    report = run(period(starts_on="2013-06", ends_on="2019", reason="ausgetreten"))
    assert (report.written, report.problems) == (True, [])
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.starts_precision) == (D(2013, 6, 1), "month")
    assert (membership.ends_on, membership.end_reason) == (D(2019, 12, 31), "resigned")
    assert (membership.recorded_on, membership.public_from) == (DAY, D(2013, 6, 1))
    assert membership.silver_duty.key == f"S-2013-{membership.pk}"
    alpha.refresh_from_db()
    assert not alpha.profile_released, "what is over shows no profile"


def test_a_period_that_goes_on_shows_the_profile(alpha):
    run(period(starts_on="2013-06-01", ends_on="2026-03-02", reason="merged"))
    alpha.refresh_from_db()
    assert alpha.profile_released


def test_public_from_is_the_first_day_unless_the_file_says_otherwise(alpha):
    run(period(starts_on="2013", public_from="2014-05"))
    assert Membership.objects.get().public_from == D(2014, 5, 1)


def test_periods_stand_in_any_order(alpha):
    report = run(period(starts_on="2020-01-01"), period(starts_on="2012", ends_on="2018-12-31", reason="resigned"))
    assert report.problems == []
    assert [row.starts_on for row in Membership.objects.order_by("starts_on")] == [D(2012, 1, 1), D(2020, 1, 1)]


@pytest.mark.parametrize("recorded_on", ["2015-04-01", ""])
def test_an_unknown_start_counts_from_the_record_and_has_no_duty(alpha, recorded_on):
    run(period(recorded_on=recorded_on))
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.starts_precision) == (None, "unknown")
    assert membership.recorded_on == membership.public_from == (D(2015, 4, 1) if recorded_on else DAY)
    assert not SilverDuty.objects.exists()


def test_an_unknown_start_that_ended_needs_the_day_of_a_record(alpha):
    report = run(period(ends_on="2019-12-31", reason="resigned"))
    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "recorded_on")]
    assert run(period(ends_on="2019-12-31", reason="resigned", recorded_on="2019-12-31")).written


def test_a_directory_entry_of_unknown_start_gets_its_start(alpha):
    present = MembershipFactory(cluster=alpha, starts_on=None, starts_precision="unknown", recorded_on=DAY)
    report = run(period(starts_on="2012", ends_on="2014-12-31", reason="resigned"), period(starts_on="2016-05"))
    assert report.problems == []
    present.refresh_from_db()
    assert (present.starts_on, present.starts_precision, present.ends_on) == (D(2016, 5, 1), "month", None)
    assert present.silver_duty
    assert Membership.objects.exclude(pk=present.pk).get().ends_on == D(2014, 12, 31)


@pytest.mark.parametrize(
    ("ours", "precision", "theirs", "expected"),
    [
        (D(2017, 1, 1), "year", "2017-03-15", (D(2017, 3, 15), "day")),
        (D(2017, 1, 1), "year", "2017-03", (D(2017, 3, 1), "month")),
        (D(2017, 3, 1), "month", "2017-03-15", (D(2017, 3, 15), "day")),
        (D(2017, 3, 15), "day", "2017", (D(2017, 3, 15), "day")),
        (D(2017, 3, 15), "day", "2017-03", (D(2017, 3, 15), "day")),
    ],
)
def test_the_finer_start_stays(alpha, ours, precision, theirs, expected):
    membership = MembershipFactory(cluster=alpha, starts_on=ours, starts_precision=precision)
    assert run(period(starts_on=theirs)).problems == []
    membership.refresh_from_db()
    assert (membership.starts_on, membership.starts_precision) == expected


def test_an_end_is_filled_in_and_a_known_one_never_changed(alpha):
    membership = MembershipFactory(cluster=alpha, starts_on=D(2017, 3, 15))
    assert run(period(starts_on="2017-03-15", ends_on="2020-06-30", reason="merged")).written
    membership.refresh_from_db()
    assert (membership.ends_on, membership.end_reason) == (D(2020, 6, 30), "merged")
    report = run(period(starts_on="2017-03-15", ends_on="2020-07-31", reason="merged"))
    assert str(report.problems[0]) == (
        "Zeile 2, Spalte „ends_on“: Im Register steht „30.06.2020“, in der Datei „31.07.2020“. Bitte klären Sie, was "
        "stimmt."
    )
    assert run(period(starts_on="2017-03-15")).conclusion() == (
        "Alles ist auf dem Stand der Datei, nichts war zu ändern."
    )


def test_an_admission_whose_letter_is_not_out_stays_untold(alpha):
    membership = MembershipFactory(
        cluster=alpha, starts_on=D(2026, 1, 1), public_from=None, application_number="A-2025-0001"
    )
    assert run(period(starts_on="2026-01-01")).problems == []
    membership.refresh_from_db()
    assert membership.public_from is None


def test_overlapping_periods_are_refused(alpha):
    MembershipFactory(cluster=alpha, starts_on=D(2015, 1, 1))
    report = run(period(starts_on="2012", ends_on="2015-01-01", reason="resigned"))
    assert report.problems[0].message.startswith("Der Zeitraum überschneidet sich")
    assert run(period(starts_on="2012", ends_on="2014-12-31", reason="resigned")).written


# --- Labels ---------------------------------------------------------------------


def test_a_label_is_confirmed_on_its_own_day_with_the_file_as_its_source(alpha):
    run(label(awarded_on="2019-06-01", body="Labelstelle"), label(level="gold", valid_from="2021", valid_until="2023"))
    silver, gold = LabelAward.objects.order_by("valid_from")
    assert (silver.confirmed_on, silver.awarded_on, silver.assessed_on) == (D(2019, 6, 1), D(2019, 6, 1), D(2019, 5, 6))
    assert (silver.issuing_body, silver.dates_reason, silver.revoked_on) == ("Labelstelle", "Import alt.csv", None)
    assert (gold.level, gold.valid_from, gold.valid_until) == ("gold", D(2021, 1, 1), D(2023, 12, 31))


def test_the_later_of_two_labels_is_the_renewal_whatever_their_order(alpha):
    later = label(assessed_on="2021-03-01", valid_from="2021-06-01", valid_until="2023-05-31")
    run(later, label())
    assert [award.is_renewal for award in LabelAward.objects.order_by("valid_from")] == [False, True]


def test_a_revocation_is_filled_in(alpha):
    run(label())
    report = run(label(revoked_on="2020-02-01", reason="Betrieb eingestellt"))
    assert report.counts() == "1 Zeile gelesen, 0 Einträge neu, 1 ergänzt, 0 unverändert"
    award = LabelAward.objects.get()
    assert (award.revoked_on, award.revoked_reason) == (D(2020, 2, 1), "Betrieb eingestellt")
    assert run(label(revoked_on="2020-02-02")).problems[0].column == "revoked_on"


def test_what_is_announced_is_confirmed_and_what_is_missing_filled_in(alpha):
    LabelAwardFactory(
        cluster=alpha,
        valid_from=D(2019, 5, 6),
        valid_until=D(2021, 5, 31),
        confirmed_on=None,
        awarded_on=None,
        assessed_on=None,
    )
    assert run(label()).written
    award = LabelAward.objects.get()
    assert (award.confirmed_on, award.assessed_on) == (D(2019, 5, 6), D(2019, 5, 6))


# --- Benchmarkings and figures --------------------------------------------------


def test_benchmarkings_and_figures(alpha):
    run(
        {"kind": "Benchmarking", "cluster": "A-1", "held_on": "2018-04-03", "form": "Video", "body": "Stelle"},
        {"kind": "Akteure", "cluster": "Alpha-Cluster", "key_date": "2018", "companies": "1.250", "released": "ja"},
        {"kind": "figures", "cluster": "alpha", "key_date": "2019-06-30", "companies": "0", "other": "7"},
    )
    run_held = Benchmarking.objects.get()
    assert (run_held.held_on, run_held.form, run_held.assessor_body) == (D(2018, 4, 3), "video", "Stelle")
    assert list(
        ActorFigures.objects.order_by("key_date").values_list("key_date", "companies", "other", "released")
    ) == [(D(2018, 12, 31), 1250, None, True), (D(2019, 6, 30), 0, 7, False)]


def test_figures_are_filled_in_and_released_later(alpha):
    figures = {"kind": "figures", "cluster": "alpha", "key_date": "2018"}
    run({**figures, "companies": "5"})
    run({**figures, "companies": "5", "other": "3", "released": "1"})
    row = ActorFigures.objects.get()
    assert (row.companies, row.other, row.released) == (5, 3, True)
    assert run({**figures, "companies": "6"}).problems[0].column == "companies"


# --- Clusters -------------------------------------------------------------------


def test_a_cluster_that_left_long_ago_is_entered_without_being_public(db):
    report = run(
        {
            "kind": "cluster",
            "cluster": "Beta Cluster",
            "external_id": "B-2",
            "city": "Bremen",
            "federal_state": "Bremen",
            "field_codes": "energy",
        },
        period("B-2", "2012", ends_on="2016", reason="dissolved"),
    )
    assert report.problems == []
    cluster = Cluster.objects.get()
    assert (cluster.name, cluster.city, cluster.external_id, cluster.source) == (
        "Beta Cluster",
        "Bremen",
        "B-2",
        "Import alt.csv",
    )
    assert [land.iso for land in cluster.laender.all()] == ["DE-HB"]
    assert [field.code for field in cluster.fields.all()] == ["energy"]
    assert not Cluster.objects.public_on(DAY).exists()
    assert run({"kind": "cluster", "cluster": "Anders", "external_id": "B-2"}).outcomes.total() == 1
    assert Cluster.objects.count() == 1
