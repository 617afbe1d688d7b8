"""Payloads of records, and the media types that browsers are told: never an archive's own words."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from wparchive.web.charset import decode
from wparchive.web.filetypes import KNOWN, media_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.warc.strict import RawRecord

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
_BLANK = re.compile(rb"\r?\n\r?\n")
_TYPE = re.compile(r"^content-type[ \t]*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_BLOCK = 1 << 16
_PAGE_BYTES = 1 << 24
"""Bytes that a page may have; larger ones are shown as plain text, and not searched."""


class Payload(NamedTuple):
    """What a record carries.

    Attributes:
        kind: Its media type, one of a fixed table: `PAGE`, `TEXT`, or that of a picture, a sound, a
            film or a PDF.
        charset: The encoding that its server named; None if it named none.
        file: It begins where the file is.
        size: Bytes.
    """

    kind: str
    charset: str | None
    file: IO[bytes]
    size: int

    def blocks(self) -> Iterator[bytes]:
        """Read it, block by block."""
        while block := self.file.read(_BLOCK):
            yield block


def payload(record: RawRecord) -> Payload:
    """Return the payload of a record, without the header of HTTP."""
    record.block.seek(0)
    said, start = record.get("Content-Type") or "", 0
    if said.lower().startswith("application/http"):
        said, start = _http(record.block.read(_HEAD))
        record.block.seek(start)
    charset = _CHARSET.search(said)
    kind = _kind(said, record.get("WARC-Target-URI") or "", record.block.read(16))
    record.block.seek(start)
    return Payload(kind, charset[1] if charset else None, record.block, record.length - start)


def is_page(found: Payload) -> bool:
    """Whether a payload is a page that can be shown as one."""
    return found.kind == PAGE and found.size <= _PAGE_BYTES


def page_text(found: Payload) -> str:
    """Return the markup of a page."""
    return decode(found.file.read(), declared=found.charset).text


def _http(start: bytes) -> tuple[str, int]:
    """The value of ``Content-Type``, and the length of the header; lines may end in any way."""
    blank = _BLANK.search(start)
    if blank is None:
        return "", 0
    head = start[: blank.start()].decode("latin-1").replace("\r\n", "\n")
    found = _TYPE.search(head)
    return found[1] if found else "", blank.end()


def _kind(said: str, uri: str, start: bytes) -> str:
    name = said.partition(";")[0].strip().lower()
    name = _SYNONYMS.get(name, name)
    if name == PAGE or name in _SHOWN:
        return name
    # Servers that know no better call pictures application/octet-stream.
    told = media_type(uri.partition("?")[0], start) if not name.startswith("text/") else TEXT
    return told if told in _SHOWN else TEXT
