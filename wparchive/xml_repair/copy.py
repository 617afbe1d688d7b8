"""The repaired copy of a document: stretches of it, and replacements for others."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from wparchive.storage.mapped import release
from wparchive.xml_repair.characters import repair_characters

if TYPE_CHECKING:
    from mmap import mmap

    from wparchive.xml_repair.log import RepairLog

_BLOCK = 1 << 20


class Copy:
    """A copy, written front to back; line ends are kept even where text is dropped.

    So a line of the copy is the same line of the document, and a parser's lines are true.
    """

    def __init__(self, data: mmap, file: IO[bytes], log: RepairLog) -> None:
        self._data = data
        self._file = file
        self._log = log
        self._written = self._forgotten = 0
        self.position = 0
        """The offset up to which the document has been copied."""

    def copy_to(self, stop: int) -> int:
        """Copy up to `stop`, repairing forbidden characters; return the copy's length so far."""
        while self.position < stop:
            end = min(self.position + _BLOCK, stop)
            if end < stop:
                end = self._between_characters(end)
            self.insert(
                repair_characters(self._data[self.position : end], self.position, self._log)
            )
            if end - self._forgotten > _BLOCK:
                release(self._data, self._forgotten, end)
                self._forgotten = end
            self.position = end
        return self._written

    def insert(self, text: bytes) -> None:
        """Write a text that the document does not have here."""
        self._written += self._file.write(text)

    def replace(self, start: int, stop: int, text: bytes) -> None:
        """Write `text` in place of the stretch from `start` to `stop`."""
        self.copy_to(start)
        missing = self._lines(start, stop) - text.count(b"\n")
        self.insert(repair_characters(text, start, self._log) + b"\n" * missing)
        self.position = max(self.position, stop)

    def patch(self, position: int, text: bytes) -> None:
        """Overwrite bytes of the copy at an offset."""
        self._file.seek(position)
        self._file.write(text)
        self._file.seek(0, 2)

    def _lines(self, start: int, stop: int) -> int:
        return sum(
            self._data[at : min(at + _BLOCK, stop)].count(b"\n")
            for at in range(start, stop, _BLOCK)
        )

    def _between_characters(self, end: int) -> int:
        for back in range(4):
            if not 0x80 <= self._data[end - back] <= 0xBF:
                return end - back
        return end
