"""The log of repairs, by byte offset; lines and post ids are added when all is read."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors.notices import Code, Notice, quoting
from wparchive.storage.mapped import release

if TYPE_CHECKING:
    from collections.abc import Callable
    from mmap import mmap

LISTED = 10_000
"""Places of one code that are named one by one; a last notice counts the others."""
_BLOCK = 1 << 20


class Repair(NamedTuple):
    """One repair, at a byte offset of the document."""

    offset: int
    code: Code
    message: str
    public: str | None = None


@dataclass
class ItemIndex:
    """Where the items begin and end in the document, and begin in the copy; and their post ids."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    copied: list[int] = field(default_factory=list)
    ids: list[int | None] = field(default_factory=list)

    def begin(self, start: int, copied: int) -> None:
        """Begin an item at an offset of the document and one of the copy."""
        self.starts.append(start)
        self.copied.append(copied)
        self.ends.append(sys.maxsize)
        self.ids.append(None)

    def end(self, stop: int) -> None:
        """End the open item at an offset of the document."""
        self.ends[-1] = stop

    def identify(self, post_id: int) -> None:
        """Note the id of the open item."""
        if self.ids and self.ids[-1] is None:
            self.ids[-1] = post_id

    def at(self, offset: int) -> int | None:
        """Return the post id of the item at an offset of the document; None outside of items."""
        found = self._find(offset)
        return None if found is None else self.ids[found]

    def copy_of(self, offset: int) -> int | None:
        """Return the offset in the copy of the item at an offset of the document."""
        # What is missing at the end of an item is repaired where the next one begins.
        found = self._find(offset - 1)
        return None if found is None else self.copied[found]

    def _find(self, offset: int) -> int | None:
        found = bisect_right(self.starts, offset) - 1
        return found if found >= 0 and offset < self.ends[found] else None


@dataclass
class RepairLog:
    """The repairs so far; their number is bounded for any document."""

    listed: list[Repair] = field(default_factory=list)
    counts: Counter[Code] = field(default_factory=Counter)
    last: dict[Code, int] = field(default_factory=dict)

    def add(self, code: Code, offset: int, message: str, *quotes: str) -> None:
        """Log a repair.

        Args:
            code: What happened.
            offset: Where.
            message: The details; with quotes, it has ``{}`` in place of each.
            quotes: What of the document it quotes, which may be hidden: nobody knows here.
        """
        self.counts[code] += 1
        self.last[code] = offset
        if self.counts[code] <= LISTED:
            text = quoting(message, *quotes) if quotes else (message, None)
            self.listed.append(Repair(offset, code, *text))

    def change(self, old: Code, new: Code) -> None:
        """Change the code of logged repairs, now that more is known."""
        self.listed = [n._replace(code=new) if n.code == old else n for n in self.listed]
        if number := self.counts.pop(old, 0):
            self.counts[new] += number
            self.last[new] = self.last.pop(old)

    def notices(
        self, source: str, data: mmap | bytes, items: ItemIndex, original: Callable[[int], int]
    ) -> list[Notice]:
        """Return the repairs as notices, in the document's order.

        Args:
            source: The input's name.
            data: The document in UTF-8; its lines are the original's.
            items: The items of the document.
            original: Maps offsets in `data` to offsets in the original.
        """
        found: list[Notice] = []
        line, position = 1, 0
        for repair in sorted(self.listed, key=lambda repair: repair.offset):
            offset = min(repair.offset, len(data))
            for start in range(position, offset, _BLOCK):
                line += data[start : min(start + _BLOCK, offset)].count(b"\n")
                release(data, start, min(start + _BLOCK, offset))
            position = max(position, offset)
            # An element without an end stops where the next item may begin.
            post = items.at(repair.offset - (repair.code == Code.ELEMENT_UNCLOSED))
            notice = Notice(repair.code, repair.message, source, line, original(offset), post)
            found.append(notice._replace(public=repair.public))
        for code, number in self.counts.items():
            if number > LISTED:
                place = original(min(self.last[code], len(data)))
                message = f"{number - LISTED} more such places, the last at byte {place}."
                found.append(Notice(code, message, source, None, place))
        return found


def excerpt(data: bytes) -> str:
    """Quote bytes for a message: short, on one line, without control characters."""
    text = data[:80].decode("utf-8", "backslashreplace")
    return repr(text[:60]) + ("..." if len(data) > 60 else "")
