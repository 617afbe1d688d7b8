"""Checks of what a server sent: whether it is the file of its name, and whether it is whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from wparchive import patterns
from wparchive.media.download.attempts import check_busy
from wparchive.media.download.endings import breaks_off
from wparchive.media.download.policy import DownloadError, TryAgainError
from wparchive.web.filetypes import media_type

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_NAMED_SO: Final = frozenset({".html", ".htm", ".xhtml"})
_TEXTS: Final = frozenset({".txt", ".md", ".xml", ".csv", ".json", ".css", ".js"})
_TEXT_TYPE: Final = patterns.lazy(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\Z", re.ASCII)
_NO_TEXT: Final = patterns.lazy(rb"[^\t\n\f\r\x20-\xff]")
_START: Final = 1024
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
_PAGE_INSTEAD: Final = "the server sent an HTML page instead"


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
        if not _has_length(answer) and breaks_off(file, start):
            raise TryAgainError("the server sent only a part")


def _kind(answer: httpx.Response) -> str:
    return str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _has_length(answer: httpx.Response) -> bool:
    """Return whether an answer says where it ends: others end where the connection does."""
    return answer.status_code == 206 or not {"content-length", "transfer-encoding"}.isdisjoint(
        answer.headers
    )
