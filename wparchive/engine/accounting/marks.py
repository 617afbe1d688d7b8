"""Marks in stored texts that readers never see: languages, formulas, notes, Textile, imports.

This module has its own rules for marks, and uses no table of the renderer.
"""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

# qTranslate: [:en], {:en}, <!--:en-->; the last ones are comments anyway.
_LANGUAGE: Final = patterns.lazy(
    r"\[:(?:[a-z]{2,3})?\]|\{:(?:[a-z]{2,3})?\}|\[/?m?lang_[a-z]{2}(?:[-_][A-Za-z]{2,4})?\]"
)
# WordPress.com: the size and colours after a formula.
_LOOK: Final = patterns.lazy(r"&(?:amp;|#038;)?(?:s|bg|fg)=[-\w]{1,9}+(?=\s*+[&$])")
# FD Footnotes: the number before a note.
_NUMBER: Final = patterns.lazy(r"\[\d{1,3}\. ")
# Smart YouTube: a scheme that says that a player is shown.
_SCHEME: Final = patterns.lazy(r"\bhttp(?:v[a-z]{0,3}|a)(?=://)")
# Textile: the kind of a block, and its class and style.
_SIGNATURE: Final = patterns.lazy(
    r"^(?:h[1-6]|bq|bc|p|pre|notextile|fn\d{1,3})"
    r"(?>(?:\([^()\n]*\)|\{[^{}\n]*\}|\[[a-z-]*\]|[<>=()])*)\.\.? ",
    re.MULTILINE,
)

# LiveJournal's tags, and Movable Type's.
_IMPORTED: Final = patterns.lazy(
    r"</?[lL][jJ](?=[\s>-])[^<>]*+>|</?(?:MT[A-Z]|mt:)\w++[^<>]*+>|<\$(?:MT|mt:)[^<>$]*+\$>"
)
_DELIMITER: Final = patterns.lazy(r"<!-- (?=/?wp:)")
_OPENING: Final = patterns.lazy(r"wp:([a-z][\w/-]*+) \{")


def without_marks(text: str) -> str:
    """Replace the marks of plugins in a stored text by spaces."""
    text = _SCHEME.sub("https", text)
    if "core/post-meta" in text:
        text = _without_bound_texts(text)
    text = _IMPORTED.sub(" ", text)
    text = _NUMBER.sub(" ", _LOOK.sub(" ", _LANGUAGE.sub(" ", text)))
    return _SIGNATURE.sub(" ", text)


def _without_bound_texts(text: str) -> str:
    """Replace what is written in blocks that show a field."""
    first, *blocks = _DELIMITER.split(text)
    pairs = zip(blocks, [*blocks[1:], ""], strict=True)
    return first + "".join(" " if _is_bound(*pair) else f"<!-- {pair[0]}" for pair in pairs)


def _is_bound(block: str, following: str) -> bool:
    """Check whether a delimiter and its text are those of a block without inner blocks."""
    head, end, _ = block.partition("-->")
    opening = _OPENING.match(head)
    if not (opening and end and "core/post-meta" in head) or head.endswith("/"):
        return False
    return following.startswith(f"/wp:{opening[1]} -->")
