"""What is really inside a file. No document is opened for its meaning: only what makes it safe to keep and hand on."""

import posixpath
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MAX_MEMBERS = 5_000
MAX_UNPACKED = 250 * 1024 * 1024
# Office documents pack at most about 1:60; a bomb packs 1:1000. Small members may be as dense as they like.
MAX_RATIO = 150
RATIO_FROM = 1024 * 1024
MAX_TYPE_MEMBER = 1024 * 1024

_ARCHIVE_EXTENSIONS = (
    ".zip",
    ".jar",
    ".7z",
    ".rar",
    ".gz",
    ".tgz",
    ".bz2",
    ".xz",
    ".exe",
    ".dll",
    ".js",
    ".vbs",
    ".bat",
)


def check_content(file, file_type):
    """Raise a ValidationError unless the content of `file` is what its extension says, and harmless to keep."""
    if not file.read(len(file_type.signature)) == file_type.signature:
        raise _not_what_it_says(file_type)
    file.seek(0)
    if file_type.check == "text":
        _check_text(file)
    elif file_type.check in {"ooxml", "odf"}:
        _check_archive(file, file_type)


def _not_what_it_says(file_type):
    return ValidationError(
        gettext("Der Inhalt der Datei passt nicht zu ihrer Endung. Erwartet wird eine Datei im Format %(type)s.")
        % {"type": file_type.word},
        code="file_content",
    )


# --- Plain text ----------------------------------------------------------------


def _check_text(file):
    """No bytes that text does not have. UTF-8 and the older one-byte encodings both pass; nobody guesses which."""
    while chunk := file.read(64 * 1024):
        if any(byte in chunk for byte in _BINARY_BYTES):
            raise ValidationError(gettext("Die Datei ist keine Textdatei."), code="file_text")


_BINARY_BYTES = [byte for byte in range(32) if byte not in b"\t\n\r\f"] + [127]


# --- Archives: OOXML and OpenDocument -------------------------------------------


def _check_archive(file, file_type):
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_sizes(members)
            _check_members(members)
            _check_kind(archive, file_type)
            if archive.testzip() is not None:
                raise zipfile.BadZipFile
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError: a password is asked for. NotImplementedError: a way of packing that office programs do not use.
        raise ValidationError(
            gettext("Die Datei ist beschädigt oder verschlüsselt und kann nicht gelesen werden."), code="file_broken"
        ) from error


def _check_sizes(members):
    """Against bombs. The declared sizes are binding: no more than that is ever unpacked, and testzip compares."""
    unpacked = sum(member.file_size for member in members)
    too_dense = any(
        member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or too_dense:
        raise ValidationError(
            gettext("Die Datei ist entpackt ungewöhnlich groß und wird nicht angenommen."), code="file_bomb"
        )


def _check_members(members):
    names = [member.orig_filename for member in members]
    if len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
        raise ValidationError(gettext("Die Datei enthält unzulässige Pfade."), code="file_paths")
    if any(member.flag_bits & 0x1 for member in members):
        raise ValidationError(
            gettext("Die Datei ist mit einem Passwort geschützt. Bitte heben Sie den Schutz auf."),
            code="file_encrypted",
        )
    lowered = [name.lower() for name in names]
    if any("vbaproject" in name or "vbadata" in name or name.startswith(("basic/", "scripts/")) for name in lowered):
        raise _has_macros()
    if any(name.endswith(_ARCHIVE_EXTENSIONS) for name in lowered):
        raise ValidationError(
            gettext("Die Datei enthält eine eingebettete Programm- oder Archivdatei."), code="file_embedded"
        )


def _leads_outside(name):
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or "\x00" in name
        or ":" in name.split("/")[0]
        or posixpath.normpath(name).split("/")[0] == ".."
    )


def _has_macros():
    return ValidationError(
        gettext("Die Datei enthält Makros. Bitte speichern Sie sie ohne Makros."), code="file_macros"
    )


def _check_kind(archive, file_type):
    """The member that tells an office document's kind says the same as the extension."""
    teller = "[Content_Types].xml" if file_type.check == "ooxml" else "mimetype"
    names = set(archive.namelist())
    if teller not in names or file_type.member not in names:
        raise _not_what_it_says(file_type)
    if archive.getinfo(teller).file_size > MAX_TYPE_MEMBER:
        raise _not_what_it_says(file_type)
    text = archive.read(teller).decode("utf-8-sig", "replace")
    if file_type.check == "odf":
        if text.strip() != file_type.says:
            raise _not_what_it_says(file_type)
        return
    if "macroenabled" in text.lower():
        raise _has_macros()
    if file_type.says not in text:
        raise _not_what_it_says(file_type)
