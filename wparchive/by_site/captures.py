"""Split the captures of a web archive by host; records are copied byte for byte."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import IO, TYPE_CHECKING

from wparchive.web.urls import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from wparchive.storage.source import Source
    from wparchive.warc.tolerant import RecordHeader

_CAPTURES = frozenset({"response", "resource"})
_PAGES = ("html", "xml", "json")
_BLOCK = 1 << 20


def page_hosts(source: Source) -> list[str]:
    """Return the hosts, without ``www.``, of which a web archive has pages, feeds or answers."""
    from wparchive.warc.tolerant import scan_headers  # noqa: PLC0415 - imports warcio

    hosts: Counter[str] = Counter()
    for header in scan_headers(source, []):
        is_text = any(word in header.media for word in _PAGES)
        if header.kind in _CAPTURES and is_text and header.status in {200, None}:
            hosts[host_of(header.uri)] += 1
    return sorted(hosts.keys() - {""})


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
    """
    folder.mkdir()
    paths = {host: folder / f"{number:06}" for number, host in enumerate(sorted(hosts))}
    with source.path.open("rb") as file:
        for host, start, stop in _extents(source):
            wanted = paths.values() if host is None else [paths[host]] if host in paths else ()
            for path in wanted:
                with path.open("ab") as target:
                    file.seek(start)
                    _copy(file, target, stop - start)
    return paths


def _extents(source: Source) -> Iterator[tuple[str | None, int, int]]:
    """Yield host, start and stop of each record; no host for the first one of an ARC file."""
    from wparchive.warc.tolerant import scan_headers  # noqa: PLC0415 - imports warcio

    before: tuple[list[str | None], int] | None = None
    headers = scan_headers(source, [])
    # In files that break the rules a gzip member has several records.
    for offset, group in groupby(headers, key=lambda header: header.position.offset):
        if before is not None:
            yield from ((host, before[1], offset) for host in before[0])
        before = (list(dict.fromkeys(map(_owner, group))), offset)
    if before is not None:
        yield from ((host, before[1], source.size) for host in before[0])


def _owner(header: RecordHeader) -> str | None:
    return None if header.uri.startswith("filedesc:") else host_of(header.uri)


def _copy(file: IO[bytes], target: IO[bytes], size: int) -> None:
    while size > 0 and (block := file.read(min(size, _BLOCK))):
        target.write(block)
        size -= len(block)
