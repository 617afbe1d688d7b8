"""Balance the tags of a piece of HTML, so that it ends where the page around it goes on.

An author's ``<small>`` or ``<object>`` without an end would hold all that a page shows below the
text, and a stray ``</div>`` would end an element of the page. WordPress's own
``force_balance_tags()``, which comments get (`wparchive.wordpress.balance`), does not serve here:
it also writes sound tags anew, and takes what is in scripts and attributes for tags.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from wparchive import patterns
from wparchive.web.elements import VOID

_TOKEN: Final = patterns.lazy(
    r"""
      <!--.*?(?:-->|\Z)
    | <(?P<raw>script|style|textarea|title|iframe|xmp|noembed|noframes)\b[^<>]*+>
      .*?(?:</(?P=raw)\s*+>|\Z)
    | <(?P<end>/?)(?P<name>[a-z][^\s/<>]*+)
      (?>(?:[^<>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|["'=])*)>
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_IMPLIED: Final = VOID | frozenset(
    """body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead
    tr""".split()
)
"""Elements whose end another tag implies (HTML, 13.1.2.4), and those without content."""
_FOREIGN: Final = frozenset({"math", "svg"})
_MOST: Final = 1000
"""End tags to add; browsers open no more than 512 elements in one another."""


def balanced(html: str) -> str:
    """Leave out end tags without a start, and add those that are missing.

    Args:
        html: A piece of HTML whose comments and elements of raw text have ends.

    Returns:
        The same if each element has an end.
    """
    if "<" not in html:
        return html
    open_: Counter[str] = Counter()
    starts: list[str] = []
    strays: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if not name or name in _IMPLIED or _is_foreign_void(token, open_):
            continue
        if not token["end"]:
            open_[name] += 1
            starts.append(name)
        elif open_[name]:
            open_[name] -= 1
        else:
            strays.append(token.span())
    return _without(html, strays) + "".join(_missing(starts, +open_))


def _is_foreign_void(token: re.Match[str], open_: Counter[str]) -> bool:
    """Return whether an element of SVG or MathML ends where it starts."""
    return token[0].endswith("/>") and any(open_[name] for name in _FOREIGN)


def _without(html: str, spans: list[tuple[int, int]]) -> str:
    if not spans:
        return html
    starts = [0, *(stop for _, stop in spans)]
    stops = [*(start for start, _ in spans), len(html)]
    return "".join(html[start:stop] for start, stop in zip(starts, stops, strict=True))


def _missing(starts: list[str], open_: Counter[str]) -> list[str]:
    """Return the end tags of open elements, the innermost first."""
    found: list[str] = []
    for name in reversed(starts):
        if not open_ or len(found) >= _MOST:
            break
        if open_[name]:
            open_[name] -= 1
            found.append(f"</{name}>")
    return found
