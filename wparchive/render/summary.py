"""HTML as plain text, and its first words, for archive pages, feeds and searches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.web.references import unescape
from wparchive.wordpress.emails import without_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKED_AT = 4000
_WORDS = 55
"""As many as ``wp_trim_excerpt()`` takes (wp-includes/formatting.php)."""
_CHARACTERS = 300
_UNSHOWN = patterns.lazy(r"<!--|<(script|style)\b", re.IGNORECASE)
_ENDS = {name: patterns.lazy(rf"</{name}\s*+>", re.IGNORECASE) for name in ("script", "style")} | {
    "": patterns.lazy("-->")
}
_INLINE = patterns.lazy(
    r"</?(?:a|abbr|b|bdi|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub"
    r"|sup|tt|u|var)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = patterns.lazy(r"<[a-zA-Z/!?][^<>]*>?")
_LESS = patterns.lazy("<")
_SPACE = patterns.lazy(r"\s")
_PART = 1 << 18
_SHORTCODE = patterns.lazy(r"\[/?[a-zA-Z][^\[\]<>]*\]")


def summary(excerpt: str | None, content: str | None) -> str:
    """Return the excerpt, or the first words of the content, as plain text.

    More people see lists and feeds than the page: e-mail addresses and shortcodes are left out.
    """
    for text in (excerpt, content):
        if text and (words := _words(text)):
            return without_addresses(words) or ""
    return ""


def title_text(title: str | None) -> str:
    """Return a title as readers saw it: without tags, which ``the_title()`` does not escape."""
    return " ".join(unescape(_INLINE.sub("", title or "")).split())


def plain_text(markup: str) -> str:
    """Return the text of HTML that a reader sees, on one line; for searching, not for quoting."""
    # No tag or reference goes on after a `<`.
    parts = _parts(_shown(markup), _LESS)
    text = "".join(unescape(_TAG.sub(" ", _INLINE.sub("", part))) for part in parts)
    return " ".join(filter(None, (" ".join(part.split()) for part in _parts(text, _SPACE))))


def _parts(text: str, cut: re.Pattern[str]) -> Iterator[str]:
    """Yield parts of a text, cut where they may be; a list of all words takes much memory."""
    start = 0
    while start < len(text):
        found = cut.search(text, start + _PART)
        end = found.start() if found else len(text)
        yield text[start:end]
        start = end


def _shown(markup: str) -> str:
    """Leave comments, scripts and styles out; an end that is missing is looked for only once."""
    pieces: list[str] = []
    missing: set[str] = set()
    at = kept = 0
    while start := _UNSHOWN.search(markup, at):
        name = (start[1] or "").lower()
        end = None if name in missing else _ENDS[name].search(markup, start.end())
        at = start.end() if end is None else end.end()
        if end is None:
            missing.add(name)
            if not name:  # a comment without an end is a tag like others
                continue
            at = len(markup)
        pieces.append(markup[kept : start.start()])
        kept = at
    return " ".join([*pieces, markup[kept:]])


def _words(text: str) -> str:
    words = plain_text(_SHORTCODE.sub(" ", text[:_LOOKED_AT])).split()
    short = " ".join(words[:_WORDS])
    # Languages without spaces have long words.
    if len(short) > _CHARACTERS:
        short = short[:_CHARACTERS]
        return f"{short.rpartition(' ')[0] or short}…"
    return f"{short}…" if len(words) > _WORDS or len(text) > _LOOKED_AT else short
