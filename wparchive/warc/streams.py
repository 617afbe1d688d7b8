"""The bytes of web archives: streams of files and gzip members, and the beginnings of records."""

from __future__ import annotations

import re
import zlib
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 1 << 16
"""Bytes that are read or unpacked at a time, and the longest line."""
GZIP = b"\x1f\x8b\x08"
GZIP_WINDOW = zlib.MAX_WBITS | 16
"""The format of gzip, as a number for zlib."""
RECORD_END = b"\r\n\r\n"
"""The bytes after the block of each record."""
RECORD = re.compile(
    rb"WARC/\d\.\d+\r?\n|filedesc://|(?<!\S)[a-z]{2,10}:\S{1,8000}+ [\da-fA-F.:-]{1,45} \d{14} "
)
"""The beginning of a record of WARC or ARC."""
_NEXT = re.compile(
    rb"\n(?=WARC/\d\.\d+\r?\n)|\n(?=[a-z]{2,10}:\S{1,8000} [\da-fA-F.:-]{1,45} \d{14} )"
)
_LONGEST_START = 9000
"""Bytes at a block's end that may be the beginning of a record's first line."""


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
        self._ahead = b""
        self._most_lines = self._lines = most_lines
        self.position = 0

    def begin(self) -> None:
        """Begin to read the lines of another record."""
        self._lines = self._most_lines

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, fewer only at the end; all bytes without a size."""
        parts = [self._ahead]
        have = len(self._ahead)
        while (size < 0 or have < size) and (block := self._pull()):
            parts.append(block)
            have += len(block)
        data = b"".join(parts)
        return self._take(data, len(data) if size < 0 else size)

    def read_some(self, size: int) -> bytes:
        """Read between one and `size` bytes; none at the end."""
        return self._take(self._ahead or self._pull(), size)

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
        while (end := self._ahead.find(b"\n")) < 0 and len(self._ahead) < limit:
            if not (block := self._pull()):
                break
            self._ahead += block
        return self._take(self._ahead, min(end + 1 or len(self._ahead), limit))

    def unread(self, data: bytes) -> None:
        """Put bytes back."""
        self._ahead = data + self._ahead
        self.position -= len(data)

    def tell(self) -> int:
        """Return the position; warcio asks for it where a record has no length."""
        return self.position

    def skip(self, size: int) -> int:
        """Skip `size` bytes; return how many there were."""
        left = size
        while left and (block := self.read_some(min(left, BLOCK))):
            left -= len(block)
        return size - left

    def _take(self, data: bytes, size: int) -> bytes:
        taken, self._ahead = data[:size], data[size:]
        self.position += len(taken)
        return taken


class Member:
    """One gzip member of a file, unpacked block by block.

    Attributes:
        is_cut: Whether the file ended inside of the member.
    """

    def __init__(self, file: IO[bytes], offset: int) -> None:
        self._file = file
        self._unpacker = zlib.decompressobj(GZIP_WINDOW)
        self._packed = b""
        self._position = offset
        self.is_cut = False

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
    file.seek(offset)
    kept, base = b"", offset
    while block := file.read(1 << 20):
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
    while (found := _find(file, GZIP, offset)) is not None:
        try:
            if record.match(Member(file, found).pull()):
                return found
        except zlib.error:
            pass
        offset = found + 1
    return None


def _find(file: IO[bytes], mark: bytes, offset: int) -> int | None:
    file.seek(offset)
    kept, base = b"", offset
    while block := file.read(1 << 20):
        data = kept + block
        if (found := data.find(mark)) >= 0:
            return base + found
        kept = data[-len(mark) :]
        base += len(data) - len(kept)
    return None
