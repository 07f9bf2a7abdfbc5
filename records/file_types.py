"""The kinds of files that the portal takes, each with its extension, its fixed content type and how to tell it."""

from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class FileType:
    """One accepted kind. `signature` opens the file; `check` names the closer look that its content gets."""

    word: str
    content_type: str
    check: str
    signature: bytes = b""
    # For archives: the member that makes it this kind, and what it has to say.
    member: str = ""
    says: str = ""


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_ZIP = b"PK\x03\x04"
_JPEG = FileType("JPEG", "image/jpeg", "signature", b"\xff\xd8\xff")

TYPES = {
    "pdf": FileType("PDF", "application/pdf", "signature", b"%PDF-"),
    "png": FileType("PNG", "image/png", "signature", b"\x89PNG\r\n\x1a\n"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "docx": FileType(
        "DOCX",
        _OOXML + "wordprocessingml.document",
        "ooxml",
        _ZIP,
        "word/document.xml",
        _OOXML + "wordprocessingml.document.main+xml",
    ),
    "xlsx": FileType(
        "XLSX",
        _OOXML + "spreadsheetml.sheet",
        "ooxml",
        _ZIP,
        "xl/workbook.xml",
        _OOXML + "spreadsheetml.sheet.main+xml",
    ),
    "pptx": FileType(
        "PPTX",
        _OOXML + "presentationml.presentation",
        "ooxml",
        _ZIP,
        "ppt/presentation.xml",
        _OOXML + "presentationml.presentation.main+xml",
    ),
    "odt": FileType("ODT", _ODF + "text", "odf", _ZIP, "mimetype", _ODF + "text"),
    "ods": FileType("ODS", _ODF + "spreadsheet", "odf", _ZIP, "mimetype", _ODF + "spreadsheet"),
    "txt": FileType("TXT", "text/plain", "text"),
    "csv": FileType("CSV", "text/csv", "text"),
}


def words_for_types():
    """The accepted kinds as a list for people, each once."""
    words = list(dict.fromkeys(file_type.word for file_type in TYPES.values()))
    return gettext("%(most)s und %(last)s") % {"most": ", ".join(words[:-1]), "last": words[-1]}


def accept_attribute():
    """The value of an <input type=file>'s accept attribute."""
    return ",".join(f".{extension}" for extension in TYPES)
