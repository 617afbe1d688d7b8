"""Excerpts that WordPress cut from the text, and forms that it shows instead of a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.assembly.identity import fingerprint
from wparchive.web.scanning import Ended

if TYPE_CHECKING:
    from collections.abc import Iterable

_MORE = (
    Ended(patterns.lazy(r"<p class=\"more-link.*?</p>", re.DOTALL), patterns.lazy("</p>")),
    Ended(
        patterns.lazy(r"<a\b(?:(?!<a\b)[^>])*?\bmore-link\b.*?</a>", re.DOTALL),
        patterns.lazy("</a>"),
    ),
)
_CUT = patterns.lazy(r"(?:\[?(?:&#8230;|&hellip;|…|\.\.\.)\]?|&raquo;|»)\s*(?:</\w+>\s*)*$")
# How WordPress's own themes end an excerpt that they cut: "… Continue reading →", a link.
_LINKED = patterns.lazy(
    r"(?:&#8230;|&hellip;|…|\.\.\.)\]?\s*+<a\s[^<>]*+>[^<>]{1,60}+(?:<span[^<>]*+>[^<>]{0,9}+</span>)?"
    r"\s*+</a>\s*+(?:</p>\s*+)?\Z"
)
_FORM = patterns.lazy(r"<form\b(?:(?!<form\b)[^>])*?\baction=[\"'][^\"']*\baction=postpass\b")


def is_beginning(excerpt: str, content: str) -> bool:
    """Return whether WordPress cut an excerpt from the text (``wp_trim_excerpt()``)."""
    if not excerpt.strip():
        return True
    bare = without_more(excerpt).rstrip()
    if bare != excerpt.rstrip() or _CUT.search(bare) or _LINKED.search(bare):
        return True
    return fingerprint(content).startswith(fingerprint(bare))


def is_teaser(text: str, content: str) -> bool:
    """Return whether a text ends with a mark of more, and is where a longer text begins.

    An author may end a text with such a mark, too: then no other one goes on after it.
    """
    uncut = _without_mark(text)
    if uncut == text.rstrip():
        return False
    begin, whole = fingerprint(uncut), fingerprint(without_more(content))
    return bool(begin) and begin != whole and whole.startswith(begin)


def longest_text(bodies: Iterable[str]) -> str:
    """Return the body with most letters if one of them ends with a mark of more; else ""."""
    bodies = list(bodies)
    if all(_without_mark(text) == text.rstrip() for text in bodies):
        return ""
    return max(bodies, key=lambda text: len(fingerprint(without_more(text))))


def _without_mark(text: str) -> str:
    return _CUT.sub("", without_more(text).rstrip()).rstrip()


def without_more(text: str) -> str:
    """Return a text without its link to the rest ("Continue reading")."""
    for more in _MORE:
        text = more.sub("", text)
    return text


def is_password_form(content: str | None) -> bool:
    """Return whether a body is the form ``get_the_password_form()`` of a protected post."""
    return bool(content) and _FORM.search(content or "") is not None
