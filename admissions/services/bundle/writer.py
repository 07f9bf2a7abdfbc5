"""Files into a ZIP in a temporary file, under names that every system takes, with a list of all and their SHA-256."""

import csv
import hashlib
import io
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.exports import plain_cell
from records.models import StoredFile

MANIFEST = "Inhalt.csv"
CHUNK = 64 * 1024
LONGEST_NAME = 100
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One file of the bundle: its folder, its name, and its content, made or stored."""

    folder: str
    name: str
    content: bytes | StoredFile


def write_bundle(root: str, entries: Iterable[Entry]):
    """The ZIP of all entries below the folder `root`, as an open temporary file at its beginning.

    A stored file that the disk has lost is named in the list with a note, and everything else is there.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            names, rows = Names(), []
            for entry in entries:
                rows.append(_add(archive, f"{root}/{names.unique(entry.folder, entry.name)}", root, entry.content))
            head = [_("Datei"), _("Größe in Bytes"), _("SHA-256"), _("Hinweis")]
            archive.writestr(_info(f"{root}/{MANIFEST}"), table(head, rows))
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _add(archive, path, root, content):
    """Write one file; returns its row of the list."""
    shown = path.removeprefix(f"{root}/")
    digest, size, note = hashlib.sha256(), 0, ""
    chunks = _chunks(content)
    try:
        first = next(chunks, b"")
    except OSError:
        return [shown, "", "", _("Die Datei fehlt im Speicher des Portals.")]
    with archive.open(_info(path), "w") as target:
        try:
            while first:
                target.write(first)
                digest.update(first)
                size += len(first)
                first = next(chunks, b"")
        except OSError:
            note = _("Die Datei konnte nicht vollständig gelesen werden.")
    if isinstance(content, StoredFile) and not note and digest.hexdigest() != content.sha256:
        note = _("Die Prüfsumme weicht von der beim Hochladen ab: %(sha256)s") % {"sha256": content.sha256}
    return [shown, size, digest.hexdigest(), note]


def _chunks(content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.file.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _info(path):
    info = zipfile.ZipInfo(path, date_time=timezone.localtime().timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def table(head, rows):
    """A CSV for spreadsheets: semicolons, a byte order mark for the umlauts, no cell that is a formula."""
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return lines.getvalue().encode("utf-8-sig")


class Names:
    """Names of files that every system takes, each only once, whatever the case of its letters."""

    def __init__(self):
        self._taken: set[str] = set()

    def unique(self, folder, name):
        """ "folder/name", or "folder/name-2" when that is taken."""
        stem, point, ending = safe_name(name).rpartition(".")
        stem, ending = (stem, f".{ending}") if point and stem else (ending, "")
        number = 1
        path = f"{folder}/{stem}{ending}"
        while path.casefold() in self._taken:
            number += 1
            path = f"{folder}/{stem}-{number}{ending}"
        self._taken.add(path.casefold())
        return path


def safe_name(name):
    """`name` without folders, signs that some system refuses, and excessive length."""
    name = unicodedata.normalize("NFC", name)
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[/\\:*?"<>|]+', "_", name).strip(" .") or "Datei"
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, point, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME and point and len(ending) < 10:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME]
