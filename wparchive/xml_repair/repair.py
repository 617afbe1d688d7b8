"""Repair of a damaged document: from its bytes to a well-formed copy, and all repairs."""

from __future__ import annotations

import codecs
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from wparchive.errors.notices import Code
from wparchive.storage.mapped import mapped, private_copy
from wparchive.storage.scratch import new_file
from wparchive.xml_repair.decisive import DoubtfulItems, doubtful_items
from wparchive.xml_repair.document import repair_document
from wparchive.xml_repair.encoding import UTF8, detect, transcode
from wparchive.xml_repair.log import ItemIndex, RepairLog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wparchive.errors.notices import Notice
    from wparchive.storage.source import Source


@dataclass
class ItemOffsets:
    """The offsets of items, from the copy to the original.

    Attributes:
        copied: Those in the copy.
        original: Those in the original.
        doubtful: The items that `doubtful_items` found.
    """

    copied: array[int]
    original: array[int]
    doubtful: DoubtfulItems = field(default_factory=DoubtfulItems)

    @classmethod
    def of(cls, items: ItemIndex, original: Callable[[int], int], doubtful: DoubtfulItems) -> Self:
        """Take the offsets from the items of a repaired document."""
        return cls(array("Q", items.copied), array("Q", map(original, items.starts)), doubtful)

    def __call__(self, offset: int) -> int | None:
        """Return the original's offset of an item; None if none begins there."""
        found = bisect_left(self.copied, offset)
        known = found < len(self.copied) and self.copied[found] == offset
        return self.original[found] if known else None


@dataclass
class RepairedCopy:
    """A repaired copy.

    Attributes:
        path: A file in the source's scratch directory.
        offsets: The offsets of its items in the original.
        notices: All repairs, and all that is missing.
    """

    path: Path
    offsets: ItemOffsets
    notices: list[Notice]


def repair(source: Source) -> RepairedCopy | None:
    """Write a well-formed copy of a document; None if it has no part of an export."""
    log, items = RepairLog(), ItemIndex()
    charset, declared = detect(source.path)
    original: Callable[[int], int] = int
    if charset == UTF8:
        path = private_copy(source.path, source.scratch)
    else:
        path = new_file(source.scratch, "repaired-")
        original = transcode(source.path, path, charset, log)
    if not _is_same(declared, charset):
        log.add(Code.ENCODING_REPAIRED, 0, f"The file declares {declared!r}, but is {charset}.")
    if not path.stat().st_size:
        return None
    target = new_file(source.scratch, "repaired-")
    with mapped(path) as data, target.open("w+b") as copy:
        if not repair_document(data, copy, log, items):
            return None
        notices = log.notices(source.name, data, items, original)
        offsets = ItemOffsets.of(
            items, original, doubtful_items(data, log, items, is_wrong=source.is_doubtful)
        )
    if path != source.path:
        path.unlink()
    return RepairedCopy(target, offsets, notices)


def _is_same(declared: str, charset: str) -> bool:
    if not declared:
        return charset == UTF8 or charset.startswith(("utf-16", "utf-32"))
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return False
    return charset == name or charset.startswith(name)
