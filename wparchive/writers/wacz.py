"""WACZ 1.1.1: the public WARC with its index and a list of its pages, in one file to open.

The files in ``archive/`` are stored, not compressed, so that replay tools can read single records
in the zip file. The dates of its members are fixed, so that a second run gives the same file.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
from typing import IO, TYPE_CHECKING, Any

from wparchive import patterns
from wparchive.formats.writers import OutputChunk, Verbatim
from wparchive.language import dates
from wparchive.render.frame import is_from_export, source_of, title_of
from wparchive.render.names import plain
from wparchive.render.summary import plain_text
from wparchive.warc.encode import record_id
from wparchive.warc.strict import read_records
from wparchive.web.scanning import Ended
from wparchive.wordpress.emails import without_addresses
from wparchive.writers.warc.pages import PageWriter
from wparchive.writers.warc.surt import surt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wparchive.formats.writers import RenderContext, Rendered
    from wparchive.model.records import Post
    from wparchive.storage.outputs import StagedOutput
    from wparchive.warc.raw_record import RawRecord

VERSION = "1.1.1"
_PAGES = "wacz/pages.jsonl"
_CHUNK = 1 << 20
_ZIP32 = 1 << 31
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": True}
_MAIN = Ended(patterns.lazy(r"<main\b.*</main>", re.DOTALL), patterns.lazy("</main>"))
_INDEXED = frozenset({"resource", "response", "revisit", "metadata"})


class WaczWriter(PageWriter):
    """Writes WACZ."""

    name = "wacz"
    title = "WACZ 1.1.1, the public WARC with index and list of pages"
    media_type = "application/wacz"
    folder = "wacz/archive"

    def open(self, stage: StagedOutput) -> None:
        """Begin the WARC and the list of pages."""
        super().open(stage)
        front = self.context.metadata.site
        page = self._page_line(
            self._structure.front_page().address, plain(front.title), plain(front.description)
        )
        stage.append(_PAGES, _line(_HEADER) + (page if self._home else b""))

    def render(self, post: Post, context: RenderContext) -> Rendered:
        """Encode a page, and its line in the list."""
        return self._listed(super().render(post, context), post, context)

    def reuse(self, rendered: Rendered, post: Post, context: RenderContext) -> Rendered:
        """Take the same records, and add a line to the list."""
        return self._listed(super().reuse(rendered, post, context), post, context)

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:
        """Pack the finished WARC files."""
        super().finish(stage, journal)
        warcs = stage.detach(self._public.key)
        [pages] = stage.detach(_PAGES)
        target = f"wacz/{self._host}.wacz"
        with stage.open(target) as file, zipfile.ZipFile(file, "w") as package:
            packer = _Packer(package)
            for warc in warcs:
                packer.add_file(f"archive/{warc.name}", warc, zipfile.ZIP_STORED)
            index = self.context.scratch / "wacz-index.sqlite"
            total = sum(warc.stat().st_size for warc in warcs)
            packer.add("indexes/index.cdx", _index(index, warcs), total)
            packer.add_file("pages/pages.jsonl", pages, zipfile.ZIP_DEFLATED)
            description = _line(self._package(packer.resources), indent=2)
            packer.add("datapackage.json", [description])
            digest = f"sha256:{hashlib.sha256(description).hexdigest()}"
            signature = {"path": "datapackage.json", "hash": digest}
            packer.add("datapackage-digest.json", [_line(signature, indent=2)])
        for path in (*warcs, pages):
            path.unlink()
        warcs[0].parent.rmdir()

    def _listed(self, rendered: Rendered, post: Post, context: RenderContext) -> Rendered:
        """Add the page's line in the list."""
        assert not isinstance(rendered.checked, Verbatim)
        text = _text(rendered.checked[0].text)
        title = title_of(self.context, post)
        line = self._page_line(context.placement.url, title, text)
        rendered.chunks.append(OutputChunk(_PAGES, line, append=True))
        return rendered

    def _page_line(self, url: str, title: str, text: str) -> bytes:
        number = record_id("page", url).removeprefix("<urn:uuid:").removesuffix(">")
        stamp = dates.rfc3339(self.context.exported_at)
        return _line({"id": number, "url": url, "ts": stamp, "title": title, "text": text})

    def _package(self, resources: list[dict[str, Any]]) -> dict[str, Any]:
        stamp = dates.rfc3339(self.context.exported_at)
        of_day = f" of {stamp[:10]}" if is_from_export(self.context) else ""
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": self._title,
            "description": f"Rebuilt from {source_of(self.context)}{of_day} by wparchive.",
            "created": stamp,
            "software": f"wparchive {self.context.version}",
        }
        if self._home:
            package["mainPageUrl"] = self._structure.front_page().address
            package["mainPageDate"] = stamp
        return {**package, "resources": resources}


class _Packer:
    """Adds members to a zip file, and keeps their sizes and hashes."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._zip = package
        self.resources: list[dict[str, Any]] = []

    def add_file(self, name: str, path: Path, compression: int) -> None:
        with path.open("rb") as file:
            chunks = iter(lambda: file.read(_CHUNK), b"")
            self.add(name, chunks, path.stat().st_size, compression)

    def add(
        self,
        name: str,
        chunks: Iterable[bytes],
        expected: int = 0,
        compression: int = zipfile.ZIP_DEFLATED,
    ) -> None:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = compression
        info.external_attr = 0o644 << 16
        size, hashed = 0, hashlib.sha256()
        # Where sizes of 64 bits are not needed, replay tools stumble over their marks.
        with self._zip.open(info, "w", force_zip64=expected > _ZIP32) as member:
            for data in chunks:
                member.write(data)
                hashed.update(data)
                size += len(data)
        self.resources.append(
            {
                "name": name.rpartition("/")[2],
                "path": name,
                "hash": f"sha256:{hashed.hexdigest()}",
                "bytes": size,
            }
        )


def _index(place: Path, warcs: list[Path]) -> Iterator[bytes]:
    """Yield the lines of a CDXJ index, sorted by their bytes, on disk, since they may be many."""
    connection = sqlite3.connect(place)
    try:
        connection.execute("CREATE TABLE line (line BLOB)")
        for warc in warcs:
            with warc.open("rb") as file:
                lines = ((line,) for line in _entries(file, warc.name))
                connection.executemany("INSERT INTO line VALUES (?)", lines)
        for (line,) in connection.execute("SELECT line FROM line ORDER BY line"):
            yield line
    finally:
        connection.close()
        place.unlink()


def _entries(file: IO[bytes], name: str) -> Iterator[bytes]:
    for record in read_records(file):
        uri = record.get("WARC-Target-URI") or ""
        if record.get("WARC-Type") in _INDEXED and uri:
            entry = {
                "url": uri,
                "mime": _mime(record),
                "status": "200",
                "digest": record.get("WARC-Payload-Digest") or record.get("WARC-Block-Digest"),
                "length": str(record.size),
                "offset": str(record.offset),
                "filename": name,
            }
            stamp = re.sub(r"\D", "", record.get("WARC-Date") or "")
            text = json.dumps(entry, ensure_ascii=False)
            yield f"{surt(uri)} {stamp} {text}\n".encode()


def _mime(record: RawRecord) -> str:
    """Return the media type for an index: ``warc/revisit`` for a revisit, else the payload's."""
    if record.get("WARC-Type") == "revisit":
        return "warc/revisit"
    kind = record.get("Content-Type") or ""
    if record.get("WARC-Type") == "response":
        head = record.block.read(1000).decode("latin-1")
        kind = head.partition("Content-Type: ")[2].partition("\r\n")[0]
    return kind.partition(";")[0].strip()


def _text(page: str) -> str:
    """Return the visible text of a page, without navigation and the note about the rebuilding."""
    match = _MAIN.search(page)
    return (without_addresses(plain_text(match[0])) or "") if match else ""


def _line(document: dict[str, Any], indent: int | None = None) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False, indent=indent)}\n".encode()
