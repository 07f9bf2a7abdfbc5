"""PDFs and pictures from Typst templates, made in the process, without fonts or packages from the machine.

The PDFs are tagged (PDF/UA-1).

What is typeset travels as JSON and never as markup: whatever somebody typed appears as typed.
"""

import datetime
import json
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "letters"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Bullets that word processors paste from their symbol fonts.
PASTED = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf02d": "–", "\uf0e0": "→", "\r": None})


def typeset(template: str, data: Mapping[str, Any], *, title: str, language: str, day: datetime.date) -> bytes:
    """The PDF of `templates/letters/<template>` over `data`, with title, language and `day` in its metadata.

    Characters that the built-in fonts lack are shown as the replacement character: a letter with an odd sign is
    better than none. Raises typst.TypstError when the template itself is wrong.
    """
    document = _mapped({**data, "title": title, "language": language}, _tidy)
    try:
        return _compile(TEMPLATES / template, document, day)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _compile(TEMPLATES / template, _mapped(document, _displayable), day)


def draw(template: str, data: Mapping[str, Any], *, pixels_per_point: int = 2) -> bytes:
    """The PNG picture of the one page of `templates/letters/<template>` over `data`."""
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_mapped(data, _tidy), ensure_ascii=False)},
        format="png",
        ppi=72 * pixels_per_point,
    )


def _compile(source: Path, document: Any, day: datetime.date) -> bytes:
    return typst.compile(
        str(source),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(document, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC),
    )


def _mapped(value: Any, change) -> Any:
    """`value` with every text in it, however deep, changed."""
    if isinstance(value, Mapping):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    # str() also settles lazily translated texts.
    return value if value is None or isinstance(value, bool | int | float) else change(str(value))


def _tidy(text: str) -> str:
    """Composed, with line feeds as the only control characters and without private signs."""
    text = unicodedata.normalize("NFC", text.translate(PASTED)).replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Co", "Cs"})


def _displayable(text: str) -> str:
    return "".join(sign if ord(sign) < 0x250 or _has_glyph(sign) else REPLACEMENT for sign in text)


@lru_cache(maxsize=4096)
def _has_glyph(sign: str) -> bool:
    try:
        typst.compile(
            b"#set document(title: [x])\n#sys.inputs.sign",
            ignore_system_fonts=True,
            sys_inputs={"sign": sign},
            pdf_standards="ua-1",
        )
    except typst.TypstError:
        return False
    return True
