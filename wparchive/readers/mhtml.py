"""MHTML (RFC 2557): a page with its pictures and styles in one file, as Chrome and Edge save it."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from email.errors import CloseBoundaryNotFoundDefect
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from wparchive import patterns
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import ExtractedDocuments, ReaderInfo
from wparchive.readers.mime import DEEPEST, messages, related_head
from wparchive.storage.assets import Asset
from wparchive.storage.derived import derived
from wparchive.storage.opening import read_regular
from wparchive.storage.scratch import new_file
from wparchive.storage.source import SNIFF_SIZE, Capture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from wparchive.formats.readers import Recognizes
    from wparchive.readers.mime import Part
    from wparchive.storage.source import Source

_WEB = patterns.lazy(r"https?://", re.IGNORECASE)
_FRAME = patterns.lazy(
    rb"<(?:i?frame|object|embed)\b[^>]{0,2000}?\s(?:src|data)\s*=\s*[\"']?([^\"'\s>]{1,4000})",
    re.IGNORECASE,
)


class MhtmlReader:
    """Extracts the page from MHTML, or several; their pictures and styles are assets."""

    info = ReaderInfo("mhtml", "page saved as one file (MHTML)")

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file begins with the headers of a message in related parts."""
        return related_head(start) is not None

    def extract(
        self,
        sources: Sequence[Source],
        as_of: datetime | None,  # noqa: ARG002 - web archives alone have captures
        recognizes: Recognizes,
    ) -> ExtractedDocuments:
        """Take out the pages of each file; frames belong to their page and are left out."""
        found: list[Source] = []
        notices: list[Notice] = []
        for source in sources:
            for number, message in enumerate(messages(source.read())):
                pages, odd = _pages_of(source, message, recognizes, is_joined=number > 0)
                found += pages
                notices += odd
        return ExtractedDocuments(found, notices)

    def assets(
        self,
        sources: Sequence[Source],
        as_of: datetime | None,  # noqa: ARG002
        notices: list[Notice],
    ) -> Iterator[Asset]:
        """Yield the parts that are not pages and have a URL."""
        for source in sources:
            for message in messages(source.read()):
                notices += _damage(source, message)
                yield from _assets(source, message)


def _assets(source: Source, message: Part) -> Iterator[Asset]:
    for part in message.walk():
        url, kind = _location(part), part.get_content_type()
        is_file = not (part.is_multipart() or part.is_too_deep)
        payload = part.get_payload(decode=True) if is_file else None
        if _WEB.match(url) and "html" not in kind and isinstance(payload, bytes):
            # Each is kept in a file of its own until it is read.
            path = new_file(source.scratch, "page-", payload)
            yield Asset(url, len(payload), partial(_read, path), (url,), kind)


def _pages_of(
    source: Source, message: Part, recognizes: Recognizes, *, is_joined: bool
) -> tuple[list[Source], list[Notice]]:
    """Make sources of the pages in a message.

    Args:
        source: The file.
        message: One of its messages.
        recognizes: Whether some reader knows a document by its first bytes and its name.
        is_joined: Whether another message precedes this one.

    Returns:
        The pages, and notices of parts that are none.
    """
    found: list[Source] = []
    notices: list[Notice] = []
    parts = [(part, _payload(part)) for part in message.walk() if _is_html(part)]
    frames = {url for part, payload in parts for url in _framed(part, payload)}
    for number, (part, payload) in enumerate(parts):
        is_first = number == 0 and not is_joined
        url = _location(part)
        if number and (frames & {url, _content_id(part)} or not payload.strip()):
            continue
        name = source.name if is_first else f"{source.name}!{url or number + 1}"
        if recognizes(payload[:SNIFF_SIZE], name):
            whole = message if number == 0 else None
            found.append(derived(source, name, payload, _capture(whole, part)))
        else:
            text = "The file contains no page." if is_first else "A part of the file is no page."
            notices.append(Notice(Code.INPUT_DAMAGED, text, name))
    notices += _damage(source, message)
    if not parts:
        notices.append(Notice(Code.INPUT_DAMAGED, "The file contains no page.", source.name))
    return found, notices


def _damage(source: Source, message: Part) -> Iterator[Notice]:
    """Yield notices of a message without an end, and of parts that were not read."""
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects):
        text = "The file ends inside a part: other parts may be missing."
        yield Notice(Code.INPUT_TRUNCATED, text, source.name)
    if any(part.is_too_deep for part in message.walk()):
        text = f"Parts that are in more than {DEEPEST} others were not read."
        yield Notice(Code.INPUT_DAMAGED, text, source.name)


def _is_html(part: Part) -> bool:
    return not part.is_multipart() and "html" in part.get_content_type()


def _payload(part: Part) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _framed(part: Part, payload: bytes) -> Iterator[str]:
    """Yield the URLs of the documents that a page shows in frames."""
    for value in _FRAME.findall(payload):
        url = html.unescape(value.decode("utf-8", "replace"))
        with suppress(ValueError):
            yield urljoin(_location(part), url)
        yield url


def _location(part: Part) -> str:
    return "".join(str(part["Content-Location"] or "").split())


def _content_id(part: Part) -> str:
    """Return the URL by which pages name a part; a URL of nothing if they cannot."""
    return "cid:" + str(part["Content-ID"] or "").strip(" <>")


def _capture(message: Part | None, page: Part) -> Capture | None:
    """Return the URL and encoding of a page.

    Args:
        message: The message with the page, if its headers are about this page.
        page: The part with the page.
    """
    snapshot = message["Snapshot-Content-Location"] if message is not None else None
    for header in (page["Content-Location"], snapshot):
        url = "".join(str(header or "").split())
        if _WEB.match(url):
            return Capture(url, media=page.get_content_type(), charset=page.get_content_charset())
    return None


def _read(path: Path) -> Iterator[bytes]:
    yield read_regular(path)
