"""WARC files record by record, as strict as the standard: positions, and all problems.

Nothing is repaired and nothing skipped in silence: what a tolerant reader would skip is a
`Problem` of a record (ISO 28500:2017, 4 and annex D; RFC 1952).
"""

from __future__ import annotations

import re
import zlib
from typing import IO, TYPE_CHECKING, cast

from wparchive import patterns
from wparchive.storage.scratch import writing
from wparchive.warc.raw_record import IN_MEMORY, LONGEST_HEADER, RawRecord, read_header, spool
from wparchive.warc.streams import (
    BLOCK,
    GZIP,
    RECORD_END,
    Mark,
    Member,
    Stream,
    Unread,
    next_member,
    next_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Spend = Callable[[int], None]
    Marks = dict[int, list[Mark]]

_RECORD = patterns.lazy(rb"WARC/")
_AFTER_END = patterns.lazy(rb"\r\n\r\n(?=WARC/1\.)")
_VERSION = patterns.lazy(rb"WARC/\d\.\d+\r\n")
_LENGTH = patterns.lazy("[0-9]{1,18}")
_BETWEEN_MARKS = 1 << 26
"""Unpacked bytes of a gzip member between two marks: what a fraction of a second unpacks."""


def read_records(
    file: IO[bytes], spend: Spend | None = None, marks: Marks | None = None
) -> Iterator[RawRecord]:
    """Yield all records of a WARC file, plain or with gzip; other data is a record with problems.

    Args:
        file: A seekable binary file. A record's block can be read until the next is asked for.
        spend: Gets the number of bytes each time that some were unpacked, and may raise.
        marks: Gets places in large gzip members of several records, in their order, by the offset
            of the member.
    """
    file.seek(0)
    packed = file.read(2) == GZIP[:2]
    yield from _packed_records(file, spend, marks) if packed else _plain_records(file)


def record_at(
    file: IO[bytes],
    offset: int,
    inner: int = 0,
    memory: int = IN_MEMORY,
    marks: Iterable[Mark] = (),
    size: int | None = None,
) -> RawRecord | None:
    """Read the record at an offset, without its problems; None if no record begins there.

    Args:
        file: A seekable binary file.
        offset: The record's `RawRecord.offset`.
        inner: The record's `RawRecord.inner`.
        memory: The size in bytes up to which the record's block is in memory. Larger blocks are
            read from the file when they are needed, once; the first `memory` bytes can be read
            again. Their length is what the header says, or `size`.
        marks: Places in the gzip member at the offset, in their order.
        size: Bytes of its block, in case that the header does not say; None if unknown.
    """
    file.seek(offset)
    packed = file.read(2) == GZIP[:2]
    mark = next((mark for mark in reversed([*marks]) if mark.unpacked <= inner), None)
    stream = _Member(file, offset, mark=mark) if packed else _plain_stream(file, offset)
    stream.skip(inner - stream.position)
    record = RawRecord(offset, inner=inner, block=spool(memory))
    if not _read_start(stream, record):
        record.block.close()
        return None
    length = size if (stated := _stated_length(record)) is None else stated
    if length is not None and length > memory:
        record.block.close()
        record.block = cast("IO[bytes]", Unread(stream, length, memory))
        record.length = length
    elif length is not None or packed:
        _read_block(stream, record, length)
    return record


class _Member(Stream):
    """The content of the gzip member at an offset, which reads as if it ended where it is damaged.

    Args:
        file: The file.
        offset: Where the member begins.
        spend: As in `read_records`.
        mark: The place at which reading begins; None for the beginning.
        marks: Gets further places; None if they are not needed.

    Attributes:
        error: Why the member cannot be read to its end; empty if it can.
    """

    def __init__(
        self,
        file: IO[bytes],
        offset: int,
        spend: Spend | None = None,
        mark: Mark | None = None,
        marks: list[Mark] | None = None,
    ) -> None:
        super().__init__(self._pull_counted)
        self._member = Member(file, offset, mark)
        self._spend = spend
        self._pulled = self.position = mark.unpacked if mark else 0
        self._marks = marks
        self.error = ""

    @property
    def end(self) -> int | None:
        """The offset after the member; None before it has been read to its end."""
        return self._member.end if self._member.is_read else None

    def drain(self) -> None:
        """Read the rest of the member, to learn `end` and `error`."""
        while self.read_some(BLOCK):
            pass

    def _pull_counted(self) -> bytes:
        if self.error:
            return b""
        try:
            data = self._member.pull()
        except zlib.error as error:
            self.error = str(error)
            return b""
        self._pulled += len(data)
        if self._marks is not None and self._pulled // _BETWEEN_MARKS > len(self._marks):
            self._marks.append(self._member.mark(self._pulled))
        if self._member.is_cut:
            self.error = "truncated"
        if data and self._spend is not None:
            self._spend(len(data))
        return data


def _plain_stream(file: IO[bytes], offset: int) -> Stream:
    position = offset

    def pull() -> bytes:
        nonlocal position
        file.seek(position)
        data = file.read(BLOCK)
        position += len(data)
        return data

    return Stream(pull)


def _packed_records(
    file: IO[bytes], spend: Spend | None, marks: Marks | None
) -> Iterator[RawRecord]:
    offset = 0
    size = file.seek(0, 2)
    while offset < size:
        placed: list[Mark] | None = None if marks is None else []
        member = _Member(file, offset, spend, marks=placed)
        record = RawRecord(offset, packed=True)
        try:
            _read(member, record)
            inside = 1
            while record.version and not member.error and _begins_record(member):
                yield record
                record.block.close()
                inside += 1
                record = RawRecord(offset, packed=True, inner=member.position)
                _read(member, record)
            _look_at_end(member, record, inside)
            if marks is not None and placed and inside > 1:
                marks[offset] = placed
            offset = member.end or next_member(file, offset + 1, _RECORD) or size
            record.size = offset - record.offset
            yield record
        finally:
            record.block.close()


def _look_at_end(member: _Member, record: RawRecord, inside: int) -> None:
    """Read a member to its end, and add the problems there to its last record.

    Args:
        member: The gzip member.
        record: The last record in it.
        inside: How many records it holds.
    """
    if inside > 1:
        text = f"A gzip member has {inside} records; only the first can be opened separately."
        record.find("gzip-member", text)
    rest = member.read_some(BLOCK)
    member.drain()
    if rest and record.version:
        record.find("content-length", "The block is followed by more than the end of the record.")
    if member.error == "truncated":
        record.find("truncated", "The file ends in the middle of a gzip member.")
    elif member.error:
        record.find("gzip-damaged", f"The gzip member is damaged: {member.error}.")


def _begins_record(stream: Stream) -> bool:
    start = stream.read(5)
    stream.unread(start)
    return start == b"WARC/"


def _plain_records(file: IO[bytes]) -> Iterator[RawRecord]:
    offset = 0
    size = file.seek(0, 2)
    while offset < size:
        stream = _plain_stream(file, offset)
        record = RawRecord(offset)
        _read(stream, record)
        offset = record.offset + stream.position
        if not record.version or (record.problems and not _begins_record(stream)):
            start = max(offset, record.offset + 1) - len(RECORD_END)
            offset = next_record(file, max(0, start), _AFTER_END) or size
        record.size = offset - record.offset
        yield record
        record.block.close()


def _read_start(stream: Stream, record: RawRecord) -> bool:
    """Read the beginning of a record up to its block; return whether there is a record."""
    line = stream.readline(LONGEST_HEADER)
    if not _VERSION.fullmatch(line):
        what = "nothing" if not line else f"{line[:40]!r}"
        record.find("version", f"A record should begin with its version, but {what} is there.")
        if not re.match(rb"WARC/\d", line):
            return False
    record.version = line.decode("ascii", "replace").strip()
    read_header(stream, record)
    return True


def _stated_length(record: RawRecord) -> int | None:
    """Return the length of the block that the header states; None if it states none."""
    stated = record.get("Content-Length")
    if stated is not None and not _LENGTH.fullmatch(stated):
        text = f"Content-Length is {stated[:40]!r}, which is not a number of bytes."
        record.find("content-length", text)
        return None
    return None if stated is None else int(stated)


def _read(stream: Stream, record: RawRecord) -> None:
    """Read one record up to its end."""
    if not _read_start(stream, record):
        return
    length = _stated_length(record)
    if length is None:
        if isinstance(stream, _Member):
            _read_block(stream, record, None)
        return
    _read_block(stream, record, length)
    if record.length < length:
        text = f"The block has {record.length} bytes; Content-Length says {length}."
        record.find("content-length", text)
        return
    end = stream.read(4)
    if end != RECORD_END:
        stream.unread(end)
        text = "The block is not followed by two line ends: it is longer than Content-Length says."
        if not end.strip(b"\r\n"):
            text = f"After the block is {end!r} instead of two line ends."
        record.find("content-length" if end.strip(b"\r\n") else "record-end", text)


def _read_block(stream: Stream, record: RawRecord, length: int | None) -> None:
    left = length
    while left is None or left > 0:
        data = stream.read_some(BLOCK if left is None else min(left, BLOCK))
        if not data:
            break
        with writing():
            record.block.write(data)
        record.length += len(data)
        left = None if left is None else left - len(data)
    record.block.seek(0)
