"""The blog as a site of plain files: the pages of the WARC, with links from file to file.

A double click on ``index.html`` opens it: there are no scripts, and every link to a page or a
file of the archive is relative. All other links lead to their addresses on the web.
"""

from __future__ import annotations

import re
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from wparchive import patterns
from wparchive.storage.names import safe_file_name, safe_name, storable
from wparchive.storage.unique_paths import PathAllocator
from wparchive.warc.strict import read_records
from wparchive.web.relink import relink
from wparchive.web.splitting import urldefrag, urljoin, urlsplit
from wparchive.writers.warc.addresses import is_same_host, replay_key, to_uri
from wparchive.writers.warc.listings import HTML
from wparchive.writers.warc.pages import PageWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wparchive.formats.writers import Context
    from wparchive.storage.outputs import StagedOutput
    from wparchive.warc.raw_record import RawRecord

_BLOCK = 1 << 20
_HEAD_END = b"\r\n\r\n"
# A page's permanent address stays what it was; the record with its data is in no file.
_ADDRESS = patterns.lazy(
    r'(^<link (?:rel="canonical original"|itemprop="mainEntityOfPage url") href="[^"]*">\n)',
    re.MULTILINE,
)
_DATA = patterns.lazy(r'^<link rel="describedby" [^>\n]*>\n', re.MULTILINE)
# A blog of unknown address has neither permanent addresses nor feeds.
_NOWHERE = "https://unknown.invalid"
_LINK_NOWHERE = patterns.lazy(rf'^<link (?>[^>\n]*? href="{_NOWHERE})[^>\n]*>\n', re.MULTILINE)
_CHARSET = '<meta charset="utf-8">\n'
# Bodies may have scripts, and a file from disk is trusted more than a page of the web.
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; object-src 'none';"
    " base-uri 'none'; form-action 'none'\">\n"
)


class HtmlWriter(PageWriter):
    """Writes pages, lists, feeds and media as files."""

    name = "html"
    title = "the blog as a site of plain files, to open in a browser"
    media_type = "text/html"
    home_if_unknown = f"{_NOWHERE}/"
    folder = "html/records"
    limit = None

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        if self._home == self.home_if_unknown:
            self.share_key = ""  # pages of other formats have no links to lists then

    def finish(self, stage: StagedOutput, journal: Iterable[bytes]) -> None:
        """Write each record of the pages' WARC as a file."""
        super().finish(stage, journal)
        [warc] = stage.detach(self._public.key)
        files = _FileNames(self._home)
        for record in _records(warc):
            files.add(record)
        for record in _records(warc):
            document = _document_of(record)
            if document is None or not files.has(document):
                continue
            path = files.file_path(document.uri)
            blocks = _blocks(record)
            if document.is_page:
                page = b"".join(blocks).decode()
                blocks = iter([files.relinked(page, document.uri).encode()])
            stage.store(f"html/{path}", blocks)
        warc.unlink()
        warc.parent.rmdir()


class _Document(NamedTuple):
    """A document of the archive: its address and its media type."""

    uri: str
    kind: str

    @property
    def is_page(self) -> bool:
        """Whether wparchive made it; a page among the uploads stays as it is."""
        return self.kind == HTML


class _FileNames:
    """The file of each address of an archive, and the links between the files.

    Args:
        home: The address of the front page; empty if unknown.
    """

    def __init__(self, home: str) -> None:
        self._home = home
        self._is_known = not home.startswith(_NOWHERE)
        self._free = PathAllocator()
        self._paths: dict[str, str] = {}
        self._similar: dict[str, str] = {}
        if home:
            self._paths[home] = self._similar[replay_key(home)] = self._free.take("index.html")

    def add(self, record: RawRecord) -> None:
        """Give the document of a record a file, or another address to a document."""
        uri = record.get("WARC-Target-URI") or ""
        if document := _document_of(record):
            if uri not in self._paths and self.has(document):
                self._paths[uri] = self._free.take(self._wanted(document))
        elif (original := record.get("WARC-Refers-To-Target-URI")) in self._paths:
            self._paths.setdefault(uri, self.file_path(original))
        if uri in self._paths:
            self._similar.setdefault(replay_key(uri), self._paths[uri])

    def has(self, document: _Document) -> bool:
        """Check whether a document becomes a file; a feed has no links without an address."""
        return self._is_known or not document.kind.startswith("application/rss+xml")

    def file_path(self, uri: str) -> str:
        """Return the file of an address that has been added."""
        return self._paths[uri]

    def _find(self, uri: str) -> str | None:
        """Return the file of an address, or of one that differs in scheme, case or ``www.``."""
        return self._paths.get(uri) or self._similar.get(replay_key(uri))

    def relinked(self, page: str, uri: str) -> str:
        """Return a page whose links lead to files, where the archive has them."""
        own = dirname(self.file_path(uri)) or "."

        def rewrite(url: str) -> str:
            if url.startswith("#"):
                return url
            absolute = urljoin(uri, url)
            address = to_uri(urldefrag(absolute))
            path = self._find(address) if address else None
            if path is None:
                return absolute if address else url
            return quote(relpath(path, own)) + absolute[len(urldefrag(absolute)) :]

        safe = _DATA.sub("", page).replace(_CHARSET, _CHARSET + _POLICY, 1)
        parts = _ADDRESS.split(safe)
        done = "".join(part if n % 2 else relink(part, rewrite) for n, part in enumerate(parts))
        return done if self._is_known else _LINK_NOWHERE.sub("", done)

    def _wanted(self, document: _Document) -> str:
        """Return the path that a document should have: that of its address, below the home."""
        parts = urlsplit(document.uri)
        path = parts.path
        if not parts.netloc:
            folders = [document.uri.replace(":", "-")]
        elif is_same_host(document.uri, self._home):
            folders = path.removeprefix(urlsplit(self._home).path).split("/")
        else:
            folders = ["other-sites", parts.netloc, *path.split("/")]
        name = folders.pop() if "." in folders[-1] else ""
        if parts.query:
            folders, name = [*folders, name, parts.query], ""
        if document.is_page and not name.lower().endswith((".html", ".htm")):
            folders, name = [*folders, name], "index.html"
        elif document.kind.startswith("application/rss+xml"):
            folders, name = [*folders, name], "index.xml"
        safe = [safe_name(folder, "page") for folder in folders if folder]
        return storable("/".join([*safe, safe_file_name(name, "file")]))


def _document_of(record: RawRecord) -> _Document | None:
    """Return the document in a record; None if the record repeats or describes another."""
    uri = record.get("WARC-Target-URI")
    if record.get("WARC-Type") not in {"resource", "response"} or not uri:
        return None
    kind = record.get("Content-Type") or ""
    if record.get("WARC-Type") == "response":
        head, _, _ = record.block.read(_BLOCK).partition(_HEAD_END)
        record.block.seek(0)
        kind = head.decode("latin-1").partition("Content-Type: ")[2].partition("\r\n")[0]
    return _Document(uri, kind)


def _records(warc: Path) -> Iterator[RawRecord]:
    with warc.open("rb") as file:
        yield from read_records(file)


def _blocks(record: RawRecord) -> Iterator[bytes]:
    """Yield the payload of a record."""
    first = record.block.read(_BLOCK)
    if record.get("WARC-Type") == "response":
        first = first.partition(_HEAD_END)[2]
    yield first
    while block := record.block.read(_BLOCK):
        yield block
