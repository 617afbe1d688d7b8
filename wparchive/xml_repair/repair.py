"""Mending a damaged document: from its bytes to a well-formed copy, and all that was mended."""

from __future__ import annotations

import codecs
import mmap
import os
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Self

from wparchive.notices import Code
from wparchive.xml_repair.encoding import UTF8, detect, transcode
from wparchive.xml_repair.log import Items, Notes
from wparchive.xml_repair.tokenizer import Mender

if TYPE_CHECKING:
    from collections.abc import Callable

    from wparchive.notices import Notice
    from wparchive.storage.sources import Source


@dataclass
class Offsets:
    """Where the items of the copy begin in the original."""

    copied: array[int]
    original: array[int]

    @classmethod
    def of(cls, items: Items, original: Callable[[int], int]) -> Self:
        """Remember where the items of a mended document began."""
        return cls(array("Q", items.written), array("Q", map(original, items.read)))

    def __call__(self, offset: int) -> int | None:
        """The original's offset of an item; None if none begins there."""
        found = bisect_left(self.copied, offset)
        known = found < len(self.copied) and self.copied[found] == offset
        return self.original[found] if known else None


@dataclass
class Mended:
    """A mended copy.

    Attributes:
        path: Where it lies: in the source's scratch directory.
        offsets: From its items to the original's.
        notices: What was mended, and what is missing.
    """

    path: Path
    offsets: Offsets
    notices: list[Notice]


def mend(source: Source) -> Mended | None:
    """Write a well-formed copy; None if the document holds nothing that an export has."""
    notes, items = Notes(), Items()
    charset, declared = detect(source.path)
    path = source.path
    original: Callable[[int], int] = int
    if charset != UTF8:
        path = _scratch(source)
        original = transcode(source.path, path, charset, notes)
    if not _is_same(declared, charset):
        notes.add(Code.ENCODING_REPAIRED, 0, f"Declared is {declared!r}; read as {charset}.")
    if not path.stat().st_size:
        return None
    target = _scratch(source)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        target.open("w+b") as copy,
    ):
        if not Mender(data, copy, notes, items).run():
            return None
        notices = notes.notices(source.name, data, items, original)
        return Mended(target, Offsets.of(items, original), notices)


def _scratch(source: Source) -> Path:
    descriptor, name = mkstemp(prefix="mended-", dir=source.scratch)
    os.close(descriptor)
    return Path(name)


def _is_same(declared: str, charset: str) -> bool:
    if not declared:
        return charset == UTF8 or charset.startswith(("utf-16", "utf-32"))
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return False
    return charset == name or charset.startswith(name)
