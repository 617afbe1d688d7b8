"""Marks that programs leave in a text: of printed pages, and of headings and links."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns

_PAGE_NUMBER: Final = patterns.lazy(
    r"(?:\S.{0,200}?\s{2,}|\s*)\d{1,4}\s?(?:/|of|von|sur|de|di|van|av|z|из)\s?\d{1,4}(?:\s{2,}\S.{0,60})?\s*",
    re.IGNORECASE,
)
"""A browser's last line on a printed page: ``1 of 2        03/02/2019, 21:14``."""
_ADDRESS: Final = patterns.lazy(r"(?:https?://|file://|about:)\S+")
_STARRED: Final = patterns.lazy(r"[ \t]*(\*{2,6}) (\S.{0,300}?) \1[ \t]*")
_RULE: Final = patterns.lazy(r"={20,}[ \t]*")
_JOINED: Final = patterns.lazy(r"(?<=\w)_(?=[\w(\"'“„«])|(?<=[.,;:!?)\"'”“»])_(?=\w)")
_GLUED: Final = patterns.lazy(r"(?<=[^\W\d_])(?=\d{1,2}_[^\W\d_])")
"""A name and the date in a link beside it, between which the page had no blank."""
_FEWEST: Final = 2


def without_marks(text: str) -> str:
    """Blank out what is no part of a page's text; the lines keep their numbers.

    These are the first and last lines of printed pages, as in the text of a PDF, and the marks
    with which one ``html2text`` (C++) writes headings and links.

    Args:
        text: The whole text of a dump.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:
        text = _without_running_lines(text)
    lines = text.split("\n")
    if sum(_STARRED.fullmatch(line) is not None for line in lines) >= _FEWEST:
        return "\n".join(_without_stars(lines))
    return text


def _without_running_lines(text: str) -> str:
    """Blank out the same first line, and the last line with its number, of each printed page."""
    pages = [page.split("\n") for page in text.split("\f")]
    full = [page for page in pages if any(map(str.strip, page))]
    places = [[n for n, line in enumerate(page) if line.strip()] for page in full]
    firsts = {page[at[0]].strip() for page, at in zip(full, places, strict=True)}
    has_header = len(full) > 1 and len(firsts) == 1
    for page, at in zip(full, places, strict=True):
        header = page[at[0]]
        if has_header or (len(at) > 1 and _ADDRESS.search(header)):
            page[at[0]] = ""
        if len(at) > 1 and _PAGE_NUMBER.fullmatch(page[at[-1]]):
            page[at[-1]] = ""
    return "\n".join("\n".join(page) for page in pages)


def _without_stars(lines: list[str]) -> list[str]:
    """Take the stars off headings, and the underscores out of links, which stand for blanks."""
    found: list[str] = []
    for line in lines:
        match = _STARRED.fullmatch(line)
        if _RULE.fullmatch(line):
            found.append("")
        else:
            found.append(_JOINED.sub(" ", _GLUED.sub(" ", match[2] if match else line)))
    return found
