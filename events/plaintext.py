"""Markdown as a plain text mail says it: no mark-up, addresses written out. Pure."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_SAFE = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def plain_text(markdown: str) -> str:
    """The text of a Markdown text: paragraphs apart, lists with dashes or numbers, links as "words (address)".

    Only addresses that a page would link to as well (http, https, mailto, tel) are written out.
    """
    blocks: list[str] = []
    lists: list[int | None] = []
    mark, quotes, in_cell = "", 0, False
    row: list[str] = []
    for token in _markdown.parse(markdown or ""):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                mark, lists[-1] = ("- ", None) if lists[-1] is None else (f"{lists[-1]}. ", lists[-1] + 1)
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "inline":
                text = _inline(token.children or ())
                if in_cell:
                    row.append(text)
                else:
                    blocks.append(_indented(text, lists, mark, quotes))
                    mark = ""
            case "fence" | "code_block":
                blocks.append(_indented(token.content.rstrip("\n"), lists, mark, quotes))
                mark = ""
            case "th_open" | "td_open":
                in_cell = True
            case "th_close" | "td_close":
                in_cell = False
            case "tr_close":
                blocks.append(" | ".join(row))
                row = []
            case "hr":
                blocks.append("---")
    return _joined(blocks)


def _indented(text: str, lists: Sequence[int | None], mark: str, quotes: int) -> str:
    """A block as it stands in its list or quotation."""
    prefix = "> " * quotes + "  " * max(0, len(lists) - 1)
    first = prefix + mark
    rest = prefix + " " * (len(mark) or (2 if lists else 0))
    lines = text.split("\n")
    start = first if mark or not lists else rest
    return "\n".join([f"{start}{lines[0]}", *(f"{rest}{line}" for line in lines[1:])])


def _joined(blocks: Sequence[str]) -> str:
    """Blocks with an empty line between them, the items of a list close together."""
    text = ""
    before_is_item = False
    for block in blocks:
        is_item = bool(re.match(r"(?:> )*\s*(?:- |\d+\. )", block))
        if text:
            text += "\n" if is_item and before_is_item else "\n\n"
        text += block
        before_is_item = is_item
    return text


def _inline(tokens: Sequence[Token]) -> str:
    """Words without their mark-up; a link is followed by its address, unless it is written out already."""
    out: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                out.append(token.content)
            case "softbreak":
                out.append(" ")
            case "hardbreak":
                out.append("\n")
            case "image":
                out.append(token.content)
            case "link_open":
                links.append((len(out), str(token.attrs.get("href", ""))))
            case "link_close":
                start, address = links.pop()
                words = "".join(out[start:])
                bare = address.removeprefix("mailto:").removeprefix("tel:")
                if _SAFE.match(address) and words not in (address, bare):
                    out.append(f" ({bare})")
    return "".join(out)
