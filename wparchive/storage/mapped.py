"""Files mapped into memory."""

from __future__ import annotations

import mmap as mapping
from mmap import PAGESIZE, mmap

Bytes = bytes | mmap
_DONTNEED: int = getattr(mapping, "MADV_DONTNEED", 0)


def release(data: Bytes, start: int, stop: int) -> None:
    """Release the pages of a mapped file, which would count as this process's memory.

    Args:
        data: A mapped file; nothing happens to bytes.
        start: Offset of the first byte.
        stop: Offset after the last one.
    """
    if isinstance(data, mmap) and hasattr(data, "madvise"):
        begin = start - start % PAGESIZE
        data.madvise(_DONTNEED, begin, stop - begin)
