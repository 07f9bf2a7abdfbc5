"""Broken files: each fault is named by line and column, and all or nothing, or all the rest, is written."""

import pytest

from clusters.models import Cluster, Membership
from clusters.tests.test_import import HEADER, csv, row, run

pytestmark = pytest.mark.django_db

GOOD = row("Gutes Cluster")

# What stands in line 3 between two good rows -> the column that must be named, and words of the message.
BROKEN_ROWS = {
    "unknown Land": (row("X", federal_state="Atlantis"), "federal_state", "„Atlantis“ ist nicht bekannt"),
    "one of two Länder unknown": (row("X", federal_state="Hamburg / Holstein"), "federal_state", "„Holstein“"),
    "missing name": (row("", city="Bonn"), "name", "Der Name fehlt"),
    "blank name": (row("   ", city="Bonn"), "name", "Der Name fehlt"),
    "name without letters": (row("---"), "name", "weder Buchstaben noch Ziffern"),
    "huge cell": (row("X" * 200_000), "name", "Höchstens 200 Zeichen"),
    "long city": (row("X", city="y" * 121), "city", "Höchstens 120 Zeichen"),
    "duplicate": (row("GUTES  CLUSTER"), "name", "schon in Zeile 2"),
    "unknown field": (row("X", field_codes="energy;magic"), "field_codes", "„magic“ ist nicht bekannt"),
    "bad address": (row("X", website="not an address"), "website", "keine gültige Internetadresse"),
    "dangerous address": (row("X", website="javascript:alert(1)"), "website", "keine gültige Internetadresse"),
    "bad label": (row("X", label="platin"), "label", "kein Label"),
    "year in words": (row("X", label="gold", label_year="neulich"), "label_year", "kein Jahr"),
    "year too early": (row("X", label="gold", label_year="1989"), "label_year", "kein Jahr"),
    "year to come": (row("X", label="gold", label_year="2027"), "label_year", "kein Jahr von 1990 bis 2026"),
    "year without label": (row("X", label_year="2020"), "label_year", "gehört auch ein Label"),
    "too few columns": ("X,Y", "city", "hat 2 Spalten, die Kopfzeile hat 10"),
    "too many columns": (row("X") + ",,more", "11", "hat 12 Spalten, die Kopfzeile hat 10"),
    "NUL": (row("X", city="Bo\0nn"), "city", "Steuerzeichen"),
    "line break": (row("X").replace("X,", '"X\nY",'), "name", "Zeilenumbruch"),
    "quote in the middle": ('"X"Y' + "," * 9, "", "Anführungszeichen"),
}


@pytest.mark.parametrize(("broken", "column", "words"), BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_a_broken_row_is_named_and_nothing_is_written(broken, column, words):
    report = run(csv(GOOD, broken, row("Noch eins")))
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, column)]
    assert words in str(report.problems[0])
    assert (report.failed, report.written) == (True, False)
    assert not Cluster.objects.exists()


@pytest.mark.parametrize(("broken", "column", "words"), BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_all_the_rest_is_written_when_told_to_skip(broken, column, words):
    report = run(csv(GOOD, broken, row("Noch eins")), skip_broken=True)
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, column)]
    assert (report.failed, report.written, report.skipped) == (False, True, 1)
    assert set(Cluster.objects.values_list("name", flat=True)) == {"Gutes Cluster", "Noch eins"}
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("skip_broken", [False, True])
def test_broken_encoding_is_named_by_line_and_column(skip_broken):
    data = csv(GOOD, row("Grün", city="Köln"), row("Noch eins")).replace("Köln".encode(), "Köln".encode("latin-1"))
    report = run(data, skip_broken=skip_broken)
    assert [str(problem) for problem in report.problems] == [
        "Zeile 3, Spalte „city“: Die Zelle ist nicht in UTF-8 gespeichert."
    ]
    assert Cluster.objects.count() == (2 if skip_broken else 0)


def test_every_fault_of_a_row_and_of_a_file_is_named_at_once():
    report = run(csv(row("", federal_state="Atlantis"), GOOD, row("X", website="??", label="platin")))
    assert [(problem.line, problem.column) for problem in report.problems] == [
        (2, "name"),
        (2, "federal_state"),
        (4, "website"),
        (4, "label"),
    ]


def test_a_quote_that_never_closes_swallows_nothing_in_silence():
    report = run(csv(GOOD, '"never closed,,,,,,,,,', row("Noch eins")), skip_broken=True)
    assert [(problem.line, problem.column) for problem in report.problems] == [(3, "")]
    assert set(Cluster.objects.values_list("name", flat=True)) == {"Gutes Cluster"}


FATAL_FILES = {
    "empty": (b"", "leer"),
    "unknown column": (csv(GOOD + ",x", header=f"{HEADER},colour"), "Unbekannte Spalte in der Kopfzeile: „colour“"),
    "missing column": (csv("X", header="name"), "fehlt die Spalte: „short_name“"),
    "column twice": (csv(GOOD + ",", header=f"{HEADER},city"), "mehrfach in der Kopfzeile: „city“"),
    "UTF-16": (csv(GOOD).decode().encode("utf-16"), "UTF-16"),
    "header in Latin-1": (csv(GOOD, header=HEADER.replace("city", "Größe")).decode().encode("latin-1"), "UTF-8"),
    "no table": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "UTF-8"),
}


@pytest.mark.parametrize("skip_broken", [False, True])
@pytest.mark.parametrize(("data", "words"), FATAL_FILES.values(), ids=FATAL_FILES)
def test_what_is_no_such_table_fails_as_a_whole(data, words, skip_broken):
    report = run(data, skip_broken=skip_broken)
    assert words in str(report.problems[0])
    assert (report.failed, report.written) == (True, False)
    assert not Cluster.objects.exists()


SOUND_FILES = {
    "BOM": b"\xef\xbb\xbf" + csv(row("Grün", city="Köln")),
    "CRLF": csv(row("Grün", city="Köln")).replace(b"\n", b"\r\n"),
    "semicolons": csv(row("Grün", city="Köln")).replace(b",", b";"),
    "no line end": csv(row("Grün", city="Köln")).rstrip(b"\n"),
    "blank lines": csv("", row("Grün", city="Köln"), "", "," * 9),
    "columns in another order": "city,name,short_name,federal_state,technology_field,field_codes,website,label,"
    "label_year,source\nKöln,Grün,,,,,,,,".encode(),
}


@pytest.mark.parametrize("data", SOUND_FILES.values(), ids=SOUND_FILES)
def test_other_habits_of_spreadsheets_are_read(data):
    report = run(data)
    assert report.problems == []
    cluster = Cluster.objects.get()
    assert (cluster.name, cluster.city) == ("Grün", "Köln")


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"field_codes": " energy ; materials;"}, "fields", ["energy", "materials"]),
        ({"federal_state": "Hamburg / Schleswig-Holstein"}, "laender", ["DE-HH", "DE-SH"]),
        ({"federal_state": "thueringen"}, "laender", ["DE-TH"]),
        ({"federal_state": "Bavaria"}, "laender", ["DE-BY"]),
        ({"federal_state": "DE-BE"}, "laender", ["DE-BE"]),
        ({"federal_state": ""}, "laender", []),
        ({"website": "grün.example/pfad"}, "website", "https://grün.example/pfad"),
        ({"website": "http://alt.example"}, "website", "http://alt.example"),
        ({"label": "Silber"}, "reported_label", "silver"),
        ({"label": "gold", "label_year": "2026"}, "reported_label_year", 2026),
        ({"city": " Bad   Tölz "}, "city", "Bad Tölz"),
        ({"short_name": "=1+1"}, "short_name", "=1+1"),
    ],
)
def test_cells_are_read_as_people_mean_them(cells, field, value):
    report = run(csv(row("X", **cells)))
    assert report.problems == []
    cluster = Cluster.objects.get()
    found = getattr(cluster, field)
    if field == "fields":
        found = sorted(row.code for row in found.all())
    elif field == "laender":
        found = [land.iso for land in found.all()]
    assert found == value
