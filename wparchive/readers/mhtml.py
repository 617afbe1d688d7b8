"""MHTML (RFC 2557): a page with its pictures and styles in one file, as Chrome and Edge save it."""

from __future__ import annotations

import email.policy
import re
from email.parser import BytesParser
from functools import partial
from typing import TYPE_CHECKING

from wparchive import patterns
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import ExtractedDocuments, ReaderInfo
from wparchive.storage.assets import Asset
from wparchive.storage.opening import read_regular
from wparchive.storage.scratch import new_file
from wparchive.storage.source import SNIFF_SIZE, Capture, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from email.message import Message
    from pathlib import Path

    from wparchive.formats.readers import Recognizes

_HEADER = patterns.lazy(rb"(?:[A-Za-z-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_WEB = patterns.lazy(r"https?://", re.IGNORECASE)
_RELATED = patterns.lazy(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


class MhtmlReader:
    """Extracts the page from MHTML; its pictures and styles are assets."""

    info = ReaderInfo("mhtml", "page saved as one file (MHTML)")

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file begins with the headers of a message in related parts."""
        head = _HEADER.match(start.lstrip())
        return head is not None and _RELATED.search(head[0]) is not None

    def extract(
        self,
        sources: Sequence[Source],
        as_of: datetime | None,  # noqa: ARG002 - web archives alone have captures
        recognizes: Recognizes,
    ) -> ExtractedDocuments:
        """Take out the first page of each file."""
        found: list[Source] = []
        notices: list[Notice] = []
        for source in sources:
            message = BytesParser(policy=email.policy.compat32).parsebytes(source.read())
            page = _page(message)
            payload = page.get_payload(decode=True) if page is not None else None
            if (
                page is None
                or not isinstance(payload, bytes)
                or not recognizes(payload[:SNIFF_SIZE], source.name)
            ):
                text = "The file contains no page."
                notices.append(Notice(Code.INPUT_DAMAGED, text, source.name))
                continue
            found.append(_source(source, payload, _capture(message, page)))
        return ExtractedDocuments(found, notices)

    def assets(self, sources: Sequence[Source], as_of: datetime | None) -> Iterator[Asset]:  # noqa: ARG002
        """Yield the parts that are not pages and have a URL."""
        for source in sources:
            message = BytesParser(policy=email.policy.compat32).parsebytes(source.read())
            for part in message.walk():
                url = "".join(str(part["Content-Location"] or "").split())
                kind = part.get_content_type()
                payload = None if part.is_multipart() else part.get_payload(decode=True)
                if _WEB.match(url) and "html" not in kind and isinstance(payload, bytes):
                    # Each is kept in a file of its own until it is read.
                    path = new_file(source.scratch, "page-", payload)
                    yield Asset(url, len(payload), partial(_read, path), (url,), kind)


def _page(message: Message) -> Message | None:
    """Return the first part that is HTML; None if there is none."""
    parts = (part for part in message.walk() if not part.is_multipart())
    return next((part for part in parts if "html" in part.get_content_type()), None)


def _capture(message: Message, page: Message) -> Capture | None:
    """Return the URL and encoding of the page, as its part or the whole file gives them."""
    for header in (page["Content-Location"], message["Snapshot-Content-Location"]):
        url = "".join(str(header or "").split())
        if _WEB.match(url):
            return Capture(url, media=page.get_content_type(), charset=page.get_content_charset())
    return None


def _source(source: Source, payload: bytes, capture: Capture | None) -> Source:
    path = new_file(source.scratch, "page-", payload)
    size = len(payload)
    return Source(
        source.name, path, size, source.container, source.scratch, 0, source.limits, capture
    )


def _read(path: Path) -> Iterator[bytes]:
    yield read_regular(path)
