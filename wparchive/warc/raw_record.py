"""A WARC record as it is in the file, with its problems; its header is read strictly.

The rules are those of ISO 28500:2017, 4 and annex D.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive import patterns

if TYPE_CHECKING:
    from wparchive.warc.streams import Stream

IN_MEMORY = 1 << 24
"""Bytes of a block that are kept in memory; a longer one is kept in a file."""
LONGEST_HEADER = 1 << 20
"""Bytes that a header has at most."""
_LINES = 20_000
_TOKEN = patterns.lazy(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Problem(NamedTuple):
    """A problem of a record.

    Attributes:
        rule: The rule that it is about, as ``docs/how-to/verify.md`` lists them.
        message: The particulars, a sentence.
    """

    rule: str
    message: str


def spool(memory: int = IN_MEMORY) -> IO[bytes]:
    """Return an empty file for a block, in memory up to a number of bytes."""
    return SpooledTemporaryFile(memory)


@dataclass
class RawRecord:
    """A record as it is in the file.

    Attributes:
        offset: Its 0-based byte offset in the file; in a gzip member the offset of the member.
        inner: Its offset in the unpacked member; 0 in a file that is not packed.
        size: How many bytes of the file it takes; of a gzip member all of it.
        packed: Whether it is in a gzip member.
        version: Such as ``WARC/1.1``; empty if there is no record.
        fields: The names and values of its header, in order.
        block: Its block, to be read from the start.
        length: The number of bytes in `block`.
        problems: Its problems.
    """

    offset: int
    size: int = 0
    packed: bool = False
    version: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    block: IO[bytes] = field(default_factory=spool)
    length: int = 0
    problems: list[Problem] = field(default_factory=list)
    inner: int = 0

    def get(self, name: str) -> str | None:
        """Return the value of a header field; names are compared without case."""
        lower = name.lower()
        return next((value for key, value in self.fields if key.lower() == lower), None)

    def find(self, rule: str, message: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(rule, message))


def read_header(stream: Stream, record: RawRecord) -> None:
    """Read the header of a record up to the empty line, with its problems."""
    seen = 0
    more: list[str] = []
    for _ in range(_LINES):
        if not (line := stream.readline(LONGEST_HEADER)).strip(b"\r\n"):
            break
        seen += len(line)
        if seen > LONGEST_HEADER:
            record.find("header-syntax", "The header is longer than a megabyte.")
            break
        text = _header_text(line, record)
        if text[0] in " \t" and record.fields:
            more.append(text.strip())
            continue
        _unfold(record, more)
        more = []
        name, colon, value = text.partition(":")
        if not colon or not _TOKEN.fullmatch(name):
            record.find("header-syntax", f"The header line {text[:60]!r} is not a field.")
            continue
        record.fields.append((name, value.strip(" \t")))
    else:
        record.find("header-syntax", f"The header has over {_LINES:,} lines.")
    _unfold(record, more)
    if not line:
        record.find("truncated", "The record ends inside its header.")
    elif not line.strip(b"\r\n") and line != b"\r\n":
        record.find("header-syntax", "The line that ends the header does not end in CR LF.")


def _header_text(line: bytes, record: RawRecord) -> str:
    if not line.endswith(b"\r\n"):
        record.find("header-syntax", f"The header line {line[:60]!r} does not end in CR LF.")
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        record.find("header-syntax", f"The header line {line[:60]!r} is not UTF-8.")
        return line.decode("latin-1").rstrip("\r\n")


def _unfold(record: RawRecord, more: list[str]) -> None:
    """Add the further lines of a field to its value."""
    if more:
        name, value = record.fields[-1]
        record.fields[-1] = (name, " ".join((value, *more)))
        text = f"{name} continues on a second line, which few tools can read."
        record.find("header-folded", text)
