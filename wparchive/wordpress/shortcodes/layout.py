"""Shortcodes of plugins and themes around text: notes, quotations, folds, buttons, columns."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from wparchive.wordpress.shortcodes.core import attribute

if TYPE_CHECKING:
    from wparchive.wordpress.shortcodes.processor import Handler, Shortcode

_NOTES: Final = "footnote ref fn efn_note mfn modern_footnote sidenote".split()
_NOTE_LISTS: Final = "references footnotes footnotes_list".split()
_QUOTES: Final = "quote blockquote pullquote su_quote su_pullquote".split()
_FOLDS: Final = """
    spoiler su_spoiler expand toggle su_expand tab accordion_item accordion-item collapse faq_item
    toggle_item accordion_toggle
""".split()
_BUTTONS: Final = """
    button su_button su_lightbox btn link_button linkbutton buttonlink download_button
    downloadbutton download_link dlbutton cta_button styled_button fancy_button
""".split()
_FRACTIONS: Final = "one_half one_third two_third one_fourth three_fourth one_fifth".split()
_WRAPPERS: Final = (
    *(name + end for name in _FRACTIONS for end in ("", "_last", "_first")),
    *"vc_row vc_row_inner vc_column vc_column_inner vc_column_text vc_section".split(),
    *"et_pb_section et_pb_row et_pb_row_inner et_pb_column et_pb_column_inner et_pb_text".split(),
    *"su_row su_column tabs tabgroup tab_group accordion accordions toggles toggle_group".split(),
    *"faq faqs box alert notice callout infobox info_box columns column row col container".split(),
)
_IN_LINE: Final = """
    dropcap su_dropcap su_highlight su_label su_abbr su_frame su_permalink highlight
""".split()

_START: Final = re.compile(r"\A(?>(?:\s|</p>|<br />)+)")


def note(shortcode: Shortcode) -> str | None:
    """Render a footnote: its number in place, its text below the body."""
    if not (shortcode.content or "").strip():
        return None
    expansion = shortcode.processor
    expansion.notes.append(_inner(shortcode))
    number = len(expansion.notes)
    return (
        f'<sup class="footnote" id="{_note_id(shortcode, number, "ref")}">'
        f'<a href="#{_note_id(shortcode, number)}">{number}</a></sup>'
    )


def _note_id(shortcode: Shortcode, number: int, kind: str = "") -> str:
    return expansion_note_id(shortcode.processor.post, number, kind)


def expansion_note_id(post: int | None, number: int, kind: str = "") -> str:
    """Return the id of a footnote, unique among the posts of one page."""
    return "-".join(["fn" + kind, *([str(post)] if post is not None else []), str(number)])


def note_list(shortcode: Shortcode) -> str | None:
    """Render nothing for the list of footnotes, which always comes below the body."""
    return "" if shortcode.processor.notes and shortcode.content is None else None


def written_notes(notes: list[str], post: int | None) -> str:
    """Write the list of a body's footnotes; empty if there are none."""
    if not notes:
        return ""
    items = "".join(
        f'<li id="{expansion_note_id(post, number)}">{text} '
        f'<a href="#{expansion_note_id(post, number, "ref")}">↩</a></li>\n'
        for number, text in enumerate(notes, 1)
    )
    return f'\n<ol class="footnotes">\n{items}</ol>\n'


def quote(shortcode: Shortcode) -> str | None:
    """Render a quotation and its source."""
    if shortcode.content is None or _points_elsewhere(shortcode):
        return None
    sources = dict.fromkeys(filter(None, map(shortcode.get, ("author", "cite", "source"))))
    words = f"<p><cite>{', '.join(sources)}</cite></p>" if sources else ""
    return f"<blockquote>{_inner(shortcode)}{words}</blockquote>"


def fold(shortcode: Shortcode) -> str | None:
    """Text that opens at a click on its title."""
    if shortcode.content is None or _points_elsewhere(shortcode):
        return None
    title = shortcode.get("title", "question", "heading", "header", "label", "show", "0")
    words = f"<summary>{escape(title, quote=False)}</summary>" if title else ""
    return f"<details>{words}{_inner(shortcode)}</details>"


def button(shortcode: Shortcode) -> str | None:
    """Render a link that looks like a button."""
    url = shortcode.get("url", "link", "href", "src")
    label = _inner(shortcode) or escape(shortcode.get("text", "label", "title"), quote=False)
    if not url or not label or _points_elsewhere(shortcode, url):
        return None
    return f'<a href="{attribute(url)}">{label}</a>'


def wrapper(shortcode: Shortcode) -> str | None:
    """Render the content of a part of a page's layout."""
    inside = piece(shortcode)
    return None if inside is None else f"<div>{inside}</div>"


def piece(shortcode: Shortcode) -> str | None:
    """Render the content of a styled piece of a line."""
    if shortcode.content is None or _points_elsewhere(shortcode):
        return None
    return _inner(shortcode)


def tooltip(shortcode: Shortcode) -> str | None:
    """Render words with a text that appears beside them."""
    text = shortcode.get("content", "text", "tip")
    if not (inner := piece(shortcode)) or not text:
        return inner
    return f'<abbr title="{attribute(text)}">{inner}</abbr>'


def _inner(shortcode: Shortcode) -> str:
    """Return the content without the halves of the paragraphs around the brackets."""
    text = _START.sub("", shortcode.inner()).rstrip()
    return text.removesuffix("<p>").rstrip().removesuffix("<br />").rstrip()


def _points_elsewhere(shortcode: Shortcode, *known: str) -> bool:
    """Check whether an attribute is an address, such as that of a background picture."""
    values = (value for value in shortcode.attributes.values() if value.strip() not in known)
    return any("//" in value for value in values)


HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(_NOTES, note),
    **dict.fromkeys(_NOTE_LISTS, note_list),
    **dict.fromkeys(_QUOTES, quote),
    **dict.fromkeys(_FOLDS, fold),
    **dict.fromkeys(_BUTTONS, button),
    **dict.fromkeys(_WRAPPERS, wrapper),
    **dict.fromkeys(_IN_LINE, piece),
    **dict.fromkeys(("tooltip", "su_tooltip"), tooltip),
}
