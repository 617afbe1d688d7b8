"""Excerpts that WordPress cut from the text itself, and texts that it shows instead of one."""

from __future__ import annotations

import re

from wparchive.assembly.identity import fingerprint
from wparchive.scanning import Ended

_MORE = (
    Ended(re.compile(r"<p class=\"more-link.*?</p>", re.DOTALL), re.compile("</p>")),
    Ended(re.compile(r"<a\b(?:(?!<a\b)[^>])*?\bmore-link\b.*?</a>", re.DOTALL), re.compile("</a>")),
)
_CUT = re.compile(r"(?:\[?(?:&#8230;|&hellip;|…|\.\.\.)\]?|&raquo;|»)\s*(?:</\w+>\s*)*$")
_FORM = re.compile(r"<form\b(?:(?!<form\b)[^>])*?\baction=[\"'][^\"']*\baction=postpass\b")


def is_beginning(excerpt: str, content: str) -> bool:
    """Whether an excerpt was cut from the text (``wp_trim_excerpt()``), and not written by hand."""
    if not excerpt.strip():
        return True
    bare = without_more(excerpt).rstrip()
    if bare != excerpt.rstrip() or _CUT.search(bare):
        return True
    return fingerprint(content).startswith(fingerprint(bare))


def without_more(text: str) -> str:
    """A text without the link that leads to its rest."""
    for more in _MORE:
        text = more.sub("", text)
    return text


def is_password_form(content: str | None) -> bool:
    """Whether a body is what ``get_the_password_form()`` shows of a protected post."""
    return bool(content) and _FORM.search(content or "") is not None
