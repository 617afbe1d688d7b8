"""Stubs: pages that send browsers on, for hosts that serve files and nothing else."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.storage.names import is_storable, safe_name
from wparchive.storage.unique_paths import PathAllocator
from wparchive.web.filetypes import media_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.formats.writers import Redirect
    from wparchive.writers.redirects import Rules

_VIEWS = patterns.lazy(r"/(?:feed(?:/\w+)?|trackback|embed)$")
_PAGE_FILE = patterns.lazy(r"\.html?$", re.IGNORECASE)
_STUB = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Moved</title>
<link rel="canonical" href="{address}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={address}">
</head>
<body><p>Moved to <a href="{address}">{address}</a>.</p></body>
</html>
"""


def stubs(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the stubs by their paths on the site, as HTML.

    Args:
        rules: The redirects.
    """
    for redirect, file in _placed(rules):
        if file is not None:
            yield file, _STUB.format(address=html.escape(redirect.target))


def unwritten(rules: Rules) -> Iterator[Redirect]:
    """Yield the redirects that have no stub, as no file can answer at their addresses.

    A file or page of another address is there, or is where a directory must be, or no file system
    allows its name.
    """
    return (redirect for redirect, file in _placed(rules) if file is None)


def _placed(rules: Rules) -> Iterator[tuple[Redirect, str | None]]:
    """Yield the redirects that stubs are for, each with its file; None where none is possible."""
    taken = PathAllocator()
    for address in rules.pages():
        if (file := _file(address)) is not None and taken.is_free(file):
            taken.take(file)
    targets: dict[str, str] = {}
    for redirect in rules:
        if redirect.argument is not None or not _is_page(redirect.path):
            continue
        file = _file(redirect.path)
        if file is not None and taken.is_free(file):
            targets[file] = redirect.target
            yield redirect, taken.take(file)
        elif file is None or targets.get(file) != redirect.target:
            yield redirect, None


def _is_page(path: str) -> bool:
    """Check whether an address is that of a page: not of a feed, an image or the like."""
    if _VIEWS.search(path) or "index.php" in path.split("/"):
        return False
    return media_type(path, b"", "text/html") == "text/html"


def _file(path: str) -> str | None:
    """Return the file that hosts serve at an address; None if no file can."""
    segments = [segment for segment in path.split("/") if segment]
    if any(safe_name(segment, "") != segment for segment in segments):
        return None
    place = "/".join(segments)
    file = place if _PAGE_FILE.search(place) else f"{place}/index.html".lstrip("/")
    return file if is_storable(file) else None
