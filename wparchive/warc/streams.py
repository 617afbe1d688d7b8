"""The bytes of web archives: streams of files and gzip members, and the beginnings of records."""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from wparchive import patterns

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

BLOCK = 1 << 16
"""Bytes that are read or unpacked at a time, and the longest line."""
GZIP = b"\x1f\x8b\x08"
GZIP_WINDOW = zlib.MAX_WBITS | 16
"""The format of gzip, as a number for zlib."""
RECORD_END = b"\r\n\r\n"
"""The bytes after the block of each record."""
RECORD = patterns.lazy(
    rb"WARC/\d\.\d+\r?\n|filedesc://|(?<!\S)[a-z]{2,10}:\S{1,8000}+ [\da-fA-F.:-]{1,45} \d{14} "
)
"""The beginning of a record of WARC or ARC."""
_NEXT = patterns.lazy(
    rb"\n(?=WARC/\d\.\d+\r?\n)|\n(?=[a-z]{2,10}:\S{1,8000} [\da-fA-F.:-]{1,45} \d{14} )"
)
_LONGEST_START = 9000
"""Bytes at a block's end that may be the beginning of a record's first line."""
_TRIAL = 1 << 10
"""Bytes of a gzip member in which its header ends and its content begins."""


class Stream:
    """A stream of bytes with lines, a position, and a look ahead.

    Args:
        pull: Returns the next bytes, none at the end.
        most_lines: The lines that may be read between two calls of `begin`; None for no limit.

    Attributes:
        position: How many bytes have been read.
    """

    def __init__(self, pull: Callable[[], bytes], most_lines: int | None = None) -> None:
        self._pull = pull
        self._block = b""
        self._at = 0
        self._most_lines = self._lines = most_lines
        self.position = 0

    def begin(self) -> None:
        """Begin to read the lines of another record."""
        self._lines = self._most_lines

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, fewer only at the end; all bytes without a size."""
        parts = [self._rest()]
        have = len(parts[0])
        while (size < 0 or have < size) and (block := self._pull()):
            parts.append(block)
            have += len(block)
        self._set(b"".join(parts))
        return self._take(have if size < 0 else size)

    def read_some(self, size: int) -> bytes:
        """Read between one and `size` bytes; none at the end."""
        if self._at == len(self._block):
            self._set(self._pull())
        return self._take(size)

    def readline(self, size: int = BLOCK) -> bytes:
        """Read a line with its end, of `size` bytes at most.

        Raises:
            ValueError: A record has more lines of headers than `most_lines`.
        """
        if self._lines is not None:
            self._lines -= 1
            if self._lines < 0:
                raise ValueError(f"its headers have over {self._most_lines:,} lines")
        limit = size if size and size > 0 else BLOCK
        while (end := self._block.find(b"\n", self._at)) < 0 and self._ahead < limit:
            if not (block := self._pull()):
                break
            self._set(self._rest() + block)
        return self._take(min((end + 1 or len(self._block)) - self._at, limit))

    def unread(self, data: bytes) -> None:
        """Put bytes back."""
        self._set(data + self._rest())
        self.position -= len(data)

    def tell(self) -> int:
        """Return the position; warcio calls this if a record has no length."""
        return self.position

    def skip(self, size: int) -> int:
        """Skip `size` bytes; return how many there were."""
        left = size
        while left and (block := self.read_some(min(left, BLOCK))):
            left -= len(block)
        return size - left

    @property
    def _ahead(self) -> int:
        return len(self._block) - self._at

    def _rest(self) -> bytes:
        return self._block[self._at :]

    def _set(self, block: bytes) -> None:
        self._block, self._at = block, 0

    def _take(self, size: int) -> bytes:
        taken = self._block[self._at : self._at + size]
        self._at += len(taken)
        self.position += len(taken)
        return taken


class Unread(io.BufferedIOBase):
    """The next bytes of a stream as a file, whose beginning can be read again, but no more.

    Args:
        stream: The stream.
        size: How many bytes.
        again: How many of them can be read again.
    """

    def __init__(self, stream: Stream, size: int, again: int) -> None:
        self._stream = stream
        self._start = stream.read(min(size, again))
        self._left = size - len(self._start)
        self._at = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read `size` bytes, fewer where the beginning or a block ends; all without a size."""
        if size is None or size < 0:
            return b"".join(iter(partial(self.read, BLOCK), b""))
        if self._at < len(self._start):
            data = self._start[self._at : self._at + size]
        else:
            data = self._stream.read_some(min(size, self._left))
            self._left -= len(data)
        self._at += len(data)
        return data

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place in the beginning.

        Raises:
            UnsupportedOperation: More has been read, or the place is behind it.
        """
        if whence or max(self._at, place) > len(self._start):
            raise io.UnsupportedOperation("what was read is gone")
        self._at = place
        return place


class Mark(NamedTuple):
    """A place in a gzip member, from which it can be unpacked without what is before.

    Attributes:
        unpacked: How many unpacked bytes are before it.
        packed: The offset in the file of the bytes that follow.
        unpacker: The state of zlib, some 40 KB; to be copied, not to be used.
    """

    unpacked: int
    packed: int
    unpacker: Any


class Member:
    """One gzip member of a file, unpacked block by block.

    Args:
        file: The file.
        offset: Where the member begins.
        mark: The place in it from which it is unpacked; None for its beginning.

    Attributes:
        is_cut: Whether the file ended inside of the member.
    """

    def __init__(self, file: IO[bytes], offset: int, mark: Mark | None = None) -> None:
        self._file = file
        self._unpacker = mark.unpacker.copy() if mark else zlib.decompressobj(GZIP_WINDOW)
        self._packed = b""
        self._position = mark.packed if mark else offset
        self.is_cut = False

    def mark(self, unpacked: int) -> Mark:
        """Return the present place, which is after so many unpacked bytes."""
        return Mark(unpacked, self._position - len(self._packed), self._unpacker.copy())

    def pull(self) -> bytes:
        """Return the next bytes; none at the member's end.

        Raises:
            zlib.error: The member is damaged.
        """
        while not self._unpacker.eof:
            data = self._unpacker.decompress(self._packed, BLOCK)
            self._packed = self._unpacker.unconsumed_tail
            if data:
                return data
            if not self._packed and not self._unpacker.eof:
                self._file.seek(self._position)
                self._packed = self._file.read(BLOCK)
                self._position += len(self._packed)
                if not self._packed:
                    self.is_cut = True
                    return b""
        return b""

    @property
    def end(self) -> int:
        """The offset after the completely read member; the file's end if it is cut off."""
        return self._position - len(self._unpacker.unused_data)

    @property
    def is_read(self) -> bool:
        """Whether the member has been read to its end."""
        return self._unpacker.eof


def next_record(file: IO[bytes], offset: int, before: re.Pattern[bytes] = _NEXT) -> int | None:
    """Find the next record of an unpacked file by its beginning.

    Args:
        file: The file.
        offset: Where the search begins.
        before: Matches the bytes before a record, and looks ahead at its beginning.

    Returns:
        The record's offset; None if there is no further record.
    """
    kept, base = b"", offset
    for block in _growing(file, offset):
        data = kept + block
        if found := before.search(data):
            return base + found.end()
        kept = data[-_LONGEST_START:]
        base += len(data) - len(kept)
    return None


def next_member(file: IO[bytes], offset: int, record: re.Pattern[bytes] = RECORD) -> int | None:
    """Find the next gzip member that contains a record.

    Args:
        file: The file.
        offset: Where the search begins.
        record: Matches the beginning of a record.

    Returns:
        The member's offset; None if there is no further member.
    """
    for found, data in _marks(file, offset):
        with suppress(zlib.error):
            if _begins_with(record, data):
                return found
    return None


def _begins_with(record: re.Pattern[bytes], data: memoryview) -> bool:
    """Check whether a gzip member unpacks to the beginning of a record.

    Raises:
        zlib.error: There is no member, or it is damaged.
    """
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    start = unpacker.decompress(data[:_TRIAL], _LONGEST_START)
    if not start or record.match(start):
        return bool(start)
    # The first line of a record of ARC can be long.
    rest = bytes(unpacker.unconsumed_tail) + bytes(data[_TRIAL:])
    start += unpacker.decompress(rest, _LONGEST_START)
    return bool(record.match(start))


def _marks(file: IO[bytes], offset: int) -> Iterator[tuple[int, memoryview]]:
    """Yield the offsets of what may be gzip members, each with the bytes there."""
    data, base = b"", offset
    for block in chain(_growing(file, offset), (b"",)):
        data += block
        end = max(0, len(data) - _LONGEST_START) if block else len(data)
        place = -1
        while 0 <= (place := data.find(GZIP, place + 1)) < end:
            yield base + place, memoryview(data)[place : place + _LONGEST_START]
        data = data[end:]
        base += end


def _growing(file: IO[bytes], offset: int) -> Iterator[bytes]:
    """Yield blocks of growing size, because the next record is often near."""
    file.seek(offset)
    size = 1 << 14
    while block := file.read(size):
        yield block
        size = min(2 * size, 1 << 20)
