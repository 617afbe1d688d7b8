"""Notices as JSON lines, on disk, since a run may have millions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wparchive.errors.notices import Code, Notice
from wparchive.storage import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK = 1 << 20


class NoticeLog:
    """Notices in their order.

    Args:
        path: A temporary file for them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = bytearray()
        self._encoder = msgspec.json.Encoder()

    def add(self, notice: Notice) -> None:
        """Append a notice."""
        self._waiting += self._encoder.encode(notice.as_dict()) + b"\n"
        if len(self._waiting) >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        with scratch.writing(), self._path.open("ab") as file:
            file.write(self._waiting)
        self._waiting.clear()

    def __iter__(self) -> Iterator[Notice]:
        """Yield the notices that have been added."""
        self._flush()
        with self._path.open("rb") as lines:
            for line in lines:
                values = msgspec.json.decode(line)
                del values["severity"]
                yield Notice(**values | {"code": Code(values["code"])})

    def take(self) -> Iterator[bytes]:
        """Yield the bytes of the file, then remove it."""
        self._flush()
        with self._path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
        self._path.unlink()
