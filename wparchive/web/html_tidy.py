"""Markup rewritten where libxml2 silently reads it otherwise than browsers do."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns
from wparchive.web.many_attributes import limited
from wparchive.web.references import shorten
from wparchive.web.scanning import Ended
from wparchive.web.unterminated import end_tags

_WRAP: Final = "<html><body>"
_SURROGATE: Final = patterns.lazy("[\ud800-\udfff]")
# libxml2 drops everything after these end tags; browsers ignore them.
_STRAY_END: Final = Ended(
    patterns.lazy(r"</(?:body|html|head)\b[^>]*+>", re.IGNORECASE), patterns.lazy(">")
)
_BREAK_END: Final = Ended(patterns.lazy(r"</br\b[^>]*+>", re.IGNORECASE), patterns.lazy(">"))
# libxml2 ends a b where a p starts; browsers do not, and it has no such rule for strong.
_BOLD_BLOCK: Final = patterns.lazy(r"<b(?:\s[^<>]*)?>\s*<p[\s>]")
_BOLD: Final = patterns.lazy(r"<(/?)b(?=[\s>/])")
# libxml2 ends a heading where a paragraph starts in it; a div it lets in.
_HEADING_PARAGRAPH: Final = patterns.lazy(
    r"<h([1-6])\b[^<>]*+>\s*+<p[\s>](?>(?:(?!</?h[1-6]\b).){0,1000})</h\1\s*+>", re.DOTALL
)
_PARAGRAPH: Final = patterns.lazy(r"<(/?)p(?=[\s>/])")
# Newer elements without content, which libxml2 does not know: all that follows would be inside.
_UNKNOWN_VOID: Final = patterns.lazy(r"<(wbr|source|track)((?:\s[^<>]*?)?)/?>", re.IGNORECASE)
# All of these at one glance, for the many documents that have none.
_ODD: Final = patterns.lazy(
    r"<(?:/[bhBH](?:[rR]|[oO][dD][yY]|[tT][mM][lL]|[eE][aA][dD])\b|[wW][bB][rR]|[sS][oO][uU]"
    r"|[tT][rR][aA]|b(?:\s[^<>]*+)?>\s*+<p[\s>]|h[1-6]\b[^<>]*+>\s*+<p[\s>])"
)


def tidy(html: str) -> str:
    """Rewrite the few things that libxml2 reads otherwise than browsers without a report."""
    html = end_tags(limited(shorten(html)))
    if not _ODD.search(html):
        return html
    html = _BREAK_END.sub("<br>", html)
    html = _UNKNOWN_VOID.sub(r"<\1\2 />", html)
    if _BOLD_BLOCK.search(html):
        html = _BOLD.sub(r"<\1strong", html)
    html = _HEADING_PARAGRAPH.sub(lambda m: _PARAGRAPH.sub(r"<\1div", m[0]), html)
    return _STRAY_END.sub("", html)


def encode(html: str) -> bytes:
    """Encode a piece of HTML for the parser, inside of a body."""
    try:
        return (_WRAP + html).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return (_WRAP + _SURROGATE.sub("\ufffd", html)).encode()
