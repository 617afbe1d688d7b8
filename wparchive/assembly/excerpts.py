"""Excerpts that WordPress cut from the text, and forms that it shows instead of a text."""

from __future__ import annotations

import re

from wparchive import patterns
from wparchive.assembly.identity import fingerprint
from wparchive.web.scanning import Ended

_MORE = (
    Ended(patterns.lazy(r"<p class=\"more-link.*?</p>", re.DOTALL), patterns.lazy("</p>")),
    Ended(
        patterns.lazy(r"<a\b(?:(?!<a\b)[^>])*?\bmore-link\b.*?</a>", re.DOTALL),
        patterns.lazy("</a>"),
    ),
)
_CUT = patterns.lazy(r"(?:\[?(?:&#8230;|&hellip;|…|\.\.\.)\]?|&raquo;|»)\s*(?:</\w+>\s*)*$")
_FORM = patterns.lazy(r"<form\b(?:(?!<form\b)[^>])*?\baction=[\"'][^\"']*\baction=postpass\b")


def is_beginning(excerpt: str, content: str) -> bool:
    """Return whether WordPress cut an excerpt from the text (``wp_trim_excerpt()``)."""
    if not excerpt.strip():
        return True
    bare = without_more(excerpt).rstrip()
    if bare != excerpt.rstrip() or _CUT.search(bare):
        return True
    return fingerprint(content).startswith(fingerprint(bare))


def is_teaser(text: str, content: str) -> bool:
    """Return whether a text ends with a mark of more, and is where a longer text begins."""
    bare = without_more(text).rstrip()
    uncut = _CUT.sub("", bare).rstrip()
    if uncut == text.rstrip() or len(uncut) >= len(content):
        return False
    begin = fingerprint(uncut)
    return bool(begin) and fingerprint(content).startswith(begin)


def without_more(text: str) -> str:
    """Return a text without its link to the rest ("Continue reading")."""
    for more in _MORE:
        text = more.sub("", text)
    return text


def is_password_form(content: str | None) -> bool:
    """Return whether a body is the form ``get_the_password_form()`` of a protected post."""
    return bool(content) and _FORM.search(content or "") is not None
