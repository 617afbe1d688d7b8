"""A quick proof that nothing is missing: the source's runs of plain text, found in their order.

Most posts pass it, for a small part of what counting their words would cost. A post that does not
has lost nothing yet: it is counted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.engine.accounting.builders import has_builder
from wparchive.engine.accounting.elements import DRAWINGS, TEXTLESS, is_element
from wparchive.engine.accounting.source import TEXT_ATTRIBUTE, shortcode_pattern, without_comments

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME: Final = patterns.lazy(r"</?([a-zA-Z][^\s/<>]*)")
# Addresses, markup and references, in this order: each may be part of what is before it.
_APART: Final = (
    ("://", patterns.lazy(r"https?://[^\s<>\"'\[\]]+")),
    ("<", patterns.lazy(r"<[^<>]*>")),
    ("&", patterns.lazy(r"&#?\w+;")),
)
# What any renderer may escape or move.
_SEPARATOR: Final = patterns.lazy(r"[\n\r\t<>&*_`~\[\]\\|#{}$+=^@\xa0]")
_EDGES: Final = " .,;:!?'\"()-/%\u2013\u2014\u2026\u2018\u2019\u201c\u201d\u00ab\u00bb"
_WORD: Final = patterns.lazy(r"[^\W_]+")
# A run may begin inside another word; who repeats that thousands of times is counted.
_TRIES: Final = 8
# How far from its expected place a word of a broken run may be.
_REACH: Final = 400


@lru_cache(maxsize=512)
def runs(text: str, shortcodes: frozenset[str]) -> tuple[str, ...] | None:
    """Split a raw text into runs that every format writes as they are; None to have it counted."""
    if "<" in text:
        text = without_comments(text, "\n")
        for name in set(_NAME.findall(text)):
            lower = name.lower()
            if lower in TEXTLESS or lower in DRAWINGS or not is_element(name):
                return None
    if "[" in text:
        if has_builder(text):
            return None
        tags = shortcode_pattern(shortcodes)
        if any(TEXT_ATTRIBUTE.search(tag[0]) for tag in tags.finditer(text)):
            return None
        text = tags.sub("\n", text)
    for sign, apart in _APART:
        if sign in text:
            text = apart.sub("\n", text)
    parts = _SEPARATOR.split(text.replace("  ", "\n"))
    return tuple(run for part in parts if (run := part.strip(_EDGES)))


def is_aligned(places: Sequence[Sequence[str]], written: str) -> bool:
    """Check whether runs are in a written text, in order, as whole words, none twice."""
    at = 0
    for place in places:
        for run in place:
            found = _find(run, written, at)
            if found < 0 and (found := _find_words(run, written, at)) < 0:
                return False
            at = found
    return True


def _find(run: str, written: str, at: int, limit: int | None = None) -> int:
    """Find a run as whole words; the offset after it, or -1."""
    for _ in range(_TRIES):
        start = written.find(run, at, limit)
        if start < 0:
            return -1
        stop = start + len(run)
        before, after = written[start - 1 : start], written[stop : stop + 1]
        inside = before.isalnum() and run[0].isalnum()
        if not inside and not (after.isalnum() and run[-1].isalnum()):
            return stop
        at = start + 1
    return -1


def _find_words(run: str, written: str, at: int) -> int:
    """Find a run word by word near its expected place; the offset after it, or -1."""
    for word in _WORD.findall(run):
        at = _find(word, written, at, at + len(run) + _REACH)
        if at < 0:
            return -1
    return at
