"""The elements that are open while a damaged document is read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wparchive.notices import Code
from wparchive.xml_repair.content_model import CONTAINERS

if TYPE_CHECKING:
    from wparchive.xml_repair.copy import Copy
    from wparchive.xml_repair.log import Items, Notes
    from wparchive.xml_repair.namespaces import Spaces


class Open(NamedTuple):
    """An element that has begun; its spaces are the namespaces that hold in it."""

    name: bytes
    kind: bytes
    spaces: Spaces


class Stack:
    """What is open, outermost first; what is closed here is closed in the copy, too."""

    def __init__(self, copy: Copy, notes: Notes, items: Items) -> None:
        self._copy = copy
        self._notes = notes
        self._items = items
        self._entries: list[Open] = []
        self._names: Counter[bytes] = Counter()

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: int) -> Open:
        return self._entries[index]

    def __str__(self) -> str:
        return ", ".join(f"<{e.name.decode(errors='replace')}>" for e in self._entries)

    @property
    def top(self) -> Open:
        """The innermost element."""
        return self._entries[-1]

    def push(self, name: bytes, kind: bytes, spaces: Spaces) -> None:
        """An element begins."""
        self._entries.append(Open(name, kind, spaces))
        self._names[name] += 1

    def pop(self, at: int) -> Open:
        """The innermost one ends at this offset."""
        entry = self._entries.pop()
        self._names[entry.name] -= 1
        if entry.kind == b"item":
            self._items.end(at)
        return entry

    def find(self, name: bytes, kind: bytes) -> int | None:
        """Which open element an end tag ends; a foreign one ends no container on its way."""
        if not self._names[name]:
            return None
        for index in range(len(self._entries) - 1, -1, -1):
            if self._entries[index].name == name:
                return index
            if self._entries[index].kind in CONTAINERS and kind not in CONTAINERS:
                return None
        return None

    def close_to(self, depth: int, at: int, *, lost: bool = True) -> None:
        """Close all but the first `depth` elements, which stand open without right."""
        if len(self._entries) <= depth:
            return
        self._copy.through(at)
        while len(self._entries) > depth:
            entry = self.pop(at)
            self._copy.insert(b"</%s>" % entry.name)
            if lost:
                known = entry.kind in CONTAINERS
                code = Code.ELEMENT_UNCLOSED if known else Code.TAG_REPAIRED
                self._notes.add(code, at, f"<{entry.name.decode(errors='replace')}> ends here.")
