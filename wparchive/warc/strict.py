"""WARC files record by record, as strictly as the standard: where each stands, and what is odd.

Nothing is repaired and nothing passed over in silence: what a tolerant reader would skip is a
`Problem` of the record at which it stands (ISO 28500:2017, 4 and annex D; RFC 1952).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Spend = Callable[[int], None]

_CHUNK = 1 << 16
_IN_MEMORY = 1 << 24
_LINE = 1 << 16
_HEADER = 1 << 20
_GZIP = zlib.MAX_WBITS | 16
_MAGIC = b"\x1f\x8b\x08"
RECORD_END = b"\r\n\r\n"
"""What follows the block of each record."""
_VERSION = re.compile(rb"WARC/\d\.\d+\r\n")
_LENGTH = re.compile("[0-9]{1,18}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Problem(NamedTuple):
    """Something that a flawless file has not.

    Attributes:
        rule: The rule that it is about, as ``docs/how-to/verify.md`` lists them.
        message: The particulars, a sentence.
    """

    rule: str
    message: str


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(_IN_MEMORY)


@dataclass
class RawRecord:
    """A record as it stands in the file.

    Attributes:
        offset: Where it begins in the file, in bytes.
        size: How many bytes of the file it takes; of a gzip member all of it.
        packed: Whether it is in a gzip member.
        version: Such as ``WARC/1.1``; empty where there is no record.
        fields: The names and values of its header, in order.
        block: Its block, to be read from the start.
        length: The number of bytes in `block`.
        problems: What is wrong with it.
    """

    offset: int
    size: int = 0
    packed: bool = False
    version: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    block: IO[bytes] = field(default_factory=_spool)
    length: int = 0
    problems: list[Problem] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The value of a header field; names are compared without case."""
        lower = name.lower()
        return next((value for key, value in self.fields if key.lower() == lower), None)

    def find(self, rule: str, message: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(rule, message))


def read_records(file: IO[bytes], spend: Spend | None = None) -> Iterator[RawRecord]:
    """All records of a WARC file, plain or with gzip; whatever is no record ends up as one, too.

    Args:
        file: A seekable binary file. A record's block can be read until the next is asked for.
        spend: Gets the number of bytes each time that some were unpacked, and may raise.
    """
    file.seek(0)
    packed = file.read(2) == _MAGIC[:2]
    file.seek(0)
    yield from _packed_records(file, spend) if packed else _plain_records(file)


def record_at(file: IO[bytes], offset: int) -> RawRecord | None:
    """The record that begins at an offset; None where none does."""
    file.seek(offset)
    packed = file.read(2) == _MAGIC[:2]
    file.seek(offset)
    stream = _Member(file, offset) if packed else _Plain(file, offset)
    record = RawRecord(offset)
    _read(stream, record)
    return record if record.version else None


class _Stream:
    """Bytes with a look ahead."""

    def __init__(self) -> None:
        self._ahead = b""

    def fetch(self) -> bytes:
        """The next bytes; empty at the end."""
        raise NotImplementedError

    def read(self, size: int) -> bytes:
        """At most `size` bytes; fewer only at the end."""
        while len(self._ahead) < size and (more := self.fetch()):
            self._ahead += more
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def read_some(self, size: int) -> bytes:
        """Between one and `size` bytes; none at the end."""
        if not self._ahead:
            self._ahead = self.fetch()
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def readline(self) -> bytes:
        """A line with its end; cut off where it is too long."""
        while b"\n" not in self._ahead and len(self._ahead) < _LINE:
            if not (more := self.fetch()):
                break
            self._ahead += more
        return self.read(self._ahead.find(b"\n") + 1 or min(len(self._ahead), _LINE))

    def unread(self, data: bytes) -> None:
        """Put bytes back."""
        self._ahead = data + self._ahead

    @property
    def waiting(self) -> int:
        """How many bytes were fetched and not read."""
        return len(self._ahead)


class _Plain(_Stream):
    """A file from an offset on."""

    def __init__(self, file: IO[bytes], offset: int) -> None:
        super().__init__()
        self._file = file
        self.position = offset

    def fetch(self) -> bytes:
        self._file.seek(self.position)
        data = self._file.read(_CHUNK)
        self.position += len(data)
        return data

    def tell(self) -> int:
        """Where the next byte stands in the file."""
        return self.position - self.waiting


class _Member(_Stream):
    """The content of the gzip member that begins at an offset.

    Attributes:
        end: Where the next member begins, once this one has been read.
        error: Why it could not be read to its end; empty if it could.
    """

    def __init__(self, file: IO[bytes], offset: int, spend: Spend | None = None) -> None:
        super().__init__()
        self._file = file
        self._spend = spend
        self._inflate = zlib.decompressobj(_GZIP)
        self._position = offset
        self.end: int | None = None
        self.error = ""

    def fetch(self) -> bytes:
        while self.end is None and not self.error:
            packed = self._inflate.unconsumed_tail
            if not packed:
                self._file.seek(self._position)
                packed = self._file.read(_CHUNK)
                self._position += len(packed)
            if not packed:
                self.error = "truncated"
                break
            try:
                data = self._inflate.decompress(packed, _CHUNK * 16)
            except zlib.error as error:
                self.error = str(error)
                break
            if self._inflate.eof:
                self.end = self._position - len(self._inflate.unused_data)
            if data:
                if self._spend is not None:
                    self._spend(len(data))
                return data
        return b""

    def drain(self) -> None:
        """Read what is left of it, for `end` and `error`."""
        while self.read_some(_CHUNK):
            pass


def _packed_records(file: IO[bytes], spend: Spend | None) -> Iterator[RawRecord]:
    offset = 0
    size = file.seek(0, 2)
    while offset < size:
        member = _Member(file, offset, spend)
        record = RawRecord(offset, packed=True)
        try:
            _read(member, record)
            inside = 1
            while record.version and not member.error and _begins_record(member):
                yield record
                record.block.close()
                inside += 1
                record = RawRecord(offset, packed=True)
                _read(member, record)
            _look_at_end(member, record, inside)
            offset = member.end or _next_member(file, offset + 1, size)
            record.size = offset - record.offset
            yield record
        finally:
            record.block.close()


def _look_at_end(member: _Member, record: RawRecord, inside: int) -> None:
    """Read a member to its end, and note what is odd there.

    Args:
        member: The gzip member.
        record: The last record in it.
        inside: How many records it holds.
    """
    if inside > 1:
        text = f"A gzip member holds {inside} records; none but the first can be opened alone."
        record.find("gzip-member", text)
    rest = member.read_some(_CHUNK)
    member.drain()
    if rest and record.version:
        record.find("content-length", "More bytes follow the block than the end of a record.")
    if member.error == "truncated":
        record.find("truncated", "The file ends in the middle of a gzip member.")
    elif member.error:
        record.find("gzip-damaged", f"The gzip member is damaged: {member.error}.")


def _begins_record(stream: _Stream) -> bool:
    start = stream.read(5)
    stream.unread(start)
    return start == b"WARC/"


def _next_member(file: IO[bytes], offset: int, size: int) -> int:
    """Where the next gzip member begins that holds a record; the file's end if none does."""
    while offset < size:
        file.seek(offset)
        data = file.read(_CHUNK)
        found = data.find(_MAGIC)
        if found < 0:
            offset += max(1, len(data) - len(_MAGIC) + 1)
            continue
        offset += found
        if _begins_record(_Member(file, offset)):
            return offset
        offset += 1
    return size


def _plain_records(file: IO[bytes]) -> Iterator[RawRecord]:
    offset = 0
    size = file.seek(0, 2)
    while offset < size:
        stream = _Plain(file, offset)
        record = RawRecord(offset)
        _read(stream, record)
        offset = stream.tell()
        if not record.version or (record.problems and not _begins_record(stream)):
            offset = _next_plain(file, max(offset, record.offset + 1), size)
        record.size = offset - record.offset
        yield record
        record.block.close()


def _next_plain(file: IO[bytes], offset: int, size: int) -> int:
    """Where the next line begins that a record begins with; the file's end if none does."""
    mark = b"\r\n\r\nWARC/1."
    while offset < size:
        file.seek(max(0, offset - 4))
        data = file.read(_CHUNK)
        if (found := data.find(mark)) >= 0:
            return max(0, offset - 4) + found + 4
        offset += max(1, len(data) - len(mark))
    return size


def _read(stream: _Stream, record: RawRecord) -> None:
    """Read one record up to its end."""
    line = stream.readline()
    if not _VERSION.fullmatch(line):
        what = "Nothing" if not line else f"{line[:40]!r}"
        record.find("version", f"{what} stands where a record should begin with its version.")
        if not re.match(rb"WARC/\d", line):
            return
    record.version = line.decode("ascii", "replace").strip()
    _read_header(stream, record)
    length = record.get("Content-Length")
    if length is None or not _LENGTH.fullmatch(length):
        if length is not None:
            record.find(
                "content-length", f"Content-Length is {length[:40]!r}, which is no number of bytes."
            )
        if isinstance(stream, _Member):
            _read_block(stream, record, None)
        return
    _read_block(stream, record, int(length))
    if record.length < int(length):
        text = f"The block has {record.length} bytes; Content-Length says {length}."
        record.find("content-length", text)
        return
    end = stream.read(4)
    if end != RECORD_END:
        stream.unread(end)
        text = "The block is not followed by two line ends: it is longer than Content-Length says."
        if not end.strip(b"\r\n"):
            text = f"After the block stands {end!r} instead of two line ends."
        record.find("content-length" if end.strip(b"\r\n") else "record-end", text)


def _read_header(stream: _Stream, record: RawRecord) -> None:
    seen = 0
    while (line := stream.readline()).strip(b"\r\n"):
        seen += len(line)
        if seen > _HEADER:
            record.find("header-syntax", "The header is longer than a megabyte.")
            return
        if not line.endswith(b"\r\n"):
            record.find("header-syntax", f"The header line {line[:60]!r} does not end in CR LF.")
        try:
            text = line.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            record.find("header-syntax", f"The header line {line[:60]!r} is not UTF-8.")
            text = line.decode("latin-1").rstrip("\r\n")
        if text[0] in " \t" and record.fields:
            name, value = record.fields[-1]
            record.fields[-1] = (name, f"{value} {text.strip()}")
            record.find("header-folded", f"{name} goes on in a second line, which few tools read.")
            continue
        name, colon, value = text.partition(":")
        if not colon or not _TOKEN.fullmatch(name):
            record.find("header-syntax", f"The header line {text[:60]!r} is no field.")
            continue
        record.fields.append((name, value.strip(" \t")))
    if line not in {b"\r\n", b""}:
        record.find("header-syntax", "The line that ends the header does not end in CR LF.")
    elif not line:
        record.find("truncated", "The record ends in its header.")


def _read_block(stream: _Stream, record: RawRecord, length: int | None) -> None:
    left = length
    while left is None or left > 0:
        data = stream.read_some(_CHUNK if left is None else min(left, _CHUNK))
        if not data:
            break
        record.block.write(data)
        record.length += len(data)
        left = None if left is None else left - len(data)
    record.block.seek(0)
