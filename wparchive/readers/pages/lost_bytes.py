"""NUL bytes in a page: no browser writes them, so they are in place of bytes that are lost."""

from __future__ import annotations

from wparchive import patterns
from wparchive.errors.notices import Code, Notice, quantity

_RUN = patterns.lazy(rb"\0++")
_HOLE = 8
"""Bytes from which a run is a hole, as disks leave it; shorter ones are single characters."""
_WIDE = 4
"""UTF-16 has more single NUL bytes than one in so many."""
_LAST = 1 << 12
"""Bytes that have the end of a whole page, with what a cache wrote behind it."""


def find_lost_bytes(data: bytes, name: str) -> list[Notice]:
    """Return a notice of the NUL bytes in a page, but for those that fill a file behind its end.

    Args:
        data: The page.
        name: The name of its source.
    """
    if b"\0" not in data:
        return []
    text = data.rstrip(b"\0 \t\r\n")
    text = text if b"</html" in text[-_LAST:].lower() else data
    runs = [(found.start(), len(found[0])) for found in _RUN.finditer(text)]
    if not runs:
        return []
    number = quantity(sum(size for _, size in runs), "NUL byte")
    holes = [start for start, size in runs if size >= _HOLE]
    if not holes and sum(size for _, size in runs) * _WIDE > len(text):
        return []
    if not holes:
        message = f"{number} were removed, the first at byte {runs[0][0]:,}."
        return [Notice(Code.CHARACTER_DROPPED, message, name, None, runs[0][0])]
    message = f"{number} are in place of lost bytes, in {quantity(len(holes), 'hole')}."
    return [Notice(Code.INPUT_DAMAGED, message, name, None, holes[0])]
