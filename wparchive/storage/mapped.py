"""Private copies of files, mapped into memory."""

from __future__ import annotations

import mmap as mapping
from contextlib import contextmanager
from mmap import PAGESIZE, mmap
from typing import TYPE_CHECKING

from wparchive.storage.opening import open_regular
from wparchive.storage.scratch import new_file, writing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DONTNEED: int = getattr(mapping, "MADV_DONTNEED", 0)
_BLOCK = 1 << 20
_AROUND = 1 << 22
"""Bytes around a page that the system may map with it, which come back after a release."""


def private_copy(path: Path, folder: Path) -> Path:
    """Copy a file into a folder of this run, where no other program changes it.

    The system ends a process that looks at a mapped file behind the place where another program
    has truncated it, so only such a copy may be mapped.

    Args:
        path: The file; if it is in the folder already, it is not copied.
        folder: Where the copy is made, such as a source's `scratch`.

    Raises:
        OutputError: The copy cannot be written.
        OSError: The file cannot be read.
    """
    if path.is_relative_to(folder):
        return path
    target = new_file(folder, "copied-")
    with open_regular(path) as file, target.open("wb") as copy:
        while block := file.read(_BLOCK):
            with writing():
                copy.write(block)
                copy.flush()
    return target


@contextmanager
def mapped(path: Path) -> Iterator[mmap]:
    """Map a file of this run into memory; it must not be empty."""
    with open_regular(path) as file, mmap(file.fileno(), 0, access=mapping.ACCESS_READ) as data:
        yield data


def release(data: mmap | bytes, start: int, stop: int) -> None:
    """Release the pages of a mapped file, which would count as this process's memory.

    Args:
        data: A mapped file; nothing happens to bytes.
        start: Offset of the first byte.
        stop: Offset after the last one.
    """
    if isinstance(data, mmap) and hasattr(data, "madvise"):
        begin = max(0, start - _AROUND)
        begin -= begin % PAGESIZE
        data.madvise(_DONTNEED, begin, stop - begin)
