"""Journals: lines that rendering writes to disk for the end of the run, by format."""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING

from wparchive.storage import scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class Journals:
    """The journals of all formats.

    Args:
        folder: A directory for temporary files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}

    def add(self, journals: Mapping[str, Iterable[bytes]]) -> None:
        """Append lines to the journals of formats.

        Raises:
            OutputError: The disk of temporary files is full, or the like.
        """
        for name, lines in journals.items():
            with scratch.writing():
                if name not in self._files:
                    self._files[name] = self._path(name).open("xb")
                self._files[name].writelines(lines)

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a format's journal, then remove it."""
        if (file := self._files.pop(name, None)) is None:
            return
        with scratch.writing():
            file.close()
        with self._path(name).open("rb") as lines:
            yield from lines
        self._path(name).unlink()

    def close(self) -> None:
        """Close the files that nobody has read."""
        for file in self._files.values():
            with suppress(OSError):  # on a full disk what waits to be written fails again
                file.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}-journal.jsonl"
