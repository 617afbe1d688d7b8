"""The directory at the end of a zip: how large it is, before anything reads it as a whole.

`zipfile` makes an object of each entry at once, of ten times its size. The number in the end
record says nothing about that: `zipfile` reads what there is. So the entries are counted.
"""

from __future__ import annotations

import struct
import zipfile
from typing import IO, TYPE_CHECKING

from wparchive.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

HINT = "Unpack the container and name the directory with the files."
_ENTRY_MARK, _END_MARK, _END_64_MARK, _LOCATOR_MARK = (
    b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07",
)  # fmt: skip
# APPNOTE 4.3.12, 4.3.14 to 4.3.16; x are fields that do not matter here.
_ENTRY = struct.Struct("<28x3H12x")
_END = struct.Struct("<12xL4xH")
_END_64 = struct.Struct("<40xQ8x")
_LOCATOR = struct.Struct("<8xQ4x")
_COMMENT = 0xFFFF
"""Largest size of the comment that follows the end record."""
_OF_ENTRY = 512
"""Bytes that an entry may take in a directory, on average: names of files have fewer."""
_ALWAYS = 1 << 20
"""Bytes that a directory may have in any case."""


def check_directory(file: IO[bytes], name: str, limit: int) -> None:
    """Check that the directory of a zip has no more entries and bytes than it may have.

    Args:
        file: The zip.
        name: What errors call it.
        limit: Entries that it may have.

    Raises:
        LimitError: It has more.
        zipfile.BadZipFile: What the end record calls the directory is none.
    """
    most = most_bytes(limit)
    for start, size in _directories(file):
        file.seek(start)
        found = file.read(min(size, most))
        if _has_more(found, limit):
            raise LimitError(f"{name} has more than {limit} entries.", hint=HINT)
        if size > most:
            if not found.startswith(_ENTRY_MARK):
                raise zipfile.BadZipFile("it has no directory where it should be")
            check_size(size, name, limit)


def ends_with_directory(file: IO[bytes]) -> bool:
    """Check whether a file ends with the directory of a zip, whatever its beginning is."""
    length = file.seek(0, 2)
    file.seek(max(length - _COMMENT - _END.size, 0))
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or at + _END.size > len(tail):
        return False
    if at + _END.size + _END.unpack_from(tail, at)[1] != len(tail):
        return False  # a zip in another container
    for start, size in _directories(file):
        file.seek(start)
        if size and file.read(len(_ENTRY_MARK)) == _ENTRY_MARK:
            return True
    return False


def check_size(size: int, name: str, limit: int) -> None:
    """Check that the names of entries, and what else a directory says of them, are not too large.

    Args:
        size: Their bytes.
        name: What errors call the container.
        limit: Entries that it may have.

    Raises:
        LimitError: They are.
    """
    most = most_bytes(limit)
    if size > most:
        raise LimitError(f"The directory of {name} has more than {most:,} bytes.", hint=HINT)


def most_bytes(limit: int) -> int:
    """Return how many bytes the directory of a container may have, by its number of entries."""
    return max(limit * _OF_ENTRY, _ALWAYS)


def _has_more(directory: bytes, limit: int) -> bool:
    """Check whether there are more entries than a limit."""
    position = number = 0
    while number <= limit and directory.startswith(_ENTRY_MARK, position):
        number += 1
        if position + _ENTRY.size > len(directory):
            break
        position += _ENTRY.size + sum(_ENTRY.unpack_from(directory, position))
    return number > limit


def _directories(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the places and sizes in bytes of what a reader may take for the directory.

    As `zipfile` does, the sizes are believed and the places are not: other bytes may precede a zip.
    """
    length = file.seek(0, 2)
    tail_start = max(length - _COMMENT - _END.size, 0)
    file.seek(tail_start)
    tail = file.read(_COMMENT + _END.size)
    at = len(tail) - _END.size
    if at < 0 or not (tail.startswith(_END_MARK, at) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END_MARK)
    if at < 0 or at + _END.size > len(tail):
        return
    end = tail_start + at
    sizes = [(end, _END.unpack_from(tail, at)[0])]
    sizes += _sizes_64(file, end - _LOCATOR.size)
    yield from ((place - size, size) for place, size in sizes if size <= place)


def _sizes_64(file: IO[bytes], place: int) -> Iterator[tuple[int, int]]:
    """Yield the places of ZIP64 end records, and the sizes of the directories before them.

    Args:
        file: The zip.
        place: Where the locator is, if there is one.
    """
    if place < 0:
        return
    file.seek(place)
    locator = file.read(_LOCATOR.size)
    if not locator.startswith(_LOCATOR_MARK):
        return
    for at in {place - _END_64.size, _LOCATOR.unpack(locator)[0]}:
        if 0 <= at <= place - _END_64.size:
            file.seek(at)
            record = file.read(_END_64.size)
            if record.startswith(_END_64_MARK):
                yield at, _END_64.unpack(record)[0]
