"""Checks of what a server sent: whether it is the file of its name, and whether it is whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.media.download.attempts import check_busy
from wparchive.media.download.endings import breaks_off
from wparchive.media.download.policy import DownloadError, TryAgainError
from wparchive.storage.disk_errors import raise_lack
from wparchive.web.filetypes import media_type

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_NAMED_SO: Final = frozenset({".html", ".htm", ".xhtml"})
_TEXTS: Final = frozenset({".txt", ".md", ".xml", ".csv", ".json", ".css", ".js"})
_TEXT_TYPE: Final = patterns.lazy(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\Z", re.ASCII)
_NO_TEXT: Final = patterns.lazy(rb"[^\t\n\f\r\x20-\xff]")
_START: Final = 1 << 16
"""Bytes at the beginning of a file that are looked at: long comments may precede a page."""
_BLANK: Final = b" \t\n\f\r\0"
_BOM: Final = b"\xef\xbb\xbf"
_PAGE: Final = patterns.lazy(
    rb"(?>(?:<(?:!--.*?--|\?xml[^>]*)>\s*+)*)"
    rb"<(?:(?P<page>!doctype\s+html|html|head|body)|title|meta|link|script|style|base|div|p|br|hr"
    rb"|h[1-6]|b|strong|center|table|font|pre|form|iframe|noscript)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
"""A page, or elements of one without its beginning, as scripts write errors."""
_BINARY: Final = patterns.lazy(
    r"(?:image|audio|video|font)/(?!svg)|application/(?:pdf|zip|gzip|x-tar|epub\+zip|vnd\.o)",
    re.ASCII,
)
"""Media types of which no file is a text."""
_ELEMENT: Final = patterns.lazy(
    rb"<(?:!doctype\s+html|(?P<php>\?php)|/?[a-z][a-z0-9-]*)[\s/>]", re.IGNORECASE
)
_SVG: Final = patterns.lazy(
    rb"(?>(?:<!--.*?-->|<\?xml[^>]*>|<!doctype\s+svg[^>\[]*(?:\[[^\]]*\]\s*+)?>|\s++)*)"
    rb"<(?:svg:)?svg[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
"""A picture, whatever its name."""
_PAGE_INSTEAD: Final = "the server sent an HTML page instead"
_TEXT_INSTEAD: Final = "the server sent a text instead"


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
        _check_kind(start, target, answer)
        if not _has_length(answer) and breaks_off(file, start):
            raise TryAgainError("the server sent only a part")


def is_cut(path: Path) -> bool:
    """Check whether a file lacks the end that its format has; False if nobody can tell."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
            return bool(start) and breaks_off(file, start)
    except OSError as error:
        raise_lack(error)
        return False


def _check_kind(start: bytes, target: Path, answer: httpx.Response) -> None:
    """Refuse a file that begins as no file of its name does.

    Raises:
        DownloadError: It is a page, or a text in place of what is never one.
    """
    text = _text(start)
    named = media_type(target.name, b"")
    is_binary = _BINARY.match(named) is not None
    page = _PAGE.match(text) if target.suffix.lower() not in _NAMED_SO | _TEXTS else None
    if page and (is_binary or named == "image/svg+xml" or page["page"]):
        raise DownloadError(_PAGE_INSTEAD)
    if not is_binary or b"%PDF-" in text:
        return
    # What precedes a tag in any other file are bytes that no text has.
    tag = _ELEMENT.search(text)
    if tag and _NO_TEXT.search(text, 0, tag.start()) is None and not _SVG.match(text):
        raise DownloadError(_TEXT_INSTEAD if tag["php"] else _PAGE_INSTEAD)
    if _TEXT_TYPE.match(_kind(answer)) and _NO_TEXT.search(start) is None:
        raise DownloadError(_TEXT_INSTEAD)


def _text(start: bytes) -> bytes:
    """Return the beginning of a file as a text without the marks and blanks before it."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "ignore").encode()
    return start.lstrip(_BLANK).removeprefix(_BOM).lstrip(_BLANK)


def _kind(answer: httpx.Response) -> str:
    return str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _has_length(answer: httpx.Response) -> bool:
    """Return whether an answer says where it ends: others end where the connection does."""
    return answer.status_code == 206 or not {"content-length", "transfer-encoding"}.isdisjoint(
        answer.headers
    )
