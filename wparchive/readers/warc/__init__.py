"""Web archives: WARC 1.0 and 1.1, ARC, and WACZ, which holds WARCs.

They are containers: of each address the newest capture, or the newest before an instant, is taken
out and read by the reader that knows it, as a page, a feed or an answer of the REST interface.
Where wparchive wrote the file, the canonical JSON in it is read instead of the pages made of it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from tempfile import mkstemp
from typing import IO, TYPE_CHECKING

from wparchive.formats import ReaderInfo, Unpacked
from wparchive.notices import Code, Notice
from wparchive.readers.canonical import CanonicalReader
from wparchive.storage import packing
from wparchive.storage.recovery import DamageError
from wparchive.storage.sources import SNIFF_SIZE, Capture, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from wparchive.formats import Wanted
    from wparchive.readers.warc.choose import Choice, Chosen
    from wparchive.readers.warc.records import Entry
    from wparchive.storage.assets import Asset

_LARGEST = 256 << 20
"""Bytes of a record that is looked at; pages are smaller, and larger ones are exports."""


class WarcReader:
    """Unpacks web archives."""

    info = ReaderInfo("warc", "web archive (WARC, ARC, WACZ)")

    def recognizes(self, start: bytes, name: str) -> bool:  # noqa: ARG002
        """The first record's first line, packed or not."""
        try:
            return packing.is_web_archive(packing.beginning(io.BytesIO(start), 512))
        except DamageError:
            return False

    def unpack(self, sources: Sequence[Source], as_of: datetime | None, wanted: Wanted) -> Unpacked:
        """Choose among the captures of all files, and take them out."""
        from wparchive.readers.warc.better import Better  # noqa: PLC0415 - with all below it
        from wparchive.readers.warc.choose import Choice  # noqa: PLC0415
        from wparchive.readers.warc.records import scan  # noqa: PLC0415 - imports warcio

        notices: list[Notice] = []
        choice = Choice(as_of)
        for number, source in enumerate(sources):
            for entry in scan(source, notices):
                choice.see(number, entry)
        unpacking = _Unpacking(sources, wanted, notices)
        own = [n for n, entries in sorted(choice.data.items()) if unpacking.data(n, entries)]
        with unpacking.pages.open("wb") as unpacking.spool:
            for chosen in Better(sources, list(choice.chosen()), notices):
                if chosen.file in own:
                    choice.passed_over["pages that stand there as data, too"] += 1
                elif not unpacking.take(chosen):
                    choice.passed_over["texts of other kinds"] += 1
        return Unpacked(unpacking.found, [*notices, *_account(choice, sources)])

    def assets(self, sources: Sequence[Source], as_of: datetime | None) -> Iterator[Asset]:
        """The captures that are no pages."""
        from wparchive.readers.warc.assets import assets_in  # noqa: PLC0415 - imports warcio

        return assets_in(sources, as_of)


def _account(choice: Choice, sources: Sequence[Source]) -> list[Notice]:
    """What was not read, and why."""
    name = sources[0].name if len(sources) == 1 else ""
    notices = [
        Notice(Code.PAGE_SKIPPED, f"{number:,} {reason}.", name)
        for reason, number in sorted(choice.passed_over.items())
    ]
    for uri in sorted(set(choice.dangling)):
        text = f"The capture of {uri} repeats one that is in no input."
        notices.append(Notice(Code.CONTENT_MISSING, text, name))
    return notices


class _Unpacking:
    """Takes captures out of their files."""

    def __init__(self, sources: Sequence[Source], wanted: Wanted, notices: list[Notice]) -> None:
        self._sources = sources
        self._wanted = wanted
        self._notices = notices
        self._canonical = CanonicalReader()
        self.found: list[Source] = []
        self.pages = _scratch(sources[0])
        self.spool: IO[bytes] = io.BytesIO()

    def take(self, chosen: Chosen) -> bool:
        """Take a capture out, if a reader knows it."""
        entry, container = chosen.entry, self._sources[chosen.file]
        name = f"{container.name}!{chosen.uri}"
        if chosen.only_comments:
            name += f" ({chosen.date})"
        payload = self._payload(container, entry, name)
        if payload is None:
            return True
        if not self._wanted(payload[:SNIFF_SIZE], name):
            return False
        if entry.truncated or entry.status == 206:
            why = entry.truncated or "only a part was asked for"
            text = f"The capture is not whole ({why[:80]})."
            self._notices.append(self._notice(Code.INPUT_TRUNCATED, text, name, entry))
        capture = Capture(
            chosen.uri,
            chosen.date,
            entry.media,
            entry.charset,
            chosen.aliases,
            chosen.only_comments,
        )
        self._add(name, payload, container, capture, apart="html" not in entry.media)
        return True

    def data(self, number: int, entries: Sequence[Entry]) -> bool:
        """Take the canonical JSON out that wparchive writes beside its pages, if there is some."""
        container = self._sources[number]
        posts = _scratch(container)
        for entry in entries:
            payload = self._payload(container, entry, entry.uri)
            if not payload or not self._canonical.recognizes(payload[:SNIFF_SIZE], entry.uri):
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

    def _payload(self, container: Source, entry: Entry, name: str) -> bytes | None:
        """A record's payload; None, and a notice, where it cannot be had."""
        from wparchive.readers.warc.payload import PayloadError, decode  # noqa: PLC0415 - codecs
        from wparchive.readers.warc.records import load  # noqa: PLC0415

        if entry.length > _LARGEST:
            text = f"It is passed over, since it has {entry.length:,} bytes."
            self._notices.append(self._notice(Code.INPUT_DAMAGED, text, name, entry))
            return None
        record, block = load(container, entry)
        try:
            payload, wrong = decode(block, record.http_headers, container.limits.ratio)
            if container.allowance is not None:
                container.allowance.take(len(payload))
        except PayloadError as error:
            text = f"It cannot be read: {error}."
            self._notices.append(self._notice(Code.INPUT_DAMAGED, text, name, entry))
            return None
        if wrong:
            text = f"It is not whole: {wrong}."
            self._notices.append(self._notice(Code.INPUT_TRUNCATED, text, name, entry))
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
        """Spool a payload: pages into one file, others into one each, which may be mapped."""
        if apart:
            path = _scratch(container)
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
                container.limits, capture, container.allowance,
            )
        )  # fmt: skip

    @staticmethod
    def _notice(code: Code, text: str, name: str, entry: Entry) -> Notice:
        return Notice(code, text, name, None, entry.place.offset)


def _scratch(source: Source) -> Path:
    descriptor, name = mkstemp(prefix="capture-", dir=source.scratch)
    os.close(descriptor)
    return Path(name)
