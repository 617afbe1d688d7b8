"""Finds code whose end is in another paragraph or block than its start."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Sequence


class CodeExtents(NamedTuple):
    """Code that reaches over blocks, by numbers of tags.

    Attributes:
        listings: For a ``<p>`` that begins with code, and code that ends in a later paragraph, the
            number of ``<code>``. wpautop makes such paragraphs of a listing with blank lines.
        mixed: The numbers of each ``<code>`` with other blocks before its end.
    """

    listings: dict[int, int]
    mixed: set[int]


def code_extents(html: str, tags: Sequence[re.Match[str]], blocks: Collection[str]) -> CodeExtents:
    """Find the code that reaches over blocks.

    Args:
        html: The markup.
        tags: Its tags and comments, with groups ``name`` and ``end``.
        blocks: The names of elements that are blocks.
    """
    found = CodeExtents({}, set())
    start = -1
    names: set[str] = set()
    for number, tag in enumerate(tags):
        name = (tag["name"] or "").lower()
        if name != "code":
            names.add(name)
        elif not tag["end"] and start < 0:
            start, names = number, set()
        elif tag["end"] and start >= 0:
            inside = names & set(blocks)
            if inside - {"p"}:
                found.mixed.add(start)
            elif inside and _begins(html, tags, start):
                found.listings[start - 1] = start
            start = -1
    return found


def _begins(html: str, tags: Sequence[re.Match[str]], start: int) -> bool:
    """Check whether code begins a paragraph."""
    if not start:
        return False
    before = tags[start - 1]
    is_paragraph = (before["name"] or "").lower() == "p" and not before["end"]
    return is_paragraph and not html[before.end() : tags[start].start()].strip()
