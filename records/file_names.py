"""Names of uploaded files: what people see and what a download is called. The disk never sees them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MAX_LENGTH = 200

# What a computer may run when its second extension is hidden from the eye ("bericht.exe.pdf").
_EXECUTABLE = {
    "app", "bat", "cmd", "com", "cpl", "dll", "docm", "exe", "hta", "htm", "html", "iso", "jar", "js", "jse", "lnk",
    "msi", "msp", "php", "pif", "pl", "pptm", "ps1", "py", "reg", "scr", "sh", "svg", "vb", "vbe", "vbs", "wsf",
    "xhtml", "xlsm",
}  # fmt: skip


def checked_name(name):
    """The name in Unicode's composed form, or a ValidationError that says what is wrong with it."""
    name = unicodedata.normalize("NFC", name or "")
    if not name.strip(" ."):
        raise ValidationError(gettext("Die Datei hat keinen Namen."), code="file_name_empty")
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            gettext("Der Dateiname ist zu lang. Erlaubt sind höchstens %(limit)s Zeichen.") % {"limit": MAX_LENGTH},
            code="file_name_long",
        )
    # Control characters, and invisible ones that turn the reading direction.
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in name):
        raise ValidationError(gettext("Der Dateiname enthält unsichtbare Zeichen."), code="file_name_invisible")
    if any(character in name for character in '/\\:*?"<>|') or name.startswith(".") or name != name.strip(" "):
        raise ValidationError(
            gettext("Der Dateiname enthält Zeichen, die in Dateinamen nicht vorkommen dürfen."),
            code="file_name_characters",
        )
    if not _EXECUTABLE.isdisjoint(part.strip().lower() for part in name.split(".")[1:-1]):
        raise ValidationError(
            gettext("Der Dateiname hat eine zweite Endung. Bitte benennen Sie die Datei um."),
            code="file_name_extension",
        )
    return name


def extension_of(name):
    """The part behind the last point, in small letters; empty when there is none."""
    stem, point, extension = name.rpartition(".")
    return extension.lower() if point and stem else ""
