"""Find out which blog each file of a pile belongs to, by what the file itself says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from wparchive.engine.by_site.captures import append, page_hosts, split_by_host
from wparchive.engine.inputs import find_format, recognizes
from wparchive.engine.workers import WorkerPool
from wparchive.errors import (
    InputError,
    MissingInputError,
    OutputError,
    SystemRefusalError,
    WparchiveError,
)
from wparchive.errors.notices import Severity
from wparchive.formats.readers import CollectionReader, ContainerReader, Reader
from wparchive.readers.pages.mirror_roots import declared_urls
from wparchive.storage.candidates import is_export, kind_of_asset
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.opening import open_regular
from wparchive.storage.recovery import blocks
from wparchive.storage.source import SNIFF_SIZE
from wparchive.storage.sources import Sources
from wparchive.web.urls import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from wparchive.errors.notices import Notice
    from wparchive.formats.readers import Format
    from wparchive.storage.limits import Limits
    from wparchive.storage.source import Source


class PileFile(NamedTuple):
    """A file of a pile.

    Attributes:
        name: Its path below the input; the name of an input that is a file.
        path: Where it is.
        named: Whether the user named the file itself, so that it cannot be skipped.
    """

    name: str
    path: Path
    named: bool


class SitePart(NamedTuple):
    """A file, or a document in a file, with the blog it belongs to.

    Attributes:
        name: The name of the file, or of the document in the file.
        path: Where its bytes are.
        url: An address of the blog or of a page; empty if unknown.
        role: ``whole`` if `url` is the address of the blog itself; ``pages`` if it is that of
            pages; ``asset`` for an image or the like; ``unread`` for what wparchive does not read;
            ``damage`` if `name` is a sentence about content that is missing.
        packed: Whether it is a container or directory that is read as a whole.
    """

    name: str
    path: Path
    url: str = ""
    role: str = "whole"
    packed: bool = False

    @property
    def site(self) -> str:
        """The blog as ``host/path``, of pages the host alone; empty if unknown."""
        return site_key(self.url, whole=self.role == "whole")


class _Document(NamedTuple):
    source: Source
    kind: Format | None
    parts: list[SitePart]


class Examiner(NamedTuple):
    """Examines files. Picklable: worker processes examine many.

    Attributes:
        limits: Limits on unpacking; None for the usual ones.
        folder: Where documents are written whose file belongs to several blogs.
    """

    limits: Limits | None
    folder: Path

    def examine(self, file: PileFile) -> list[SitePart]:
        """Return the parts of a file: the file itself, or its documents if they differ in blog.

        Raises:
            OutputError: The disk of temporary files or of the output is full, or the like.
            SystemRefusalError: The system has no more open files or memory.
        """
        if not file.named and kind_of_asset(file.name):
            return [SitePart(file.name, file.path, role="asset")]
        unread = file.named or is_export(file.name)
        nothing = SitePart(file.name, file.path, role="whole" if unread else "unread")
        try:
            with Sources([file.path], self.limits, recognizes) as opened:
                documents = [_examined(file, source) for source in opened.open()[1]]
                if all(document.kind is None for document in documents):
                    return [nothing]
                sites = _distinct([part for found in documents for part in found.parts])
                if len(sites) > 1:
                    parts = [part for found in documents for part in self._kept(found)]
                    return [*parts, *_damage(file, opened.notices)]
                return [_of_all(file, documents)]
        except (OutputError, SystemRefusalError):  # no fault of the file
            raise
        except (WparchiveError, OSError) as error:  # its own conversion fails, and says why
            raise_lack(error)
            # A file that nobody can read may belong to a blog, whatever its name is.
            cannot = isinstance(error, OSError) or type(error) in {InputError, MissingInputError}
            return [nothing._replace(role="whole")] if cannot else [nothing]

    def _kept(self, document: _Document) -> Iterator[SitePart]:
        """Write a document, or each blog's part of a web archive, into the folder."""
        source, kind, parts = document
        place = self.folder / hashlib.blake2b(parts[0].name.encode(), digest_size=8).hexdigest()
        if kind is not None and kind.info.name == "warc":
            paths = split_by_host(source, [part.site for part in parts], place)
            for part in parts:
                yield part._replace(name=f"{part.name}!{part.site}", path=paths[part.site])
        else:
            with open_regular(source.path) as file:
                append(place, blocks(file))
            yield parts[0]._replace(path=place)


def site_key(url: str, *, whole: bool) -> str:
    """Return a blog as ``host/path``; the host alone unless the address is the blog's own."""
    found = parse(url)
    if found is None or not found.host:
        return ""
    host = f"{found.host}:{found.port}" if found.port else found.host
    return f"{host}{found.path}".rstrip("/") if whole else host


def _damage(file: PileFile, notices: Iterable[Notice]) -> Iterator[SitePart]:
    """Yield what is missing from a file of which no blog's conversion gets the whole."""
    for notice in notices:
        if notice.code.severity is Severity.LOSS:
            text = f"{notice.source}: {notice.message}" if notice.source else notice.message
            yield SitePart(text.rstrip("."), file.path, role="damage")


def _distinct(parts: Sequence[SitePart]) -> set[str]:
    """Return the blogs of parts; pages belong to a blog that another part has on their host."""
    whole = {part.site for part in parts if part.role == "whole"} - {""}
    hosts = {site.partition("/")[0] for site in whole}
    return whole | {p.site for p in parts if p.role == "pages" and p.site not in hosts} - {""}


def _of_all(file: PileFile, documents: Sequence[_Document]) -> SitePart:
    """Return the part that is a whole file."""
    parts = [part for document in documents for part in document.parts]
    best = next((p for p in parts if p.role == "whole" and p.url), parts[0])
    best = best if best.url else next((p for p in parts if p.url), parts[0])
    packed = file.path.is_dir() or any(d.source.name != file.path.name for d in documents)
    return best._replace(name=file.name, path=file.path, packed=packed)


def _examined(file: PileFile, source: Source) -> _Document:
    # Members of a container are called after it.
    name = file.name.removesuffix(file.path.name) + source.name
    start = source.read(SNIFF_SIZE)
    kind = find_format(start, source.name)
    if kind is not None and kind.info.name == "warc":
        urls = [(f"http://{host}/", "pages") for host in page_hosts(source)]
    elif kind is not None and kind.info.name == "page":
        urls = [(next(declared_urls(start), ""), "pages")]
    else:
        urls = [_address(kind, source)] if kind is not None else []
    parts = [SitePart(name, source.path, url, role) for url, role in urls or [("", "whole")]]
    return _Document(source, kind, parts)


def _address(kind: Format, source: Source) -> tuple[str, str]:
    """Return the address that a document gives its blog, and the role of the document."""
    if isinstance(kind, ContainerReader):
        found = kind.extract([source], None, recognizes).sources
        return next((s.capture.url for s in found if s.capture is not None), ""), "pages"
    if isinstance(kind, CollectionReader):
        head = kind.open_all([source], WorkerPool()).metadata
    elif isinstance(kind, Reader):
        head = kind.open(source).metadata
    else:
        return "", "whole"
    return head.site.base_blog_url or head.site.link or "", "whole"
