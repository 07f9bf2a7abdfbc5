"""From a CSV or Excel file to rows under the English column names. What cannot be read is a Problem."""

import datetime
import io
from dataclasses import replace
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from clusters.importing import Problem
from clusters.importing.reading import MAX_ROWS, read_records, rows_of
from records.file_content import check_content
from records.file_types import TYPES

from .columns import COLUMNS, REQUIRED, canonical

ZIP = b"PK\x03\x04"


def read_table(data):
    """(rows, problems, names, fatal) of the bytes of a CSV or XLSX file; the content decides which it is.

    `names` are the columns as the file calls them. `fatal` says that the file as a whole is no such table.
    """
    records, problems, fatal = _workbook(data) if data.startswith(ZIP) else read_records(data)
    if fatal:
        return [], problems, {}, True
    names = {}
    if records:
        line, header = records[0]
        names = {canonical(cell): cell.strip() for cell in reversed(header)}
        records = [(line, [canonical(cell) for cell in header]), *records[1:]]
    optional = [name for name in COLUMNS if name not in REQUIRED]
    rows, faults, fatal = rows_of(records, required=REQUIRED, optional=optional)
    faults = [replace(fault, column=names.get(fault.column, fault.column)) for fault in faults]
    return rows, faults if fatal else [*problems, *faults], names, fatal


def _workbook(data):
    """The first sheet, cell by cell as text. Formulas count by the value that was saved with them."""
    try:
        check_content(ContentFile(data), TYPES["xlsx"])
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except ValidationError as error:
        return [], [Problem(0, "", " ".join(error.messages))], True
    except (BadZipFile, KeyError, ParseError, TypeError, ValueError):
        return [], [Problem(0, "", _("Die Datei ist keine lesbare Excel-Tabelle."))], True
    records = []
    try:
        for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                records.append((line, texts))
            if len(records) > MAX_ROWS + 1:
                break
    except (IndexError, KeyError, ParseError, TypeError, ValueError):
        return [], [Problem(0, "", _("Die Datei ist keine lesbare Excel-Tabelle."))], True
    finally:
        book.close()
    return _same_width(records), [], False


def _same_width(records):
    """Without the empty columns to the right of the header; rows that are shorter in the file are filled up."""
    if not records:
        return []
    width = max(place for place, text in enumerate(records[0][1], start=1) if text)
    return [(line, [*texts[: max(width, _used(texts))], *[""] * (width - len(texts))]) for line, texts in records]


def _used(texts):
    return max((place for place, text in enumerate(texts, start=1) if text), default=0)


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
