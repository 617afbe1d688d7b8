"""The records of a WARC or ARC file, read in order and with their positions despite damage."""

from __future__ import annotations

import logging
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from wparchive.errors.notices import Code, Notice
from wparchive.storage.limits import Allowance
from wparchive.storage.opening import open_regular
from wparchive.warc.record_header import RecordHeader, RecordPosition, read_header, with_scheme
from wparchive.warc.streams import (
    BLOCK,
    GZIP,
    RECORD,
    RECORD_END,
    Member,
    Stream,
    next_member,
    next_record,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.storage.source import Source

# What is odd in a file is for the report to say, not for the terminal.
logging.getLogger("warcio").setLevel(logging.ERROR)
UNREADABLE = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    ValueError,
    IndexError,
    AttributeError,
    zlib.error,
)
"""The errors of warcio and zlib on damaged records."""
_BLOCK = 1 << 20
_MOST_LINES = 20_000
"""Lines of headers that a record has at most."""


def scan_headers(source: Source, notices: list[Notice]) -> Iterator[RecordHeader]:
    """Yield the headers of a file's records, in order.

    Args:
        source: The file, packed member by member or not at all.
        notices: Collects notices of damage, with offsets.

    Raises:
        LimitError: The file unpacks to too much for its size.
    """
    passed = Allowance(source.name, source.size, source.limits)
    with open_regular(source.path) as file:
        packed = file.read(3) == GZIP
        position: int | None = 0
        while position is not None and position < source.size:
            scanner = _Scanner(file, source, packed, notices, passed)
            yield from scanner.headers(position)
            position = scanner.resume


class _Scanner:
    """A scanner that reads on to the next damage or the end."""

    def __init__(
        self,
        file: IO[bytes],
        source: Source,
        packed: bool,
        notices: list[Notice],
        passed: Allowance,
    ) -> None:
        self._file = file
        self._source = source
        self._packed = packed
        self._notices = notices
        self._passed = passed
        self.resume: int | None = None

    def headers(self, position: int) -> Iterator[RecordHeader]:
        """Yield the headers from a position on; `resume` is where to go on after that."""
        while position < self._source.size:
            last = position
            try:
                if self._packed:
                    member = Member(self._file, position)
                    yield from self._of_member(member, position)
                    position = member.end
                else:
                    header, position = self._plain(position)
                    if header is None:
                        return
                    yield header
            except UNREADABLE as error:
                if self._is_padding(last):
                    return
                self._damaged(last, f"A record cannot be read ({_one_line(error)})")
                self.resume = self._after(last + 1)
                return

    def _is_padding(self, position: int) -> bool:
        """Check whether nothing but NUL bytes follows, as tapes and disks leave them."""
        self._file.seek(position)
        size = 0
        while block := self._file.read(_BLOCK):
            if block.strip(b"\0\r\n"):
                return False
            size += len(block)
        text = f"{size:,} NUL bytes after the last record were ignored."
        self._notices.append(Notice(Code.JUNK_DROPPED, text, self._source.name, None, position))
        return True

    def _of_member(self, member: Member, offset: int) -> Iterator[RecordHeader]:
        """Yield the headers of a gzip member: one, in a file that keeps to the rules."""
        stream = Stream(lambda: self._counted(member.pull()), _MOST_LINES)
        named = False
        while line := _line(stream):
            begin = stream.position - len(line)
            if not RECORD.match(line):
                raise ArchiveLoadFailed(f"no record begins with {line[:40]!r}")
            record = parse(stream, line)
            body = stream.position
            if record.length is None:
                rest = _skip_rest(stream)
                yield self._without_length(record, RecordPosition(offset, begin), rest)
                return
            length = _skip(record, stream)
            present = stream.position - body
            header = read_header(record, RecordPosition(offset, begin), present)
            if present < length:
                named = True
                self._cut(offset, header, length - present, member.is_cut)
            yield header
        if member.is_cut and not named:
            text = "The file ends inside a record."
            self._notices.append(
                Notice(Code.INPUT_TRUNCATED, text, self._source.name, None, offset)
            )

    def _counted(self, block: bytes) -> bytes:
        self._passed.take(len(block))
        return block

    def _plain(self, position: int) -> tuple[RecordHeader | None, int]:
        """Return the header of a record that is not packed, and the offset of the next record."""
        stream = self._stream(position)
        line = _line(stream)
        if not line:
            return None, self._source.size
        begin = position + stream.position - len(line)
        if not RECORD.match(line):
            raise ArchiveLoadFailed(f"no record begins with {line[:40]!r}")
        record = parse(stream, line)
        body = stream.position
        if record.length is None:
            following_at = next_record(self._file, position + body) or self._source.size
            rest = max(following_at - position - body - len(RECORD_END), 0)
            return self._without_length(record, RecordPosition(begin), rest), following_at
        length = _skip(record, stream)
        present = stream.position - body
        end = position + stream.position
        following = _line(stream)
        if present < length or (following.strip(b"\0") and not RECORD.match(following)):
            # Its length is wrong: the next record shows where it ends.
            found = next_record(self._file, position + body)
            header = read_header(record, RecordPosition(begin), (found or end) - position - body)
            if found is None:
                self._cut(begin, header, length - present, cut=True)
                return header, self._source.size
            self._damaged(
                begin,
                f"The length of {header.uri!r} is wrong; the record ends where another begins",
            )
            return header, found
        return read_header(record, RecordPosition(begin), present), end

    def _without_length(self, record: Any, position: RecordPosition, length: int) -> RecordHeader:
        header = read_header(record, position, length)
        text = f"The length of {header.uri!r} is missing; the record ends where another begins"
        self._damaged(position.offset, text)
        return header

    def _stream(self, position: int) -> Stream:
        self._file.seek(position)
        return Stream(lambda: self._file.read(BLOCK), _MOST_LINES)

    def _after(self, position: int) -> int | None:
        find = next_member if self._packed else next_record
        return find(self._file, position)

    def _cut(self, offset: int, header: RecordHeader, missing: int, cut: bool) -> None:
        code = Code.INPUT_TRUNCATED if cut else Code.INPUT_DAMAGED
        text = f"The last {missing:,} bytes of {header.uri!r} are missing."
        self._notices.append(Notice(code, text, self._source.name, None, offset))

    def _damaged(self, offset: int, what: str) -> None:
        self._notices.append(
            Notice(Code.INPUT_DAMAGED, f"{what}.", self._source.name, None, offset)
        )


class _Loader(ArcWarcRecordLoader):  # type: ignore[misc]
    """Reads HTTP's headers also of records whose address lacks its scheme."""

    def load_http_headers(self, rec_type: str, uri: str, stream: Any, length: int | None) -> Any:
        return super().load_http_headers(rec_type, with_scheme(uri or ""), stream, length)


def parse(stream: Stream, line: bytes) -> Any:
    """Parse the headers of a record and of its HTTP message; the block can be read next.

    Args:
        stream: After the record's first line.
        line: That line.
    """
    stream.begin()
    loader = _Loader(verify_http=False, arc2warc=True)
    return loader.parse_record_stream(stream, line)


def read_record(source: Source, header: RecordHeader) -> tuple[Any, bytes]:
    """Read a record of `scan_headers` again, with its block after the headers of HTTP."""
    with open_record(source, header) as (record, blocks):
        return record, b"".join(blocks)


@contextmanager
def open_record(source: Source, header: RecordHeader) -> Iterator[tuple[Any, Iterator[bytes]]]:
    """Open a record as `read_record`, for a block too large for memory; read it in the context."""
    with open_regular(source.path) as file:
        if file.read(3) == GZIP:
            stream = Stream(Member(file, header.position.offset).pull, _MOST_LINES)
            stream.skip(header.position.inner)
        else:
            file.seek(header.position.offset)
            stream = Stream(lambda: file.read(BLOCK), _MOST_LINES)
        record = parse(stream, _line(stream))
        yield record, _blocks(stream, header.length)


def _blocks(stream: Stream, size: int) -> Iterator[bytes]:
    while size > 0 and (block := stream.read(min(size, _BLOCK))):
        size -= len(block)
        yield block


def _line(stream: Stream) -> bytes:
    """Return the next line that is not empty; empty at the end."""
    while (line := stream.readline()) and not line.strip():
        pass
    return line


def _skip_rest(stream: Stream) -> int:
    """Skip all that follows; return how much it was, without the end of a record."""
    size = 0
    while block := stream.read(_BLOCK):
        size += len(block)
    return max(size - len(RECORD_END), 0)


def _skip(record: Any, stream: Stream) -> int:
    """Skip the rest of a record's block; return how long that should have been."""
    length = record.length
    if length is None or length < 0:
        raise ArchiveLoadFailed("its length is missing")
    left = int(record.raw_stream.limit)
    stream.skip(left)
    return left


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
