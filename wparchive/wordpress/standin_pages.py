"""Known wordings of pages in place of a post: parked domains, errors, maintenance, and others."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Final

from wparchive import patterns

MISSING: Final = "a page for what was not found"
FAILED: Final = "a page for a server's error"
FIRST_POST: Final = "the first post of a new blog"
_PIECES: Final = patterns.lazy(r"(?<!\s)\s++[|–—·•»«:›-]+\s++")
_SHORT: Final = 400
_MOST_AROUND: Final = 15
"""Characters that the title of an error page has beside a known wording."""


def kind_of_wording(text: str) -> str:
    """Name the kind of a page in place of a post by its wording; empty if it is unknown.

    Args:
        text: The page's visible text in lower case, white space as single spaces.
    """
    for kind, wordings in _table().items():
        if any(wording in text for wording in wordings):
            return kind
    return ""


def stands_in(text: str) -> bool:
    """Return whether a page has few words, and known ones; a post may quote them.

    Args:
        text: The page's visible text.
    """
    bare = " ".join(text.casefold().split())
    return len(bare) < _SHORT and bool(kind_of_wording(bare))


def is_first_post(text: str) -> bool:
    """Return whether a text is the one that WordPress puts into a new blog.

    Args:
        text: The text of a post.
    """
    bare = " ".join(text.casefold().split())
    return len(bare) < _SHORT and has_first_post(bare)


def has_first_post(text: str) -> bool:
    """Return whether a page shows that text; in lower case, white space as single spaces."""
    return any(wording in text for wording in _table()[FIRST_POST])


def is_title_of_missing(title: str) -> bool:
    """Return whether a title, or a piece of it, says that nothing was found, and little else."""
    return any(_says(piece, MISSING) for piece in _PIECES.split(title))


def is_title_of_failure(title: str) -> bool:
    """Return whether a title says that a server failed, and little else."""
    return _says(title, FAILED)


def _says(title: str, kind: str) -> bool:
    bare = " ".join(title.casefold().split())
    return any(
        wording in bare and len(bare) <= len(wording) + _MOST_AROUND
        for wording in _table()[kind]
        if len(wording) > 5
    )


@cache
def _table() -> dict[str, list[str]]:
    file = resources.files("wparchive") / "data/standins.toml"
    return tomllib.loads(file.read_text("utf-8"))
