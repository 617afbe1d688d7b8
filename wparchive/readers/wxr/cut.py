"""The cut of an export into ranges of whole items, without parsing it.

An ``<item`` inside a CDATA section is text. Before a candidate the last ``<![CDATA[`` decides: the
tag is real if there is none, or if a ``]]>`` follows it. Where this goes wrong the ranges do not
parse, and the reader falls back to reading the document as a whole.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.formats.readers import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

RANGE_SIZE = 1 << 20
_MARGIN = 1 << 18
"""Bytes read beyond a range's least size, in which most next items begin."""
_LARGEST = 1 << 28
"""Bytes without an item's begin up to which a document is cut; others are read as a whole."""
_ITEM = patterns.lazy(rb"<item[\s>]")
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


class _Window(NamedTuple):
    """A part of the document, up to the next item or beyond.

    Attributes:
        data: Its bytes.
        item: The offset in them of the next item; None if the document ends without one.
    """

    data: bytes
    item: int | None


def cut(file: IO[bytes], size: int = RANGE_SIZE) -> Cut | None:
    """Cut a document; None if it has no item, or a part that is too large.

    The document is read, not mapped into memory: if another program truncates a mapped file, the
    system ends the process that looks at it.

    Args:
        file: The whole document in an encoding that contains ASCII.
        size: Bytes that a range has at least, but for the last.
    """
    head = _window(file, 0, 0)
    if head is None or head.item is None:
        return None
    begin = head.item
    line = head.data.count(b"\n", 0, begin) + 1
    ranges: list[Range] = []
    while window := _window(file, begin, size):
        data, following = window
        stop = _last_end(data) if following is None else following
        if stop is None:
            return None
        ranges.append(Range(begin, begin + stop, line))
        line += data.count(b"\n", 0, stop)
        begin += stop
        if following is None:
            return Cut(head.item, begin, ranges)
    return None


def _window(file: IO[bytes], begin: int, size: int) -> _Window | None:
    """Read from a real boundary to the first item that is `size` bytes or more behind it.

    Returns:
        None if that item is too far away to be looked for in memory.
    """
    length = size + _MARGIN
    while length <= _LARGEST:
        file.seek(begin)
        data = file.read(length)
        item = _next_item(data, size, 0)
        if item is not None or len(data) < length:
            return _Window(data, item)
        del data
        length *= 2
    return None


def item_offsets(data: bytes) -> Iterator[int]:
    """Yield the offsets of the items in a range."""
    position = previous = 0
    while (found := _next_item(data, position, previous)) is not None:
        yield found
        previous, position = found, found + 5


def _next_item(data: bytes, position: int, known: int) -> int | None:
    """Return the first real ``<item`` from `position`; `known` is a real boundary before it."""
    while match := _ITEM.search(data, position):
        closing = _hidden_until(data, match.start(), known)
        if closing is None:
            return match.start()
        position = closing
    return None


def _last_end(data: bytes) -> int | None:
    """Return the offset after the last real ``</item>``."""
    limit = len(data)
    while (found := data.rfind(_ITEM_END, 0, limit)) >= 0:
        if _hidden_until(data, found, 0) is None:
            return found + len(_ITEM_END)
        limit = found
    return None


def _hidden_until(data: bytes, position: int, known: int) -> int | None:
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


def _after(data: bytes, mark: bytes, position: int) -> int:
    found = data.find(mark, position)
    return len(data) if found < 0 else found + len(mark)
