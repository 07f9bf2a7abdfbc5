"""From bytes to rows of text, each with its line number. What cannot be read is a Problem, never an exception."""

import csv
import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .report import Problem

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 100_000

# A byte that is no UTF-8, as "surrogateescape" leaves it in the text.
UNDECODED = re.compile(r"[\udc80-\udcff]")

# The reader's own limit would end the row without saying in which column; `values` measures each cell instead.
csv.field_size_limit(MAX_BYTES)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file; a quoted cell may span lines, `line` is the first."""

    line: int
    cells: dict[str, str]


def read(data, *, required, optional):
    """(rows, problems, fatal): the records of a CSV file in UTF-8 (BOM accepted) with comma or semicolon.

    Undecodable bytes stay in the cells as lone surrogates, so that `values` can name the column. `fatal` says that
    the file as a whole is no such table: wrong header, too large, empty.
    """
    records, problems, fatal = read_records(data)
    if fatal:
        return [], problems, True
    rows, faults, fatal = rows_of(records, required=required, optional=optional)
    return rows, faults if fatal else [*problems, *faults], fatal


def read_records(data):
    """(records, problems, fatal) of a CSV file: each record with the line on which it begins, the header first."""
    if len(data) > MAX_BYTES:
        return [], [Problem(0, "", _("Die Datei ist größer als 50 MB."))], True
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return (
            [],
            [Problem(1, "", _("Die Datei ist in UTF-16 gespeichert. Bitte speichern Sie sie als CSV in UTF-8."))],
            True,
        )
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
    records, problems = _records(text)
    return records, problems, not records and bool(problems)


def rows_of(records, *, required, optional):
    """(rows, problems, fatal): records below their header, as `read` describes them."""
    if not records:
        return [], [Problem(1, "", _("Die Datei ist leer."))], True
    first_line, header = records[0]
    header = [cell.strip() for cell in header]
    faults = _header_faults(header, required, optional)
    if faults:
        return [], [Problem(first_line, "", fault) for fault in faults], True
    if len(records) > MAX_ROWS + 1:
        return [], [Problem(0, "", _("Die Datei hat mehr als 100.000 Zeilen. Bitte teilen Sie sie auf."))], True
    rows, problems = [], []
    for line, cells in records[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(header):
            rows.append(Row(line, dict(zip(header, cells, strict=True))))
        else:
            problems.append(_wrong_number(line, cells, header))
    return rows, problems, False


def _records(text):
    """Every record with the line on which it begins; blank lines are left out."""
    source = io.StringIO(text, newline="")
    delimiter = ";" if "," not in (first := source.readline()) and ";" in first else ","
    source.seek(0)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    records, problems = [], []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return records, problems
        except csv.Error:
            message = _("Die Anführungszeichen passen nicht zusammen; lesbar war der Text bis Zeile %(end)d.")
            problems.append(Problem(line, "", message % {"end": reader.line_num}))
        else:
            if cells:
                records.append((line, cells))


def _header_faults(header, required, optional):
    if any(UNDECODED.search(cell) for cell in header):
        return [_("Die Datei ist nicht in UTF-8 gespeichert.")]
    known = {*required, *optional}
    unknown = [name for name in header if name not in known]
    missing = [name for name in required if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1 and name in known})
    faults = []
    if unknown:
        faults.append(
            _("Unbekannte Spalte in der Kopfzeile: %(names)s")
            % {"names": ", ".join(f"„{name[:40]}“" for name in unknown)}
        )
    if missing:
        faults.append(
            _("In der Kopfzeile fehlt die Spalte: %(names)s") % {"names": ", ".join(f"„{name}“" for name in missing)}
        )
    if twice:
        faults.append(
            _("Diese Spalte steht mehrfach in der Kopfzeile: %(names)s")
            % {"names": ", ".join(f"„{name}“" for name in twice)}
        )
    return faults


def _wrong_number(line, cells, header):
    """The first column that is missing, or the number of the first one too many."""
    column = header[len(cells)] if len(cells) < len(header) else str(len(header) + 1)
    message = _("Die Zeile hat %(found)d Spalten, die Kopfzeile hat %(expected)d.")
    return Problem(line, column, message % {"found": len(cells), "expected": len(header)})
