"""HTML as plain text, and its first words: what lists, feeds and searches have of a post."""

from __future__ import annotations

import html
import re

_LOOKED_AT = 4000
_WORDS = 55
"""As many as ``wp_trim_excerpt()`` takes (wp-includes/formatting.php)."""
_CHARACTERS = 300
_UNSHOWN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub"
    r"|sup|tt|u|var)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>?")
_SHORTCODE = re.compile(r"\[/?[a-zA-Z][^\[\]<>]*\]")


def summary(excerpt: str | None, content: str | None) -> str:
    """The excerpt, or the first words of the content, without markup and shortcodes."""
    for text in (excerpt, content):
        if text and (words := _words(text)):
            return words
    return ""


def title_text(title: str | None) -> str:
    """A title as readers saw it: its tags acted, and ``the_title()`` escapes nothing."""
    return " ".join(html.unescape(_INLINE.sub("", title or "")).split())


def plain_text(markup: str) -> str:
    """What a reader sees of HTML, on one line; for searching, not for quoting."""
    text = _TAG.sub(" ", _INLINE.sub("", _UNSHOWN.sub(" ", markup)))
    return " ".join(html.unescape(text).split())


def _words(text: str) -> str:
    words = plain_text(_SHORTCODE.sub(" ", text[:_LOOKED_AT])).split()
    short = " ".join(words[:_WORDS])
    # Languages without spaces have long words.
    if len(short) > _CHARACTERS:
        short = short[:_CHARACTERS]
        return f"{short.rpartition(' ')[0] or short}…"
    return f"{short}…" if len(words) > _WORDS or len(text) > _LOOKED_AT else short
