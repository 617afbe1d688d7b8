"""The bytes of web archives: files or gzip members, and where in them records begin."""

from __future__ import annotations

import re
import zlib
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 1 << 16
_LINES = 20_000
GZIP = b"\x1f\x8b\x08"
RECORD = re.compile(
    rb"WARC/\d\.\d+\r?\n|filedesc://|[a-z]{2,10}:\S{1,8000} [\da-fA-F.:-]{1,45} \d{14} "
)
_NEXT = re.compile(
    rb"\n(?=WARC/\d\.\d+\r?\n)|\n(?=[a-z]{2,10}:\S{1,8000} [\da-fA-F.:-]{1,45} \d{14} )"
)


class Stream:
    """What record parsers read from: it has lines, and knows its position.

    Args:
        pull: Gives the next bytes, none at the end.
    """

    def __init__(self, pull: Callable[[], bytes]) -> None:
        self._pull = pull
        self._buffer = b""
        self._lines = _LINES
        self.position = 0

    def begin(self) -> None:
        """Begin to read the lines of another record."""
        self._lines = _LINES

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end; all without a size."""
        parts = [self._buffer]
        have = len(self._buffer)
        while size < 0 or have < size:
            block = self._pull()
            if not block:
                break
            parts.append(block)
            have += len(block)
        data = b"".join(parts)
        taken = data if size < 0 else data[:size]
        self._buffer = data[len(taken) :]
        self.position += len(taken)
        return taken

    def readline(self, size: int = BLOCK) -> bytes:
        """A line with its end, of `size` bytes at most.

        Raises:
            ValueError: A record has more lines of headers than any program writes.
        """
        self._lines -= 1
        if self._lines < 0:
            raise ValueError(f"its headers have over {_LINES:,} lines")
        limit = size if size and size > 0 else BLOCK
        while (end := self._buffer.find(b"\n")) < 0 and len(self._buffer) < limit:
            block = self._pull()
            if not block:
                break
            self._buffer += block
        end = len(self._buffer) if end < 0 else end + 1
        line, self._buffer = self._buffer[: min(end, limit)], self._buffer[min(end, limit) :]
        self.position += len(line)
        return line

    def tell(self) -> int:
        """Return the position; warcio asks for it where a record has no length."""
        return self.position

    def skip(self, size: int) -> int:
        """Pass over so many bytes; how many there were."""
        left = size
        while left and (block := self.read(min(left, BLOCK))):
            left -= len(block)
        return size - left


class Member:
    """One gzip member of a file, unpacked block by block.

    Attributes:
        is_cut: Whether the file ended inside of it.
    """

    def __init__(self, file: IO[bytes], offset: int) -> None:
        file.seek(offset)
        self._file = file
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._packed = b""
        self._read = offset
        self.is_cut = False

    def pull(self) -> bytes:
        """The next bytes; none at the member's end."""
        while not self._unpacker.eof:
            data = self._unpacker.decompress(self._packed, BLOCK)
            self._packed = self._unpacker.unconsumed_tail
            if data:
                return data
            if not self._packed and not self._unpacker.eof:
                self._packed = self._file.read(BLOCK)
                self._read += len(self._packed)
                if not self._packed:
                    self.is_cut = True
                    return b""
        return b""

    @property
    def end(self) -> int:
        """The offset after the member, once all of it is read."""
        return self._read - len(self._unpacker.unused_data)


def next_record(file: IO[bytes], offset: int) -> int | None:
    """Where the next record of an unpacked file begins after an offset, by the look of it."""
    file.seek(offset)
    kept, base = b"", offset
    while block := file.read(1 << 20):
        data = kept + block
        if found := _NEXT.search(data):
            return base + found.end()
        # A header line of ARC may reach into the next block.
        kept = data[-9000:]
        base += len(data) - len(kept)
    return None


def next_member(file: IO[bytes], offset: int) -> int | None:
    """Where the next gzip member begins that holds a record."""
    while (found := _find(file, GZIP, offset)) is not None:
        try:
            if RECORD.match(Member(file, found).pull()):
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
