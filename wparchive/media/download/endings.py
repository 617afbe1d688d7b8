"""Find out whether a file of a known format breaks off: the end of another file may be inside.

A picture has another one in its metadata, a PDF begins with an end if it is made for the web, and a
zip may contain one. So the parts of a file are passed from its beginning on, where they tell their
length; who meets something else only looks for the end's mark.
"""

from __future__ import annotations

import mmap
from itertools import islice
from typing import TYPE_CHECKING, Final

from wparchive import patterns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

_END: Final = 1 << 16
_PDF_END: Final = 1 << 10
"""Bytes at the end of a PDF in which readers look for its mark (ISO 32000-1, Annex H.3.4.4)."""
_MOST: Final = 1_000_000
"""Parts of a picture that are passed; an animation of 100 MB has half as many."""
_BOXES: Final = 100_000
"""Boxes of a file that are looked at; a film of hours has some thousands."""
_BOX: Final = patterns.lazy(rb"(?s:.{4})[\x20-\x7e\xa9]{4}")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_GIF: Final = b"GIF8"
_ZIP: Final = b"PK\3\4"
_ZIP_END: Final = b"PK\5\6"
_MARKS: Final = (
    (_PNG, b"IEND\xaeB`\x82"),
    (_JPEG, b"\xff\xd9"),
    (_GIF, b"\0;"),
    (b"%PDF-", b"%%EOF"),
    (_ZIP, _ZIP_END),
)
"""How files begin, and what they have near their end."""
# In the data of a picture these are part of the data (ISO 10918-1, B.1.1.2 and F.1.2.3).
_NEXT_MARKER: Final = patterns.lazy(rb"(?<!\xff)\xff++[^\x00\xd0-\xd7\xff]")
_MARKER: Final = patterns.lazy(rb"\xff++[^\x00\xff]")


def breaks_off(file: IO[bytes], start: bytes) -> bool:
    """Check whether a file of a known format has no end; False if this cannot be told.

    Args:
        file: The file.
        start: Its first bytes, at least twelve if it has so many.
    """
    size = file.seek(0, 2)
    if start[:4] == b"RIFF":
        length = int.from_bytes(start[4:8], "little")
        return length not in {0, 0xFFFFFFFF} and length + 8 > size
    if start[4:8] == b"ftyp":
        return any(end > size for end in islice(_ends_of_boxes(file, size), _BOXES))
    mark = next((mark for begin, mark in _MARKS if start.startswith(begin)), b"")
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if start.startswith(_ZIP):
            return not _has_directory(data)
        is_whole = _is_whole_picture(data, start)
        if is_whole is not None:
            return not is_whole
        return data.rfind(mark, max(0, size - (_PDF_END if mark == b"%%EOF" else _END))) < 0


def _is_whole_picture(data: mmap.mmap, start: bytes) -> bool | None:
    """Check whether a picture has its end; None if its parts do not tell, or it is none."""
    if start.startswith(_PNG):
        parts = _png(data)
    elif start.startswith(_JPEG):
        parts = _jpeg(data)
    elif start.startswith(_GIF):
        parts = _gif(data)
    else:
        return None
    for place in islice(parts, _MOST):
        if place > len(data):
            return False
        if place < 0:
            return True
    return None


def _png(data: mmap.mmap) -> Iterator[int]:
    """Yield where each chunk ends, and -1 after the last one (PNG, 5.3)."""
    place = len(_PNG)
    while data[place + 4 : place + 8].isalpha():
        is_last = data[place + 4 : place + 8] == b"IEND"
        place += 12 + int.from_bytes(data[place : place + 4], "big")
        yield place
        if is_last:
            yield -1
    if place + 8 > len(data):
        yield len(data) + 1


def _jpeg(data: mmap.mmap) -> Iterator[int]:
    """Yield where each segment ends, and -1 after the mark of the end (ISO 10918-1, B.1.1)."""
    place = 2
    while place < len(data):
        found = _MARKER.match(data, place)
        if found is None:
            return
        place, code = found.end(), data[found.end() - 1]
        if code == 0xD9:
            yield -1
        if code != 0x01:
            place += int.from_bytes(data[place : place + 2], "big")
        if code == 0xDA:  # the data follow, without a length
            found = _NEXT_MARKER.search(data, place)
            place = found.start() if found else len(data) + 1
        yield place
    yield len(data) + 1


def _gif(data: mmap.mmap) -> Iterator[int]:
    """Yield where each block ends, and -1 after the trailer (GIF89a, Appendix B)."""
    place = 13 + _colors(data[10:11])
    while place < len(data):
        kind = data[place]
        if kind == 0x3B:
            yield -1
        if kind == 0x21:
            place += 2
        elif kind == 0x2C:
            place += 10 + _colors(data[place + 9 : place + 10]) + 1
        else:
            return
        while length := int.from_bytes(data[place : place + 1], "big"):
            place += 1 + length
            yield place
        place += 1
        yield place
    yield len(data) + 1


def _colors(flags: bytes) -> int:
    """Return the bytes of the table of colours that flags announce."""
    number = int.from_bytes(flags, "big")
    return 3 << (number & 7) + 1 if number & 0x80 else 0


def _has_directory(data: mmap.mmap) -> bool:
    """Check whether a zip has a directory of its own, and no inner one (APPNOTE, 4.3.16)."""
    place = data.rfind(_ZIP_END, max(0, len(data) - _END - 22))
    if place < 0 or place + 22 > len(data):
        return False
    size = int.from_bytes(data[place + 12 : place + 16], "little")
    first = int.from_bytes(data[place + 16 : place + 20], "little")
    return 0xFFFFFFFF in {size, first} or place == size + first


def _ends_of_boxes(file: IO[bytes], size: int) -> Iterator[int]:
    """Yield where each box of an MP4 and the like ends (ISO 14496-12, 4.2)."""
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:], "big")
        if length < 8 or not _BOX.match(head):  # to the end of the file, or no box
            return
        place += length
        yield place
