"""Marks in stored texts that readers never see: languages, formulas, notes, Textile, imports.

This module has its own rules for marks, and uses no table of the renderer.
"""

from __future__ import annotations

import re
from typing import Final

# qTranslate: [:en], {:en}, <!--:en-->; the last ones are comments anyway.
_LANGUAGE: Final = re.compile(
    r"\[:(?:[a-z]{2,3})?\]|\{:(?:[a-z]{2,3})?\}|\[/?m?lang_[a-z]{2}(?:[-_][A-Za-z]{2,4})?\]"
)
# WordPress.com: the size and colours after a formula.
_LOOK: Final = re.compile(r"&(?:amp;|#038;)?(?:s|bg|fg)=[-\w]{1,9}+(?=\s*+[&$])")
# FD Footnotes: the number before a note.
_NUMBER: Final = re.compile(r"\[\d{1,3}\. ")
# Smart YouTube: a scheme that says that a player is shown.
_SCHEME: Final = re.compile(r"\bhttp(?:v[a-z]{0,3}|a)(?=://)")
# Textile: the kind of a block, and its class and style.
_SIGNATURE: Final = re.compile(
    r"^(?:h[1-6]|bq|bc|p|pre|notextile|fn\d{1,3})"
    r"(?>(?:\([^()\n]*\)|\{[^{}\n]*\}|\[[a-z-]*\]|[<>=()])*)\.\.? ",
    re.MULTILINE,
)

# LiveJournal's tags, and Movable Type's.
_IMPORTED: Final = re.compile(
    r"</?[lL][jJ](?=[\s>-])[^<>]*+>|</?(?:MT[A-Z]|mt:)\w+[^<>]*+>|<\$(?:MT|mt:)[^<>$]*+\$>"
)
# What is written in blocks that show a field.
_INSTEAD: Final = re.compile(
    r"<!-- wp:(?P<name>[a-z][\w/-]*+) \{(?:(?!-->).)*core/post-meta(?:(?!-->).)*(?<!/)-->"
    r"(?:(?!<!-- /?wp:).)*(?=<!-- /wp:(?P=name) -->)",
    re.DOTALL,
)


def without_marks(text: str) -> str:
    """Replace the marks of plugins in a stored text by spaces."""
    text = _SCHEME.sub("https", text)
    if "core/post-meta" in text:
        text = _INSTEAD.sub(" ", text)
    text = _IMPORTED.sub(" ", text)
    text = _NUMBER.sub(" ", _LOOK.sub(" ", _LANGUAGE.sub(" ", text)))
    return _SIGNATURE.sub(" ", text)
