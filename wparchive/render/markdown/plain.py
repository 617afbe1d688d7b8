"""Write paragraphs of plain words, and plain names, without a tree: comments are little else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.render.markdown.escape import LINE_CHARS

if TYPE_CHECKING:
    from collections.abc import Callable

# A run of characters that parsers keep and Markdown takes for text wherever it is in a line.
_RUN: Final = (
    r"[^\s<>&\\`*_~\[\]\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\ud800-\udfff\ufeff\ufff0-\uffff]++"
)
# A sign that no character reference begins with. It is not the last one of its text.
_AMPERSAND: Final = r"&amp;(?!\#|[A-Za-z][A-Za-z0-9]*+;)"
_GAP: Final = rf"(?:&nbsp;|\ ?{_AMPERSAND}\ ?|\ )"
_LINE: Final = rf"(?![{re.escape(''.join(sorted(LINE_CHARS)))}]){_RUN}(?>(?:{_GAP}{_RUN})*)"
_PARAGRAPH: Final = rf"<p>{_LINE}(?>(?:<br\ />\n{_LINE})*)</p>"
_PARAGRAPHS: Final = patterns.lazy(rf"{_PARAGRAPH}(?>(?:\n{_PARAGRAPH})*)\n?")
# Letters and digits, and between them what people write in names.
_WORD: Final = r"[^\W_]++"
_SIGN: Final = r"(?:[.,'?!\u00ab\u00bb\u2013\u2014\u2018\u2019\u201c\u201d\u2026-]|&\#x27;|&quot;)"
_PART: Final = rf"(?>{_SIGN}*)(?:\ (?:&amp;\ )?)?(?>{_SIGN}*)"
_NAME: Final = rf"{_WORD}(?>(?:(?:_|{_PART}){_WORD})*)"
_STRONG_NAME: Final = patterns.lazy(rf"<strong>({_NAME})</strong>")
_LINKED_NAME: Final = patterns.lazy(
    rf"<strong><a\ href=\"(https?://(?>(?:[A-Za-z0-9./?=-]++|{_AMPERSAND})*))\">({_NAME})</a></strong>"
)
# Addresses in a text have rules of their own for the signs in them.
_ADDRESSES: Final = ("://", "www.")
_CHARACTERS: Final = {"&nbsp;": "\xa0", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}


def plain_markdown(html: str, rewrite: Callable[[str], str] | None) -> str | None:
    """Convert HTML that is paragraphs of plain words, or a name; None if it is anything else.

    Args:
        html: The markup.
        rewrite: Writes each link anew; None to keep all as they are.
    """
    if html.startswith("<p>"):
        if not _PARAGRAPHS.fullmatch(html):
            return None
        words = _unescape(html.removesuffix("\n")[len("<p>") : -len("</p>")])
        if words is None:
            return None
        return words.replace("</p>\n<p>", "\n\n").replace("<br />\n", "\\\n") + "\n"
    if found := _STRONG_NAME.fullmatch(html):
        name = _unescape(found[1])
        return None if name is None else f"**{name}**\n"
    if found := _LINKED_NAME.fullmatch(html):
        url, name = found[1].replace("&amp;", "&"), _unescape(found[2])
        if name is not None and (rewrite is None or rewrite(url) == url):
            return f"**[{name}]({url})**\n"
    return None


def _unescape(words: str) -> str | None:
    """Decode the references in words; None if these may have addresses beside the references."""
    if "&" not in words and "_" not in words:
        return words
    if any(sign in words for sign in _ADDRESSES):
        return None
    for reference, character in _CHARACTERS.items():
        words = words.replace(reference, character)
    return words
