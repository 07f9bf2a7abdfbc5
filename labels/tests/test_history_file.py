"""import_history on whole files: all or nothing, twice, broken, as CSV and Excel, by the command."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from clusters.models import ActorFigures, Membership
from clusters.services.membership import period_of
from clusters.tests.factories import ClusterFactory
from labels.importing import COLUMNS, COLUMNS_OF, Kind
from labels.tests.history_rows import DAY, csv, label, period, run, state
from programme.errors import ActRefused
from records.models import AuditEntry

D = datetime.date


@pytest.fixture
def alpha(db):
    return ClusterFactory(name="Alpha Cluster", slug="alpha", external_id="A-1")


# --- All or nothing, again, by whom ---------------------------------------------

WHOLE = (
    {"kind": "cluster", "cluster": "Beta Cluster", "city": "Bremen"},
    period(starts_on="2013", ends_on="2019-06", reason="resigned"),
    period(starts_on="2021-02-03"),
    period("Beta Cluster", recorded_on="2016-01-01", ends_on="2020", reason="dissolved"),
    label(revoked_on="2020-01-01"),
    label(assessed_on="2021-03-01", valid_from="2021-06-01", valid_until="2023-05"),
    {"kind": "benchmarking", "cluster": "alpha", "held_on": "2018-04"},
    {"kind": "figures", "cluster": "alpha", "key_date": "2018", "companies": "12", "released": "yes"},
)


def test_the_same_file_again_changes_nothing(alpha):
    assert run(*WHOLE).outcomes.total() == 8
    before = state()
    report = run(*WHOLE, day=DAY + datetime.timedelta(days=40))
    assert report.counts() == "8 Zeilen gelesen, 0 Einträge neu, 0 ergänzt, 8 unverändert"
    assert state() == before


def test_a_dry_run_tells_the_same_and_writes_nothing(alpha):
    before = state()
    dry = run(*WHOLE, dry_run=True)
    assert (dry.written, dry.conclusion()) == (False, "Probelauf: Es wurde nichts geschrieben.")
    assert state() == before
    assert run(*WHOLE).counts() == dry.counts()


@pytest.mark.parametrize("place", range(len(WHOLE) + 1))
def test_one_broken_row_anywhere_keeps_everything_out(alpha, place):
    before = state()
    report = run(*WHOLE[:place], period("unbekannt", "2013"), *WHOLE[place:])
    assert (report.written, report.conclusion()) == (False, "Es wurde nichts geschrieben.")
    assert [(problem.line, problem.column) for problem in report.problems] == [(place + 2, "cluster")]
    assert state() == before


def test_the_whole_is_in_the_audit_trail(alpha, office):
    run(*WHOLE, actor=office, day=timezone.localdate())
    entry = AuditEntry.objects.get(verb="import_history")
    assert (entry.actor, entry.subject_key, entry.to_state) == (office, "alt.csv", "+8 ~0 =0")
    periods = AuditEntry.objects.filter(verb="record_period").order_by("pk")
    assert [one.to_state for one in periods] == [
        "unknown/2020-12-31",
        "2013-01-01/2019-06-30",
        "2021-02-03/",
    ]
    assert {one.note.text for one in periods} == {"Import alt.csv"}
    assert not AuditEntry.objects.filter(actor=None).exists()


def test_only_the_office_loads_a_history(alpha, manager, ministry):
    before = state()
    for person in (manager, ministry):
        with pytest.raises(ActRefused):
            run(*WHOLE, actor=person)
    assert state() == before


# --- Faults ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"kind": "Mitglied"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"cluster": ""}, "cluster"),
        ({"starts_on": "gestern"}, "starts_on"),
        ({"starts_on": "2019-02-29"}, "starts_on"),
        ({"starts_on": "2017", "ends_on": "2018"}, "reason"),
        ({"starts_on": "2017", "reason": "resigned"}, "ends_on"),
        ({"starts_on": "2017", "ends_on": "2018", "reason": "müde"}, "reason"),
        ({"starts_on": "2017", "ends_on": "2016", "reason": "resigned"}, "ends_on"),
        ({"level": "gold"}, "level"),
        ({"recorded_on": "2026-03-03"}, ""),
        (label(level="platin"), "level"),
        (label(level=""), "level"),
        (label(valid_until=""), "valid_until"),
        (label(valid_until="2018"), "valid_until"),
        (label(reason="ohne Entzug"), "revoked_on"),
        (label(assessed_on=""), "awarded_on"),
        (label(assessed_on="2026-03-03"), "assessed_on"),
        (label(starts_on="2018"), "starts_on"),
        ({"kind": "benchmarking", "held_on": ""}, "held_on"),
        ({"kind": "benchmarking", "held_on": "2026-03-03"}, "held_on"),
        ({"kind": "figures", "key_date": "2018"}, "companies"),
        ({"kind": "figures", "key_date": "2018", "companies": "-1"}, "companies"),
        ({"kind": "figures", "key_date": "2018", "companies": "viele"}, "companies"),
        ({"kind": "figures", "key_date": "2026-03-03", "companies": "1"}, "key_date"),
        ({"kind": "figures", "key_date": "2018", "sme": "9", "companies": "1"}, ""),
        ({"kind": "cluster", "cluster": "!!"}, "cluster"),
        ({"kind": "cluster", "cluster": "Neu", "federal_state": "Atlantis"}, "federal_state"),
    ],
)
def test_every_fault_has_its_line_and_column(alpha, row, column):
    report = run(period(starts_on="2012", ends_on="2014", reason="resigned"), {**period(), **row})
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, column)]
    assert report.problems[0].message
    assert not Membership.objects.exists()


def test_the_same_fact_twice_is_a_fault(alpha):
    report = run(label(), label("Alpha Cluster", valid_until="2022"))
    assert str(report.problems[0]) == "Zeile 3, Spalte „cluster“: Doppelt: Dasselbe steht schon in Zeile 2."


def test_a_name_that_two_clusters_bear_is_a_fault(alpha):
    ClusterFactory(name="Alpha Cluster", slug="alpha-2")
    report = run(period("Alpha Cluster", "2012"))
    assert "Mehrere Cluster" in str(report.problems[0])
    assert run(period("A-1", "2012")).written


def test_german_columns_are_named_as_the_file_names_them(alpha):
    data = "Art;Cluster;Beginn;Ende;Grund;Öffentlich ab\nMitgliedschaft;Alpha Cluster;03.2012;zuletzt;ausgetreten;\n"
    assert [str(problem) for problem in run(data=data.encode()).problems] == [
        "Zeile 2, Spalte „Ende“: „zuletzt“ ist kein Datum. Möglich sind zum Beispiel 2017, 2017-03 und 2017-03-01."
    ]
    assert run(data=data.replace("zuletzt", "2018").encode()).written
    assert Membership.objects.get().ends_on == D(2018, 12, 31)


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"Name,Land\nAlpha,Bayern\n",
        b"kind,cluster,kind\n",
        b"kind\n",
        b"\xff\xfek",
        b'kind,cluster\n"',
        b"PK\x03\x04",
    ],
)
def test_what_is_no_such_table_is_said(db, data):
    report = run(data=data)
    assert report.problems
    assert not report.written


@pytest.mark.django_db
@settings(max_examples=60)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"kind,cluster\n{text}".encode()))
def test_no_bytes_make_it_stumble(data):
    report = run(data=data or b"-")
    assert report.written == (not report.problems)


# --- Excel ----------------------------------------------------------------------


def workbook(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_an_excel_table_with_real_dates_and_numbers(alpha):
    data = workbook(
        ["Art", "Cluster", "Beginn", "Ende", "Grund", "Stichtag", "Unternehmen", "Freigegeben"],
        ["Mitgliedschaften", "alpha", datetime.datetime.fromisoformat("2013-06-01"), 2019, "ausgetreten"],
        [],
        ["Clusterakteure", "alpha", None, None, None, D(2018, 12, 31), 12.0, True],
    )
    report = run(data=data, file_name="alt.xlsx")
    assert report.problems == []
    assert report.rows == 2
    membership = Membership.objects.get()
    assert (membership.starts_on, membership.ends_on) == (D(2013, 6, 1), D(2019, 12, 31))
    assert ActorFigures.objects.filter(key_date=D(2018, 12, 31), companies=12, released=True).exists()


def test_faults_in_an_excel_table_name_its_lines(alpha):
    report = run(data=workbook(["kind", "cluster", "starts_on"], [], ["membership", "alpha", "nie"]))
    assert (report.problems[0].line, report.problems[0].column) == (3, "starts_on")
    report = run(data=workbook(["kind", "cluster"], ["membership", "alpha", "zu viel"]))
    assert (report.problems[0].line, report.problems[0].column) == (2, "3")


# --- The command ----------------------------------------------------------------


@pytest.fixture
def command(tmp_path):
    def call(*rows, options=()):
        path, out, err = tmp_path / "alt.csv", io.StringIO(), io.StringIO()
        path.write_bytes(csv(*rows))
        try:
            call_command("import_history", str(path), *options, stdout=out, stderr=err)
        except CommandError as error:
            return str(error), err.getvalue()
        return out.getvalue(), err.getvalue()

    return call


def test_the_command_tells_what_it_did(alpha, command):
    said, _ = command(period(starts_on="2013"), options=["--dry-run"])
    assert "Mitgliedschaften: 1 neu, 0 ergänzt, 0 unverändert\n1 Zeile gelesen, 1 Eintrag neu" in said
    assert "Probelauf: Es wurde nichts geschrieben." in said
    assert "Alles geschrieben." in command(period(starts_on="2013"))[0]
    assert Membership.objects.count() == 1


def test_the_command_fails_aloud(alpha, command, tmp_path):
    said, faults = command(period(starts_on="nie"), period("fremd", "2013"))
    assert "2 Zeilen gelesen" in said
    assert said.endswith("2 fehlerhafte Zeilen. Es wurde nichts geschrieben.")
    assert "Zeile 2, Spalte „starts_on“" in faults
    assert "Zeile 3, Spalte „cluster“" in faults
    with pytest.raises(CommandError, match=r"fehlt\.csv"):
        call_command("import_history", str(tmp_path / "fehlt.csv"))


def test_every_column_belongs_to_a_kind_and_the_operators_manual_names_it(settings):
    assert {name for own in COLUMNS_OF.values() for name in own} == set(COLUMNS) - {"kind", "cluster"}
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    missing = [word for pair in COLUMNS.items() for word in pair if word not in manual]
    assert missing == []
    assert len(COLUMNS_OF) == len(Kind)


def test_what_it_enters_counts_as_the_rule_says(alpha):
    run(*WHOLE)
    first, second = (period_of(row) for row in alpha.memberships.order_by("starts_on"))
    assert (first.first_day, first.ends_on, second.first_day) == (D(2013, 1, 1), D(2019, 6, 30), D(2021, 2, 3))
