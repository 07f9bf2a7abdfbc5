"""Markdown to safe HTML: no raw HTML, links only to http(s), mailto and tel, and no pictures but the portal's own.

A picture is written `![Was zu sehen ist](bild:TOKEN "Unterschrift")`. The records app says which pictures there are;
everything else that looks like a picture is left out, so that no page ever fetches anything from elsewhere.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import escape, unescape

import nh3
from django.utils.html import strip_tags
from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "strong", "em", "code", "pre", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "img": {"src", "width", "height", "alt", "loading", "decoding"},
}
PICTURE = re.compile(r"bild:([\w-]{8,32})")


@dataclass(frozen=True)
class OwnPicture:
    """What a page needs to show one of the portal's pictures."""

    address: str
    width: int
    height: int
    alt: str


_find: Callable[[Collection[str], bool], dict[str, OwnPicture]] | None = None


def pictures_from(find: Callable[[Collection[str], bool], dict[str, OwnPicture]]) -> None:
    """Make known where pictures are found: (tokens, also those that are not published yet) -> pictures by token."""
    global _find
    _find = find


def tokens_in(text: str) -> set[str]:
    """The tokens of the pictures that a text may show."""
    return _named(_markdown.parse(text or ""))


def render_markdown(text: str, *, drafts: bool = False) -> str:
    """Safe HTML of a Markdown text. `drafts`: for a preview, also with pictures that are not published yet."""
    tokens = _markdown.parse(text or "")
    _lower_headings(tokens)
    own = _place_pictures(tokens, drafts)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
        # Belt and braces: an address that is none of our pictures' is never fetched.
        attribute_filter=lambda tag, name, value: None if (tag, name) == ("img", "src") and value not in own else value,
    )


def plain_words(text: str) -> str:
    """The words of a Markdown text in one line, without any mark-up: for snippets and descriptions."""
    return " ".join(unescape(strip_tags(render_markdown(text))).split())


def _lower_headings(tokens):
    """The text stands below the page's h1: its highest heading becomes an h2, the others follow."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 2, 6)}"


def _place_pictures(tokens, drafts):
    """Puts own pictures where the text names them and takes all others out. Returns the addresses that may be shown."""
    named = _named(tokens)
    found = _find(named, drafts) if named and _find else {}
    for index, token in enumerate(tokens):
        if token.type != "inline":
            continue
        before = tokens[index - 1]
        # In a list without gaps the paragraph is not drawn: there is nothing to turn into a figure.
        is_alone = _is_alone(token) and before.type == "paragraph_open" and not before.hidden
        token.children = [_placed(child, found, is_alone) for child in token.children or []]
        if is_alone and any(child.type == "html_inline" and child.content for child in token.children):
            # A picture on a line of its own is a figure, and may have a caption.
            before.tag = tokens[index + 1].tag = "figure"
    return {picture.address for picture in found.values()}


def _named(tokens):
    """The tokens of the pictures that a parsed text names, inline or by a reference."""
    images = [child for token in tokens for child in token.children or [] if child.type == "image"]
    return {match[1] for image in images if (match := PICTURE.fullmatch(str(image.attrs.get("src", ""))))}


def _is_alone(token):
    children = [child for child in token.children or [] if child.content.strip() or child.type == "image"]
    return len(children) == 1 and children[0].type == "image"


def _placed(token, found, is_alone):
    if token.type != "image":
        return token
    match = PICTURE.fullmatch(str(token.attrs.get("src", "")))
    picture = found.get(match[1]) if match else None
    html = _html_of(picture, token, is_alone) if picture else ""
    return Token("html_inline", "", 0, content=html)


def _html_of(picture, token, is_alone):
    alt = "".join(child.content for child in token.children or []).strip() or picture.alt
    image = (
        f'<img src="{escape(picture.address)}" width="{picture.width}" height="{picture.height}" alt="{escape(alt)}"'
        ' loading="lazy" decoding="async">'
    )
    caption = str(token.attrs.get("title", "")).strip() if is_alone else ""
    return image + (f"<figcaption>{escape(caption)}</figcaption>" if caption else "")
