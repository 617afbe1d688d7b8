"""Split the captures of a web archive by host; records are copied byte for byte."""

from __future__ import annotations

from itertools import groupby
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive.storage.disk_errors import writing
from wparchive.storage.opening import open_regular
from wparchive.web.urls import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from wparchive.storage.source import Source
    from wparchive.warc.record_header import RecordHeader


class Extent(NamedTuple):
    """A record in a web archive.

    Attributes:
        host: The host of its address, without ``www.``; empty if it has none; None for the first
            record of an ARC file, which all others need.
        is_page: Whether it is a page, feed or response of the REST API.
        start: The offset of its first byte.
        stop: The offset after its last one.
    """

    host: str | None
    is_page: bool
    start: int
    stop: int


_CAPTURES = frozenset({"response", "resource"})
_PAGES = ("html", "xml", "json")
_BLOCK = 1 << 20


def page_hosts(source: Source) -> list[str]:
    """Return the hosts, without ``www.``, of which a web archive has pages, feeds or answers."""
    return sorted({extent.host or "" for extent in extents(source) if extent.is_page} - {""})


def host_of(uri: str) -> str:
    """Return the host of an address, with its port if it has one; empty if there is none."""
    url = parse(uri)
    if url is None or url.scheme not in {"http", "https"}:
        return ""
    return f"{url.host}:{url.port}" if url.port else url.host


def split_by_host(source: Source, hosts: Collection[str], folder: Path) -> dict[str, Path]:
    """Write the records of each host to a file of its own, in their order.

    Args:
        source: The web archive.
        hosts: The hosts to keep; records of others are left out.
        folder: Is made for the files.

    Returns:
        The files by host.

    Raises:
        OutputError: The disk of the folder is full, or the like.
    """
    with writing(folder.parent, "work folder"):
        folder.mkdir()
    paths = {host: folder / f"{number:06}" for number, host in enumerate(sorted(hosts))}
    with open_regular(source.path) as file:
        for host, _, start, stop in extents(source):
            wanted = paths.values() if host is None else [paths[host]] if host in paths else ()
            for path in wanted:
                file.seek(start)
                append(path, _blocks(file, stop - start))
    return paths


def extents(source: Source) -> Iterator[Extent]:
    """Yield the records of a web archive.

    A gzip member with records of several hosts, which is against the rules, is yielded for each.
    """
    from wparchive.warc.tolerant import scan_headers  # noqa: PLC0415 - imports warcio

    before: tuple[dict[str | None, bool], int] | None = None
    headers = scan_headers(source, [])
    for offset, group in groupby(headers, key=lambda header: header.position.offset):
        if before is not None:
            yield from (Extent(host, page, before[1], offset) for host, page in before[0].items())
        hosts: dict[str | None, bool] = {}
        for header in group:
            host = None if header.uri.startswith("filedesc:") else host_of(header.uri)
            hosts[host] = hosts.get(host, False) or _is_page(header)
        before = (hosts, offset)
    if before is not None:
        yield from (Extent(host, page, before[1], source.size) for host, page in before[0].items())


def _is_page(header: RecordHeader) -> bool:
    is_text = any(word in header.media for word in _PAGES)
    return header.kind in _CAPTURES and is_text and header.status in {200, None}


def append(path: Path, blocks: Iterable[bytes]) -> None:
    """Append to a file in a work folder.

    Raises:
        OutputError: The disk is full, or the like.
    """
    with writing(path.parent, "work folder"):
        file = path.open("ab", buffering=0)
    with file:
        for block in blocks:  # whoever reads them answers for errors of reading
            rest = memoryview(block)
            while rest:
                with writing(path.parent, "work folder"):
                    rest = rest[file.write(rest) :]


def _blocks(file: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0 and (block := file.read(min(size, _BLOCK))):
        yield block
        size -= len(block)
