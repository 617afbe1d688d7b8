"""Lists of files that a server makes of a folder: mirrors have them below ``wp-content``."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

# Apache, nginx, lighttpd and Caddy; Python's own server; IIS names the host in front.
_TITLE: Final = patterns.lazy(
    r"<title>\s*+((?:Index of|Directory listing for) /[^<]*+|[\w.:-]++ - /[^<]*+)</title>",
    re.IGNORECASE,
)
_PARENT: Final = patterns.lazy(
    r"\?C=[NMSD](?:;|&amp;|&|%3B)O(?:=|%3D)[AD]"
    r"|<a\s[^<>]*>\s*+(?:\.\./?|Parent Directory/?|\[To Parent Directory\])\s*+</a>",
    re.IGNORECASE,
)
_START: Final = 8192


def is_directory_listing(text: str) -> bool:
    """Return whether a page is a server's list of the files in a folder.

    Its title is its heading, and a link leads to the folder above or sorts the list.

    Args:
        text: The page.
    """
    start = text[:_START]
    if (title := _TITLE.search(start)) is None:
        return False
    rest = start[title.end() :]
    return title[1].strip() in rest and _PARENT.search(rest) is not None
