"""Tar files of which the headers have only so many bytes.

In front of one entry `tarfile` reads names, attributes and maps of sparse files of any length, and
keeps them; it follows any number of such headers, one in another.
"""

from __future__ import annotations

import errno
import tarfile
from typing import IO, TYPE_CHECKING, NoReturn, cast

from wparchive.errors import LimitError
from wparchive.storage.zip_directory import HINT, most_bytes

if TYPE_CHECKING:
    from pathlib import Path

_USUAL = 5 * tarfile.BLOCKSIZE
"""Bytes of the headers of an entry with a long name and a long target, which count for nothing."""
_LARGEST = 1 << 20
"""Bytes that the headers of one entry may have."""

_ODD_HEADER = (ValueError, IndexError)
"""What `tarfile` raises for numbers and maps of sparse files that it cannot read."""

SIZE = slice(124, 136)
CHECKSUM = slice(148, 156)
"""The places of an entry's size and of the checksum in a header (POSIX ustar)."""


def is_header(start: bytes) -> bool:
    """Check whether bytes begin with the header of an entry, by its checksum."""
    if len(start) < tarfile.BLOCKSIZE or not start[0]:
        return False
    try:
        claimed = int(start[CHECKSUM].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return claimed == sum_of(start)


def sum_of(header: bytes) -> int:
    """Return the checksum that a header should have: the sum of its bytes, itself as spaces."""
    start, stop = CHECKSUM.start, CHECKSUM.stop
    return sum(header[:start]) + (stop - start) * 32 + sum(header[stop : tarfile.BLOCKSIZE])


def open_tar(path: Path, file: IO[bytes], name: str, limit: int) -> Tar:
    """Open an unpacked tar.

    Args:
        path: Where it is.
        file: The same, opened.
        name: What errors call it.
        limit: Entries that it may have, and pieces of sparse files.

    Raises:
        LimitError: Its first headers are too large.
        tarfile.TarError: It is no tar.
    """
    return Tar(path, "r", cast("IO[bytes]", _Headers(file, name, limit)))


class Tar(tarfile.TarFile):
    """A tar whose headers are bounded while it is listed; `next` gives the next entry.

    Raises:
        LimitError: From `next`: the headers have too many bytes.
        tarfile.ReadError: From `next`: an entry cannot be read.
    """

    def next(self) -> tarfile.TarInfo | None:
        """Return the next entry; None at the end."""
        headers = cast("_Headers", self.fileobj)
        headers.of_next()
        try:
            found = super().next()
        except RecursionError as error:
            raise tarfile.ReadError("hundreds of headers precede an entry") from error
        except _ODD_HEADER as error:
            raise tarfile.ReadError("a header has an impossible value") from error
        if found is not None and not self._is_possible(found):
            raise tarfile.ReadError("a header has an impossible size")
        headers.end()
        return found

    def _is_possible(self, entry: tarfile.TarInfo) -> bool:
        """Check sizes: with negative ones, entries would be read again and again."""
        pieces = cast("list[tuple[int, int]]", entry.sparse or [])
        is_behind = self.offset >= entry.offset_data
        return is_behind and entry.size >= 0 and all(min(piece) >= 0 for piece in pieces)


class _Headers:
    """A file of which only so much may be read for the headers of each entry, and of all."""

    def __init__(self, file: IO[bytes], name: str, limit: int) -> None:
        self._file, self._name = file, name
        self._most = self._left = most_bytes(limit)
        self._taken: int | None = None

    def of_next(self) -> None:
        """Begin to count the bytes of an entry's headers."""
        self._taken = 0

    def end(self) -> None:
        """End counting: what is read now is content."""
        self._left -= max((self._taken or 0) - _USUAL, 0)
        self._taken = None

    def read(self, size: int) -> bytes:
        """Read so many bytes.

        Raises:
            LimitError: Headers have more than they may.
        """
        if self._taken is not None:
            self._taken += size
            if self._taken > _LARGEST:
                self._refuse(f"an entry in {self._name} have more than {_LARGEST:,}")
            if self._taken - _USUAL > self._left:
                self._refuse(f"the entries in {self._name} have more than {self._most:,}")
        return self._file.read(size)

    def _refuse(self, whose: str) -> NoReturn:
        raise LimitError(f"The headers of {whose} bytes.", hint=HINT)

    def seek(self, position: int) -> int:
        """Go to an offset.

        Raises:
            tarfile.ReadError: No file can have it.
        """
        try:
            return self._file.seek(position)
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", errno.EINVAL) != errno.EINVAL:  # the disk's
                raise
            raise tarfile.ReadError("an entry claims more bytes than a file can have") from error

    def tell(self) -> int:
        """Return the offset."""
        return self._file.tell()
