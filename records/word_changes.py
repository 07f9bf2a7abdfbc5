"""What changed between two texts, word by word; blanks and line breaks are no change.

Pure: no query, no request, no clock. templates/components/word_changes.html shows the pieces.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came. `kind` is SAME, REMOVED or ADDED; plain text, never mark-up."""

    kind: str
    text: str


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one, in runs of words; nothing when no word changed."""
    # A blank after the last word too, so that words never run together when something follows it now.
    old, new = _WORD.findall(f"{before} "), _WORD.findall(f"{after} ")
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    pieces: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece(REMOVED, "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece(ADDED, "".join(new[new_from:new_to])))
    return tuple(pieces) if any(piece.kind != SAME for piece in pieces) else ()
