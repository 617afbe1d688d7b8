"""URLs split and joined as urllib does, and no error from those that it refuses.

urllib raises `ValueError` for an authority such as ``[x`` or a port that is no number; anybody may
have typed such an address into a blog. What follows the WHATWG standard is in `content.urls`.
"""

from __future__ import annotations

from urllib import parse
from urllib.parse import SplitResult


def urlsplit(url: str) -> SplitResult:
    """A URL's parts; of one that cannot be split, none."""
    try:
        return parse.urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def urljoin(base: str, url: str) -> str:
    """A URL in relation to a base; where they cannot be joined, as it is."""
    try:
        return parse.urljoin(base, url)
    except ValueError:
        return url


def urldefrag(url: str) -> str:
    """A URL without its fragment."""
    return url.partition("#")[0]
