"""Safari's web archives (``.webarchive``): a property list with a page and its files."""

from __future__ import annotations

import plistlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from xml.parsers.expat import ExpatError

from wparchive import patterns
from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import ExtractedDocuments, ReaderInfo
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
    from wparchive.storage.source import Source

_XML: Final = patterns.lazy(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist\b")
_MAIN: Final = "WebMainResource"
_OTHERS: Final = "WebSubresources"
_FRAMES: Final = "WebSubframeArchives"
_DAMAGED: Final = (
    plistlib.InvalidFileException, ExpatError, ValueError, OverflowError, RecursionError,
    TypeError, KeyError, IndexError, AttributeError,
)  # fmt: skip
"""What `plistlib` raises on property lists that are damaged."""


class WebarchiveReader:
    """Takes the page out of a file that Safari saved."""

    info = ReaderInfo("webarchive", "page saved by Safari (.webarchive)")

    def recognizes(self, start: bytes, name: str) -> bool:
        """Check for a property list, binary or XML, with the keys of a page."""
        if start.startswith(b"bplist"):
            return _MAIN.encode() in start or name.lower().endswith(".webarchive")
        return _XML.match(start) is not None and _MAIN.encode() in start

    def extract(
        self,
        sources: Sequence[Source],
        as_of: datetime | None,  # noqa: ARG002
        recognizes: Recognizes,
    ) -> ExtractedDocuments:
        """Take out the page of each file."""
        found: list[Source] = []
        notices: list[Notice] = []
        for source in sources:
            page = _read(source).get(_MAIN)
            data = page.get("WebResourceData") if isinstance(page, dict) else None
            if not isinstance(data, bytes) or not recognizes(data[:SNIFF_SIZE], source.name):
                text = "The file looks like a page saved by Safari, but contains no readable page."
                notices.append(Notice(Code.INPUT_DAMAGED, text, source.name))
                continue
            assert isinstance(page, dict)
            capture = Capture(
                _text(page.get("WebResourceURL")),
                media=_text(page.get("WebResourceMIMEType")),
                charset=_text(page.get("WebResourceTextEncodingName")) or None,
            )
            found.append(derived(source, source.name, data, capture if capture.url else None))
        return ExtractedDocuments(found, notices)

    def assets(
        self,
        sources: Sequence[Source],
        as_of: datetime | None,  # noqa: ARG002
        notices: list[Notice],  # noqa: ARG002 - without a whole list there is no file
    ) -> Iterator[Asset]:
        """Yield the pictures and other files beside each page."""
        for source in sources:
            for resource in _resources(_read(source)):
                url, data = _text(resource.get("WebResourceURL")), resource.get("WebResourceData")
                kind = _text(resource.get("WebResourceMIMEType"))
                if url.startswith(("http:", "https:")) and isinstance(data, bytes):
                    path = new_file(source.scratch, "page-", data)
                    yield Asset(url, len(data), partial(_blocks, path), (url,), kind)


def _read(source: Source) -> dict[str, Any]:
    """Read the property list; empty if it cannot be read."""
    try:
        found = plistlib.loads(source.read())
    except _DAMAGED:
        return {}
    return found if isinstance(found, dict) else {}


def _resources(archive: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the files of a page and of its frames."""
    others = archive.get(_OTHERS)
    yield from (
        (item for item in others if isinstance(item, dict)) if isinstance(others, list) else ()
    )
    frames = archive.get(_FRAMES)
    for frame in frames if isinstance(frames, list) and depth < 5 else ():
        if isinstance(frame, dict):
            yield from _resources(frame, depth + 1)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _blocks(path: Path) -> Iterator[bytes]:
    yield read_regular(path)
