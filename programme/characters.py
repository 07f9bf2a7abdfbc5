"""Characters that no text of ours holds: XML forbids them, so one of them in a title would end a whole feed."""

import re

# All of C0 but tab, line feed and carriage return. PowerPoint puts \x0b where a line breaks inside a paragraph.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BREAKS = re.compile(r"[\x0b\x0c]")


def without_control_characters(text: str) -> str:
    """The text without control characters; those that break a line or a page become a space."""
    return _CONTROL.sub("", _BREAKS.sub(" ", text))
