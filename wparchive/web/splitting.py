"""Split and join URLs like urllib, but without its errors.

urllib raises `ValueError` for an authority such as ``[x`` or a port that is no number; anybody may
have typed such an address into a blog. The WHATWG standard's rules are in `web.urls`.
"""

from __future__ import annotations

from urllib import parse
from urllib.parse import SplitResult


def urlsplit(url: str) -> SplitResult:
    """Split a URL; all parts are empty if the URL cannot be split."""
    try:
        return parse.urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def urljoin(base: str, url: str) -> str:
    """Join a URL to a base; return it unchanged if they cannot be joined."""
    try:
        return parse.urljoin(base, url)
    except ValueError:
        return url


def urldefrag(url: str) -> str:
    """Return a URL without its fragment."""
    return url.partition("#")[0]
