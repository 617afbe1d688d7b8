"""Addresses of archived pages as paths of the server, in the form that browsers send."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from wparchive import patterns

AT = "/at/"
"""Beginning of the paths at which the server has archived addresses."""
_KEPT = "%/:=&?~+!$,;'@()*[]"
# Browsers resolve `.` and `..` between slashes (URL Standard, 4.4), also with encoded dots.
_BEFORE_DOTS = patterns.lazy(r"/(?=(?:\.|%2e){1,2}(?:[/?]|\Z))", re.IGNORECASE)
_LETTERS = patterns.lazy(r"(?:%[89a-f][0-9a-f])+", re.IGNORECASE)


def quoted(address: str) -> str:
    """Return an address as archives have it: letters such as ``ä`` are percent-encoded."""
    return quote(address, safe=f"{_KEPT}#", errors="replace")


def sent(address: str) -> str:
    """Return an address in a form that browsers send as it is.

    Everything that they would change or cut off is percent-encoded: letters and signs outside of
    ASCII, spaces, quotes, backslashes, ``#``, and the slashes before ``..``.
    """
    path, question, query = quote(address, safe=_KEPT, errors="replace").partition("?")
    return _BEFORE_DOTS.sub("%2F", path) + question + query


def server_path(address: str) -> str:
    """Return the path at which the server has an address."""
    return AT + sent(address)


def shown(address: str) -> str:
    """Return an address for people: letters outside of ASCII instead of their percent-encoding."""
    return _LETTERS.sub(_decoded, address)


def _decoded(match: re.Match[str]) -> str:
    text = unquote(match[0], errors="replace")
    # Signs that steer the reading direction are not printable, and neither are other spaces.
    return text if text.isprintable() and "\ufffd" not in text else match[0]
