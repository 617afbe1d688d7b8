"""Web archives: WARC 1.0 and 1.1, ARC, and WACZ, which contains WARCs.

They are containers: of each address the newest capture, or the newest before an instant, is taken
out and read by the reader that knows it, as a page, a feed or a response of the REST API.
Where wparchive wrote the file, the canonical JSON in it is read instead of the pages made of it.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from wparchive.errors.notices import Code, Notice
from wparchive.formats.readers import ExtractedDocuments, ReaderInfo
from wparchive.readers.canonical import CanonicalReader
from wparchive.storage import packing
from wparchive.storage.recovery import DamageError
from wparchive.storage.scratch import new_file
from wparchive.storage.source import SNIFF_SIZE, Capture, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from wparchive.formats.readers import Recognizes
    from wparchive.readers.warc.choose import CaptureChoice, ChosenCapture
    from wparchive.storage.assets import Asset
    from wparchive.warc.record_header import RecordHeader

_LARGEST = 256 << 20
"""Bytes of the largest record that is read; pages are smaller, and larger ones are exports."""


class WarcReader:
    """A reader of web archives."""

    info = ReaderInfo("warc", "web archive (WARC, ARC, WACZ)")

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """Return whether a file begins with a record's first line, packed or not."""
        try:
            return packing.is_web_archive(packing.beginning(io.BytesIO(start), 512))
        except DamageError:
            return False

    def extract(
        self, sources: Sequence[Source], as_of: datetime | None, recognizes: Recognizes
    ) -> ExtractedDocuments:
        """Choose among the captures of all files, and take them out."""
        from wparchive.readers.warc.better import Better  # noqa: PLC0415 - with all below it
        from wparchive.readers.warc.choose import CaptureChoice  # noqa: PLC0415
        from wparchive.warc.tolerant import scan_headers  # noqa: PLC0415 - imports warcio

        notices: list[Notice] = []
        choice = CaptureChoice(as_of)
        for number, source in enumerate(sources):
            for header in scan_headers(source, notices):
                choice.add(number, header)
        extraction = _Extraction(sources, recognizes, notices)
        own = [n for n, headers in sorted(choice.data.items()) if extraction.data(n, headers)]
        with extraction.pages.open("wb") as extraction.spool:
            for chosen in Better(sources, list(choice.chosen()), notices):
                if chosen.file in own:
                    choice.skipped["pages whose data is in the file, too"] += 1
                elif not extraction.take(chosen):
                    choice.skipped["texts in unknown formats"] += 1
        return ExtractedDocuments(extraction.found, [*notices, *_account(choice, sources)])

    def assets(
        self, sources: Sequence[Source], as_of: datetime | None, notices: list[Notice]
    ) -> Iterator[Asset]:
        """Yield the captures that are not pages."""
        from wparchive.readers.warc.assets import assets_in  # noqa: PLC0415 - imports warcio

        return assets_in(sources, as_of, notices)


def _account(choice: CaptureChoice, sources: Sequence[Source]) -> list[Notice]:
    """Return notices of captures that were skipped, with the reason."""
    name = sources[0].name if len(sources) == 1 else ""
    notices = [
        Notice(Code.PAGE_SKIPPED, f"{number:,} {reason}.", name)
        for reason, number in sorted(choice.skipped.items())
    ]
    for uri in sorted(set(choice.dangling)):
        text = f"The capture of {uri} refers to a capture that is in no input."
        notices.append(Notice(Code.CONTENT_MISSING, text, name))
    return notices


class _Extraction:
    """An extraction of captures from their files."""

    def __init__(
        self, sources: Sequence[Source], recognizes: Recognizes, notices: list[Notice]
    ) -> None:
        self._sources = sources
        self._recognizes = recognizes
        self._notices = notices
        self._canonical = CanonicalReader()
        self.found: list[Source] = []
        self.pages = new_file(sources[0].scratch, "capture-")
        self.spool: IO[bytes] = io.BytesIO()

    def take(self, chosen: ChosenCapture) -> bool:
        """Take a capture out, if a reader knows it."""
        header, container = chosen.header, self._sources[chosen.file]
        name = f"{container.name}!{chosen.uri}"
        if chosen.only_comments:
            name += f" ({chosen.date})"
        payload = self._payload(container, header, name)
        if payload is None:
            return True
        if not self._recognizes(payload[:SNIFF_SIZE], name):
            return False
        if header.truncated or header.status == 206:
            why = header.truncated or "only a part was requested"
            text = f"The capture is incomplete ({why[:80]})."
            self._notices.append(self._notice(Code.INPUT_TRUNCATED, text, name, header))
        fields = (chosen.date, header.media, header.charset, chosen.aliases, chosen.only_comments)
        capture = Capture(chosen.uri, *fields)
        self._add(name, payload, container, capture, apart="html" not in header.media)
        return True

    def data(self, number: int, headers: Sequence[RecordHeader]) -> bool:
        """Take out the canonical JSON that wparchive writes beside its pages; False without any."""
        container = self._sources[number]
        posts = new_file(container.scratch, "capture-")
        for header in headers:
            payload = self._payload(container, header, header.uri)
            if not payload or not self._canonical.recognizes(payload[:SNIFF_SIZE], header.uri):
                continue
            if self._canonical.is_site(payload[:SNIFF_SIZE]):
                self._add(f"{container.name}!site.json", payload, container)
            else:
                with posts.open("ab") as file:
                    file.write(payload.rstrip(b"\n") + b"\n")
        size = posts.stat().st_size
        if size:
            self._found(f"{container.name}!posts.jsonl", posts, size, container)
        return bool(size)

    def _payload(self, container: Source, header: RecordHeader, name: str) -> bytes | None:
        """Return a record's payload; None with a notice if it cannot be read."""
        from wparchive.readers.warc.payload import PayloadError, decode  # noqa: PLC0415 - codecs
        from wparchive.warc.tolerant import read_record  # noqa: PLC0415

        if header.length > _LARGEST:
            text = f"The record is too large and was skipped: it has {header.length:,} bytes."
            self._notices.append(self._notice(Code.INPUT_DAMAGED, text, name, header))
            return None
        record, block = read_record(container, header)
        try:
            payload, wrong = decode(block, record.http_headers, container.limits.ratio)
            if container.allowance is not None:
                container.allowance.take(len(payload))
        except PayloadError as error:
            text = f"The record cannot be read: {error}."
            self._notices.append(self._notice(Code.INPUT_DAMAGED, text, name, header))
            return None
        if wrong:
            text = f"The record is incomplete: {wrong}."
            self._notices.append(self._notice(Code.INPUT_TRUNCATED, text, name, header))
        return payload

    def _add(
        self,
        name: str,
        payload: bytes,
        container: Source,
        capture: Capture | None = None,
        *,
        apart: bool = True,
    ) -> None:
        """Spool a payload: pages into one file, others into one each, which can be mapped."""
        if apart:
            path = new_file(container.scratch, "capture-")
            path.write_bytes(payload)
            self._found(name, path, len(payload), container, capture)
            return
        start = self.spool.tell()
        self.spool.write(payload)
        self._found(name, self.pages, len(payload), container, capture, start)

    def _found(
        self,
        name: str,
        path: Path,
        size: int,
        container: Source,
        capture: Capture | None = None,
        start: int = 0,
    ) -> None:
        self.found.append(
            Source(
                name, path, size, container.container, container.scratch, start,
                container.limits, capture, container.allowance, container.is_doubtful,
            )
        )  # fmt: skip

    @staticmethod
    def _notice(code: Code, text: str, name: str, header: RecordHeader) -> Notice:
        return Notice(code, text, name, None, header.position.offset)
