"""The elements that are open while a damaged document is read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors.notices import Code
from wparchive.xml_repair.content_model import CONTAINERS, is_known

if TYPE_CHECKING:
    from wparchive.xml_repair.copy import Copy
    from wparchive.xml_repair.log import ItemIndex, RepairLog
    from wparchive.xml_repair.namespaces import Spaces


class OpenElement(NamedTuple):
    """An open element, with the namespaces that apply in it."""

    name: bytes
    kind: bytes
    spaces: Spaces

    @property
    def shown(self) -> str:
        """The name for a message."""
        return self.name.decode(errors="replace")


class Stack:
    """The open elements, outermost first; closing them here closes them in the copy, too."""

    def __init__(self, copy: Copy, log: RepairLog, items: ItemIndex) -> None:
        self._copy = copy
        self._log = log
        self._items = items
        self._entries: list[OpenElement] = []
        self._names: Counter[bytes] = Counter()

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: int) -> OpenElement:
        return self._entries[index]

    def described(self) -> tuple[str, list[str]]:
        """Return a template with the names of the elements, and the names that are in no export."""
        unknown = [entry.shown for entry in self._entries if not is_known(entry.kind)]
        return ", ".join(map(_template, self._entries)), unknown

    @property
    def top(self) -> OpenElement:
        """The innermost element."""
        return self._entries[-1]

    def push(self, name: bytes, kind: bytes, spaces: Spaces) -> None:
        """Open an element."""
        self._entries.append(OpenElement(name, kind, spaces))
        self._names[name] += 1

    def pop(self, at: int) -> OpenElement:
        """Close the innermost element, which ends at an offset."""
        entry = self._entries.pop()
        self._names[entry.name] -= 1
        if entry.kind == b"item":
            self._items.end(at)
        return entry

    def find(self, name: bytes, kind: bytes) -> int | None:
        """Return the index of the element that an end tag closes; None if there is none."""
        if not self._names[name]:
            return None
        for index in range(len(self._entries) - 1, -1, -1):
            if self._entries[index].name == name:
                return index
            if self._entries[index].kind in CONTAINERS and kind not in CONTAINERS:
                return None
        return None

    def close_to(self, depth: int, at: int, *, lost: bool = True) -> None:
        """Close all but the first `depth` elements, which have no end tags."""
        if len(self._entries) <= depth:
            return
        self._copy.copy_to(at)
        while len(self._entries) > depth:
            entry = self.pop(at)
            self._copy.insert(b"</%s>" % entry.name)
            if lost:
                known = entry.kind in CONTAINERS
                code = Code.ELEMENT_UNCLOSED if known else Code.TAG_REPAIRED
                names = [] if is_known(entry.kind) else [entry.shown]
                self._log.add(code, at, f"{_template(entry)} ends here.", *names)


def _template(entry: OpenElement) -> str:
    """Return a tag for a message; only names of exports are sure to be no text of theirs."""
    return f"<{entry.shown}>" if is_known(entry.kind) else "<{}>"
