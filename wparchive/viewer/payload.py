"""Payloads of records, and their media types, which are taken from a fixed table for safety."""

from __future__ import annotations

import re
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from wparchive import patterns
from wparchive.web.charset import decode
from wparchive.web.filetypes import KNOWN, media_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.warc.raw_record import RawRecord

PAGE: Final = "text/html"
TEXT: Final = "text/plain"
PDF: Final = "application/pdf"
_SHOWN: Final = frozenset(
    kind for kind in KNOWN if kind == PDF or kind.startswith(("image/", "audio/", "video/"))
)
_SYNONYMS: Final = {
    "application/xhtml+xml": PAGE,
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/x-icon": "image/vnd.microsoft.icon",
    "image/ico": "image/vnd.microsoft.icon",
    "image/x-ms-bmp": "image/bmp",
    "audio/mp3": "audio/mpeg",
    "audio/x-mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "video/x-m4v": "video/mp4",
    "application/x-pdf": PDF,
}
_HEAD = 1 << 16
_BLANK = patterns.lazy(rb"\r?\n\r?\n")
_TYPE = patterns.lazy(r"^content-type[ \t]*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_FOLD = patterns.lazy(r"\n[ \t]+")
_CODINGS = patterns.lazy(
    r"^(?:content|transfer)-encoding[ \t]*:(.*)$", re.IGNORECASE | re.MULTILINE
)
_CODING = patterns.lazy(r"[\w-]{1,20}", re.ASCII)
_STATUS = patterns.lazy(rb"HTTP/[0-9.]{1,9}[ \t]+([0-9]{3})(?![0-9])")
_LOCATION = patterns.lazy(rb"^location[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CHARSET = patterns.lazy(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_BLOCK = 1 << 16
IN_MEMORY: Final = 1 << 18
"""Bytes of an answer in memory; larger ones are on disk while clients read them, one by one."""
_PAGE_BYTES = 1 << 24
"""Largest size of a page in bytes; larger ones are shown as plain text, and not searched."""


class Payload(NamedTuple):
    """Payload of a record.

    Attributes:
        kind: Media type: `PAGE`, `TEXT`, or the type of a picture, a sound, a video or a PDF.
        charset: Character encoding that the server declared; None if it declared none.
        file: The file, at the beginning of the payload.
        size: Size in bytes.
        coding: How other programs have stored it (``gzip``, ``chunked``), which the viewer does
            not decode; empty if it is stored as it is.
        status: The status of the answer; None if the record has no header of HTTP.
        location: Where an answer redirects to, as it is written; empty if it does not.
    """

    kind: str
    charset: str | None
    file: IO[bytes]
    size: int
    coding: str = ""
    status: int | None = None
    location: str = ""

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes, block by block."""
        while block := self.file.read(_BLOCK):
            yield block


def payload(record: RawRecord) -> Payload:
    """Return the payload of a record, without its HTTP header."""
    record.block.seek(0)
    declared, start, coding, status = record.get("Content-Type") or "", 0, "", None
    location = ""
    if declared.lower().startswith("application/http"):
        head = record.block.read(_HEAD)
        declared, coding, start = _http(head)
        status = int(found[1]) if (found := _STATUS.match(head)) else None
        location = _location(head[:start]) if status in _REDIRECTS else ""
        record.block.seek(start)
    charset = _CHARSET.search(declared)
    kind = _kind(declared, record.get("WARC-Target-URI") or "", record.block.read(16))
    record.block.seek(start)
    name = charset[1] if charset else None
    return Payload(kind, name, record.block, record.length - start, coding, status, location)


def is_page(found: Payload) -> bool:
    """Return whether a payload is a page that is not too large to be shown as one."""
    return found.kind == PAGE and found.size <= _PAGE_BYTES and not found.coding


def page_text(found: Payload) -> str:
    """Return the markup of a page."""
    return decode(found.file.read(), declared=found.charset).text


def spooled(text: Iterable[str]) -> Payload:
    """Return a page, which comes in blocks, as a payload, which is to be closed."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    for block in text:
        file.write(block.encode("utf-8", "replace"))
    size = file.tell()
    file.seek(0)
    return Payload(PAGE, "utf-8", file, size)


def _http(start: bytes) -> tuple[str, str, int]:
    """Return the value of ``Content-Type``, the coding and the length of an HTTP header."""
    blank = _BLANK.search(start)
    if blank is None:
        return "", "", 0
    head = start[: blank.start()].decode("latin-1").replace("\r\n", "\n")
    head = _FOLD.sub(" ", head)
    found = _TYPE.search(head)
    return found[1] if found else "", _coding(head), blank.end()


def _coding(head: str) -> str:
    """Return the first coding in an HTTP header that changes anything; empty if there is none.

    Lists of codings may have empty elements, and ``identity`` changes nothing (RFC 9110, 5.6.1 and
    12.5.3).
    """
    elements = chain.from_iterable(line.split(",") for line in _CODINGS.findall(head))
    words = (found[0].lower() for each in elements if (found := _CODING.search(each)))
    return next((word for word in words if word != "identity"), "")


def _location(head: bytes) -> str:
    """Return the address in ``Location``; empty without one. Servers write it in UTF-8, too."""
    found = _LOCATION.search(head)
    return found[1].decode("utf-8", "replace").strip() if found else ""


def _kind(declared: str, uri: str, start: bytes) -> str:
    name = declared.partition(";")[0].strip().lower()
    name = _SYNONYMS.get(name, name)
    if name == PAGE or name in _SHOWN:
        return name
    # Some servers declare pictures as application/octet-stream.
    guessed = media_type(uri.partition("?")[0], start) if not name.startswith("text/") else TEXT
    return guessed if guessed in _SHOWN else TEXT
