"""The cut of an export into ranges of whole items, without parsing it.

An ``<item`` inside a CDATA section is text. Before a candidate the last ``<![CDATA[`` decides: the
tag is real if there is none, or if a ``]]>`` follows it. Where this goes wrong the ranges do not
parse, and the reader falls back to reading the document as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from wparchive.formats.readers import Range
from wparchive.storage.mapped import release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.storage.mapped import Bytes

RANGE_SIZE = 1 << 20
_ITEM = re.compile(rb"<item[\s>]")
_ITEM_END = b"</item>"


class Cut(NamedTuple):
    """An export in parts.

    Attributes:
        items: Byte offset of the first item.
        end: Byte offset after the last one.
        ranges: Parts of whole items that cover all between the two.
    """

    items: int
    end: int
    ranges: list[Range]


def cut(data: Bytes, size: int = RANGE_SIZE) -> Cut | None:
    """Cut a document; None if it has no item.

    Args:
        data: The whole document in an encoding that contains ASCII.
        size: Bytes that a range has at least, but for the last.
    """
    start = _next_item(data, 0, 0)
    if start is None:
        return None
    end = _last_end(data, start)
    if end is None:
        return None
    ranges: list[Range] = []
    line = data[:start].count(b"\n") + 1
    begin = start
    while begin < end:
        following = _next_item(data, begin + size, begin)
        stop = end if following is None or following > end else following
        ranges.append(Range(begin, stop, line))
        line += data[begin:stop].count(b"\n")
        release(data, begin, stop)
        begin = stop
    return Cut(start, end, ranges)


def item_offsets(data: bytes) -> Iterator[int]:
    """Yield the offsets of the items in a range."""
    position = previous = 0
    while (found := _next_item(data, position, previous)) is not None:
        yield found
        previous, position = found, found + 5


def _next_item(data: Bytes, position: int, known: int) -> int | None:
    """Return the first real ``<item`` from `position`; `known` is a real boundary before it."""
    while match := _ITEM.search(data, position):
        closing = _hidden_until(data, match.start(), known)
        if closing is None:
            return match.start()
        position = closing
    return None


def _last_end(data: Bytes, start: int) -> int | None:
    """Return the offset after the last real ``</item>``."""
    limit = len(data)
    while (found := data.rfind(_ITEM_END, start, limit)) >= 0:
        if _hidden_until(data, found, start) is None:
            return found + len(_ITEM_END)
        limit = found
    return None


def _hidden_until(data: Bytes, position: int, known: int) -> int | None:
    """Return the end of the CDATA section or comment that hides `position`; None if none does."""
    section = data.rfind(b"<![CDATA[", known, position)
    if section >= 0 and data.find(b"]]>", section, position) < 0:
        return _after(data, b"]]>", position)
    comment = data.rfind(b"<!--", max(section, known), position)
    if section >= 0 and 0 <= comment < data.find(b"]]>", section, position):
        return None
    if comment >= 0 and data.find(b"-->", comment, position) < 0:
        return _after(data, b"-->", position)
    return None


def _after(data: Bytes, mark: bytes, position: int) -> int:
    found = data.find(mark, position)
    return len(data) if found < 0 else found + len(mark)
