"""Words: runs of letters and digits, compared without case; a CJK character is a word."""

from __future__ import annotations

import html
from typing import Final

from wparchive import patterns

JOIN: Final = "\x01"
"""Marks where markup inside a line was removed: its neighbours may be one word, or two."""

# Japanese, Chinese and Korean put no space between words.
_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_LETTERS: Final = rf"[^\W_{_CJK}]+"
_UNIT: Final = patterns.lazy(rf"[{_CJK}]|{_LETTERS}(?:{JOIN}+{_LETTERS})*")
# Characters that show nothing: soft hyphens, joiners, byte order marks.
_INVISIBLE: Final = patterns.lazy("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CONTROLS: Final = patterns.lazy("[\x00-\x08]")
# No character has such a number; int() refuses thousands of digits.
_ODD_REFERENCE: Final = patterns.lazy(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")


def without_controls(text: str) -> str:
    """Replace control characters, of which `JOIN` is one, by spaces."""
    return _CONTROLS.sub(" ", text)


def decode(text: str) -> str:
    """Decode character references, twice: code is often escaped once more than its text."""
    for _ in range(2):
        if "&" not in text:
            break
        text = html.unescape(_ODD_REFERENCE.sub("\ufffd", text))
    return text


def units(text: str) -> list[tuple[str, ...]]:
    """Split text into words.

    Returns:
        A tuple for each word: its parts as `JOIN` separates them, casefolded; usually one.
    """
    found = _UNIT.findall(_INVISIBLE.sub("", decode(text)).casefold())
    return [tuple(filter(None, unit.split(JOIN))) for unit in found]


def words(text: str) -> list[str]:
    """Split text without `JOIN` marks into casefolded words."""
    return _UNIT.findall(_INVISIBLE.sub("", decode(text)).casefold())
