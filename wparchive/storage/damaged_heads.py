"""Web archives and containers whose beginning is damaged or lost.

Without their first bytes they look like the first page in them, and all others would be taken for
parts of this page.
"""

from __future__ import annotations

import io
import re
from enum import Enum, auto
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.storage import packing
from wparchive.storage.opening import open_regular
from wparchive.storage.recovery import BLOCK
from wparchive.storage.tar_headers import CHECKSUM, SIZE, is_header, sum_of
from wparchive.storage.zip_directory import ends_with_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCANNED: Final = 1 << 24
"""Bytes in which the first whole record or entry begins: what was lost was a page, or a few."""
_OTHER: Final = patterns.lazy(rb"[\xef\xbb\xbf\s]*(?:<\?xml|<rss\b|<feed\b|[{\[])")
"""The beginning of exports and feeds, whose posts may quote whole records."""
_WARC: Final = patterns.lazy(
    rb"WARC/1\.[01]\r?\n(?>(?:[A-Za-z][A-Za-z-]{0,40}+:[^\n]{0,9000}+\n){1,60})\r?\n"
)
_ARC: Final = patterns.lazy(
    rb"(?<!\S)[a-z]{2,10}:\S{1,8000}+ [\da-fA-F.:-]{1,45} \d{14} \S{1,100} (\d{1,15})\n"
)
_TYPE: Final = patterns.lazy(rb"^WARC-Type:", re.IGNORECASE | re.MULTILINE)
_ID: Final = patterns.lazy(rb"^WARC-Record-ID:[ \t]*<", re.IGNORECASE | re.MULTILINE)
_LENGTH: Final = patterns.lazy(
    rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_NEXT: Final = patterns.lazy(rb"\r?\n\r?\n(?:WARC/1\.|\Z)|\n(?:[a-z]{2,10}:\S|\Z)")
_BLANK: Final = b"\xef\xbb\xbf\r\n\t "
_TAR_MARK: Final = b"ustar"
_TAR_MARK_AT: Final = 257
_TAR_BLOCK: Final = 512
_UNMARKED: Final = bytes(255)
_NUMBERS: Final = patterns.lazy(
    rb"(?:[ 0-7]{6}[ 0-7\0][ \0]){3}[ 0-7]{11}[ \0][ 0-7]{11}[ \0][ 0-7]{6}\0[ \0]"
)
"""Mode, owner, group, size, time and checksum of an entry."""
_NUMBERS_AT: Final = 100
_UNUSED: Final = (slice(100, 124), slice(136, 148), slice(329, 345))
"""The places of mode, owner, group, time and device in the header of a tar's entry."""


class Kind(Enum):
    """A kind of file with several documents."""

    WEB_ARCHIVE = auto()
    TAR = auto()
    ZIP = auto()


class DamagedHead(NamedTuple):
    """The damaged beginning of a file with several documents.

    Attributes:
        kind: What the file is.
        size: Bytes before the first whole record or entry; 0 where the directory of a zip says
            where each entry is.
        damage: What is lost, a sentence without its full stop; empty if nothing is.
        repaired: Bytes to read in place of the damaged ones.
    """

    kind: Kind
    size: int = 0
    damage: str = ""
    repaired: bytes = b""

    def blocks(self, path: Path) -> Iterator[bytes]:
        """Yield the file without the damage."""
        yield self.repaired
        with open_regular(path) as file:
            file.seek(self.size)
            while block := file.read(BLOCK):
                yield block


def find(path: Path) -> DamagedHead | None:
    """Find the damaged beginning of a web archive or container.

    Args:
        path: A file that begins neither like a web archive nor like a container.

    Returns:
        The damaged beginning; None for all other files.
    """
    with open_regular(path) as file:
        data = file.read(_SCANNED)
        if packing.is_web_archive(data):
            return None
        if ends_with_directory(file):
            return DamagedHead(Kind.ZIP)
        record, entry = _first_record(data, file), _first_entry(data)
    if entry is not None and (record is None or entry < record or _is_tar(data)):
        return _damaged_tar(data, entry)
    if record is None:
        return None
    if not data[:record].strip(_BLANK):
        return DamagedHead(Kind.WEB_ARCHIVE, record)
    text = f"The file is a web archive whose first {record:,} bytes are no whole record"
    return DamagedHead(Kind.WEB_ARCHIVE, record, f"{text}; they were not read")


def is_web_archive(start: bytes) -> bool:
    """Check whether the beginning of a file has a whole record with another one behind it."""
    return _first_record(start, io.BytesIO(start), needs_next=True) is not None


def _first_record(data: bytes, file: IO[bytes], *, needs_next: bool = False) -> int | None:
    """Find the first record of a web archive; None if there is none, or only quotations.

    Args:
        data: The first bytes of the file.
        file: The file.
        needs_next: Whether another record, or the end, must be where the record's length says.
    """
    if _OTHER.match(data):
        return None
    for found in _WARC.finditer(data) if b"WARC/1." in data else ():
        head = found[0]
        length = _LENGTH.search(head)
        # In pages, angle brackets are written in another way.
        if length is None or _TYPE.search(head) is None or _ID.search(head) is None:
            continue
        is_raw = head.count(b"\n") == head.count(b"\r\n")
        is_raw = is_raw and data.endswith(b"\r\n\r\n", 0, found.start())
        if (is_raw and not needs_next) or _is_followed(file, found.end() + int(length[1])):
            return found.start()
    for found in _ARC.finditer(data):
        if _is_followed(file, found.end() + int(found[1])):
            return found.start()
    return None


def _is_followed(file: IO[bytes], end: int) -> bool:
    """Check whether another record, or the end of the file, follows a record that ends there."""
    file.seek(end)
    return _NEXT.match(file.read(16)) is not None


def _first_entry(data: bytes) -> int | None:
    """Find the first whole header of a tar by its checksum; None if there is none."""
    marks = (found.start() - _TAR_MARK_AT for found in re.finditer(_TAR_MARK, data))
    marked = next((at for at in marks if _is_entry(data, at)), None)
    # Before POSIX, headers had no mark, and ended in zeros.
    end = len(data) if marked is None else marked
    if data.find(_UNMARKED, 0, end) < 0:
        return marked
    numbers = (found.start() - _NUMBERS_AT for found in _NUMBERS.finditer(data, 0, end))
    return next((at for at in numbers if _is_entry(data, at)), marked)


def _is_entry(data: bytes, at: int) -> bool:
    return at >= 0 and is_header(data[at : at + _TAR_BLOCK])


def _is_tar(data: bytes) -> bool:
    return data.startswith(_TAR_MARK, _TAR_MARK_AT)


def _damaged_tar(data: bytes, at: int) -> DamagedHead:
    """Describe a tar with a damaged beginning.

    Args:
        data: Its first bytes.
        at: The offset of the first whole header.
    """
    header = data[:_TAR_BLOCK]
    try:
        size = int(header[SIZE].strip(b" \0") or b"x", 8)
    except ValueError:
        size = -1
    if _is_tar(data) and at == _TAR_BLOCK - size // -512 * 512:
        # Its content is where it should be, so that only its name or the like is wrong.
        repaired = bytearray(header)
        for field in _UNUSED:
            repaired[field] = bytes(field.stop - field.start)
        repaired[CHECKSUM] = b"%06o\0 " % sum_of(bytes(repaired))
        text = "The header of the tar's first entry is damaged; the entry's name may be wrong"
        return DamagedHead(Kind.TAR, _TAR_BLOCK, text, bytes(repaired))
    text = f"The file is a tar whose first {at:,} bytes are no whole entry; they were not read"
    return DamagedHead(Kind.TAR, at, text)
