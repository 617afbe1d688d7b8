"""Shortcodes of code inside a ``pre`` that authors typed around them."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPENING: Final = patterns.lazy(
    r"<pre(?=[\s>])(?![^<>]*\slang\b)[^<>]*+>(?:\s*+<code\b[^<>]*+>)?", re.IGNORECASE
)
_CLOSING: Final = patterns.lazy(r"(?:</code\s*+>\s*+)?</pre\s*+>", re.IGNORECASE)


def without_pre(text: str, codes: Sequence[tuple[int, int]]) -> str:
    """Take shortcodes of code out of a ``pre``: they make one, and it cannot be inside another.

    Text beside them in the ``pre`` gets one of its own.

    Args:
        text: A stored text.
        codes: Start and end of its shortcodes of code, in order.
    """
    if not codes or "<pre" not in text.lower():
        return text
    out: list[str] = []
    done = 0
    for opening in _OPENING.finditer(text):
        if opening.start() < done or _covers(codes, opening.start()):
            continue
        closing = _first_outside(text, opening.end(), codes)
        if closing is None:
            break
        inside = [(a, b) for a, b in codes if opening.end() <= a and b <= closing.start()]
        if not inside:
            continue
        out.append(text[done : opening.start()])
        out += _pieces(text, opening, closing, inside)
        done = closing.end()
    return "".join([*out, text[done:]])


def _pieces(
    text: str,
    opening: re.Match[str],
    closing: re.Match[str],
    codes: list[tuple[int, int]],
) -> list[str]:
    """Return the shortcodes, each alone, and the texts between, each in tags of its own."""
    edges = [opening.end(), *(edge for pair in codes for edge in pair), closing.start()]
    pieces: list[str] = []
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        piece = text[start:end]
        if number % 2:
            pieces.append(f"\n{piece}\n")
        elif piece.strip():
            pieces.append(f"{opening[0]}{piece}{closing[0]}")
    return pieces


def _first_outside(text: str, start: int, codes: Sequence[tuple[int, int]]) -> re.Match[str] | None:
    ends = _CLOSING.finditer(text, start)
    return next((end for end in ends if not _covers(codes, end.start())), None)


def _covers(codes: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in codes)
