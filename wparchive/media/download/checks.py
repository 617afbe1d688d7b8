"""Checks of what a server sent: whether it is the file of its name, and whether it is whole."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.media.download.attempts import check_busy
from wparchive.media.download.policy import DownloadError, TryAgainError
from wparchive.web.filetypes import media_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    import httpx

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_NAMED_SO: Final = frozenset({".html", ".htm", ".xhtml"})
_TEXTS: Final = frozenset({".txt", ".md", ".xml", ".csv", ".json", ".css", ".js"})
_TEXT_TYPE: Final = patterns.lazy(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\Z", re.ASCII)
_NO_TEXT: Final = patterns.lazy(rb"[^\t\n\f\r\x20-\xff]")
_START: Final = 1024
_END: Final = 1 << 16
_PAGE: Final = patterns.lazy(
    rb"(?:\xef\xbb\xbf)?\s*+(?>(?:<(?:!--.*?--|\?xml[^>]*)>\s*+)*)"
    rb"<(?:(?P<page>!doctype\s+html|html|head|body)|title|meta|link|script|style|base|div|p|br|hr"
    rb"|h[1-6]|b|strong|center|table|font|pre|form|iframe|noscript)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
"""A page, or elements of one without its beginning, as scripts write errors."""
_BINARY: Final = patterns.lazy(
    r"(?:image|audio|video)/(?!svg)|application/(?:pdf|zip|epub\+zip|vnd\.o)", re.ASCII
)
"""Media types of which no file is a text."""
_BOXES: Final = 100_000
"""Boxes of a file that are looked at; a film of hours has some thousands."""
_BOX: Final = patterns.lazy(rb"(?s:.{4})[\x20-\x7e\xa9]{4}")
_PAGE_INSTEAD: Final = "the server sent an HTML page instead"
_ENDS: Final = (
    (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    (b"\xff\xd8\xff", b"\xff\xd9"),
    (b"GIF8", b"\0;"),
    (b"%PDF-", b"%%EOF"),
    (b"PK\3\4", b"PK\5\6"),
)
"""How files begin, and what they have near their end."""


def check_answer(answer: httpx.Response, target: Path) -> None:
    """Refuse an answer that brings no file.

    Raises:
        DownloadError: The server has no such file.
        TryAgainError: The server may bring it later.
    """
    status = answer.status_code
    check_busy(answer)
    if status not in {200, 206}:
        raise DownloadError(f"status {status}")
    if _kind(answer) in _PAGES and target.suffix.lower() not in _NAMED_SO:
        raise DownloadError(_PAGE_INSTEAD)


def check_file(path: Path, target: Path, answer: httpx.Response) -> None:
    """Refuse a body that is no file of the name, or that breaks off.

    Args:
        path: The file as it came.
        target: The path that it shall have.
        answer: The answer that brought its last bytes.

    Raises:
        DownloadError: It is empty, an HTML page whatever the server calls it, or a text in place
            of what is never one, such as a picture.
        TryAgainError: Its end is missing.
    """
    with path.open("rb") as file:
        start = file.read(_START)
        if not start:
            raise DownloadError("the server sent an empty file")
        is_binary = _BINARY.match(media_type(target.name, b"")) is not None
        page = _PAGE.match(start) if target.suffix.lower() not in _NAMED_SO | _TEXTS else None
        if page and (is_binary or page["page"]):
            raise DownloadError(_PAGE_INSTEAD)
        is_text = _TEXT_TYPE.match(_kind(answer)) and _NO_TEXT.search(start) is None
        if is_text and is_binary and not start.startswith(b"%PDF-"):
            raise DownloadError("the server sent a text instead")
        if not _has_length(answer) and _breaks_off(file, start):
            raise TryAgainError("the server sent only a part")


def _kind(answer: httpx.Response) -> str:
    return str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _has_length(answer: httpx.Response) -> bool:
    """Return whether an answer says where it ends: others end where the connection does."""
    return answer.status_code == 206 or not {"content-length", "transfer-encoding"}.isdisjoint(
        answer.headers
    )


def _breaks_off(file: IO[bytes], start: bytes) -> bool:
    """Check whether a file of a known format has no end; False if this cannot be told."""
    size = file.seek(0, 2)
    if start[:4] == b"RIFF":
        length = int.from_bytes(start[4:8], "little")
        return length not in {0, 0xFFFFFFFF} and length + 8 > size
    if start[4:8] == b"ftyp":
        return any(end > size for end in islice(_ends_of_boxes(file, size), _BOXES))
    end = next((end for begin, end in _ENDS if start.startswith(begin)), b"")
    file.seek(max(0, size - _END))
    return end not in file.read()


def _ends_of_boxes(file: IO[bytes], size: int) -> Iterator[int]:
    """Yield where each box of an MP4 and the like ends (ISO 14496-12, 4.2)."""
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:], "big")
        if length < 8 or not _BOX.match(head):  # to the end of the file, or no box
            return
        place += length
        yield place
