"""The tasks of a job: files, pieces of large exports, captures, and the files of a mirror."""

from __future__ import annotations

import gzip
import re
import shutil
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from wparchive import patterns
from wparchive.engine.by_site.captures import extents
from wparchive.engine.inputs import recognizes
from wparchive.engine.record_pieces import read_piece, split
from wparchive.engine.records import error_record, is_of_the_machine, notice_records, read
from wparchive.errors.notices import Code, Notice
from wparchive.spark import files
from wparchive.storage import scratch
from wparchive.storage.opening import open_regular
from wparchive.storage.sources import Sources
from wparchive.storage.walking import FileSet
from wparchive.web.mirror_names import host_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from wparchive.engine.record_options import RecordOptions
    from wparchive.engine.records import Record
    from wparchive.spark.files import RemoteFile
    from wparchive.storage.locks import Claim
    from wparchive.storage.source import Source

    Key = tuple[str, str, int]

_WEB_ARCHIVE = patterns.lazy(r"\.(?:w?arc(?:\.(?:gz|zst))?|wacz)$", re.IGNORECASE)
_PACKED = patterns.lazy(r"\.(?:gz|bz2|xz|zst|zip|tgz|tar)$", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


class Task(NamedTuple):
    """A part of a job that one process does.

    Attributes:
        kind: ``file``; ``piece`` of an export; ``captures`` for each capture of a web archive by
            itself; ``site`` for the files of a mirror.
        uri: The name of the input in records.
        size: Bytes, for the sizes of partitions.
        plan: Of a piece, the folder that `split` wrote.
        number: Of a piece, its number.
        start: Of a piece, the offset of its first byte.
        stop: Of a piece, the offset after its last one.
        names: Of a site, its files.
    """

    kind: str
    uri: str
    size: int
    plan: str = ""
    number: int = 0
    start: int = 0
    stop: int = 0
    names: tuple[str, ...] = ()

    def records(self, options: RecordOptions) -> Iterator[Record]:
        """Yield the records; whatever is wrong with the data becomes a record of an error."""
        kinds = {"file": _file, "piece": _piece, "captures": _captures, "site": _site}
        return contained(kinds[self.kind](self, options), self.uri)


def contained(records: Iterator[Record], uri: str) -> Iterator[Record]:
    """Yield records; an exception becomes a record unless it is about the machine."""
    try:
        yield from records
    except Exception as error:
        if is_of_the_machine(error):
            raise
        yield error_record(error, uri)


def is_web_archive(uri: str) -> bool:
    """Check whether a file is a web archive by its name."""
    return _WEB_ARCHIVE.search(uri) is not None


def tasks_of(found: Sequence[RemoteFile], *, by: str) -> list[Task]:
    """Make the tasks of files, with each file whole.

    Args:
        found: The files; for ``site`` without web archives.
        by: ``file``, ``record`` or ``site``.
    """
    if by == "record":
        kinds = (("captures" if is_web_archive(file.uri) else "file", file) for file in found)
        return [Task(kind, file.uri, file.size) for kind, file in kinds]
    sites: dict[str, list[RemoteFile]] = {}
    tasks: list[Task] = []
    for file in found:
        host = host_in(file.uri) if by == "site" else None
        if host is None:
            tasks.append(Task("file", file.uri, file.size))
        else:
            sites.setdefault(host[0], []).append(file)
    for folder, inside in sorted(sites.items()):
        size = sum(file.size for file in inside)
        tasks.append(Task("site", folder, size, names=tuple(file.uri for file in inside)))
    return tasks


def is_divisible(task: Task, size: int) -> bool:
    """Check whether a task may be a large export that can be divided, by its name and size."""
    packed = _PACKED.search(task.uri) or is_web_archive(task.uri)
    return task.kind == "file" and task.size >= 2 * size and not packed


def divided(task: Task, options: RecordOptions, staging: str, size: int) -> list[Task]:
    """Divide a large export into pieces; one that cannot be divided stays as it is.

    Args:
        task: The export.
        options: The options of the job.
        staging: A folder that all machines reach.
        size: Bytes that a piece has at least.
    """
    plan = f"{staging.rstrip('/')}/{sha256(task.uri.encode()).hexdigest()[:32]}"
    with ExitStack() as stack:
        local = _empty(files.local_path(plan)) if files.is_local(plan) else None
        folder = local or stack.enter_context(files.temporary("plan"))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            path = stack.enter_context(files.fetched(task.uri))
        except OSError:
            return [task]
        pieces = split(path, task.uri, options, folder, size)
        if pieces is None:
            shutil.rmtree(folder)
            return [task]
        files.store_folder(folder, plan)
    return [Task("piece", task.uri, piece.stop - piece.start, plan, *piece) for piece in pieces]


def _empty(folder: Path) -> Path:
    """Remove what an attempt that was killed has left."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def bins(tasks: Iterable[Task], size: int) -> list[list[Task]]:
    """Put tasks together into partitions of about a number of bytes, the largest first."""
    found: list[list[Task]] = []
    room = 0
    for task in sorted(tasks, key=lambda task: -task.size):
        # Even an empty file costs something.
        if room <= 0 or task.size > room:
            found.append([])
            room = size
        found[-1].append(task)
        room -= max(task.size, size // 2000)
    return found


def _file(task: Task, options: RecordOptions) -> Iterator[Record]:
    with files.fetched(task.uri) as path:
        yield from read(path, task.uri, options)


def _piece(task: Task, options: RecordOptions) -> Iterator[Record]:  # noqa: ARG001 - in the plan
    with files.fetched_range(task.uri, task.start, task.stop) as path:
        yield from read_piece(_plan(task), path, task.number, task.uri)


_plans: dict[str, Claim] = {}
"""Copies of plans that this process has made, which all its pieces of an export use."""


def _plan(task: Task) -> Path:
    if files.is_local(task.plan):
        return files.local_path(task.plan)
    if task.plan not in _plans:
        for uri in list(_plans):
            _plans.pop(uri).release()
        _plans[task.plan] = scratch.make()
    folder = _plans[task.plan].folder
    for file in files.find_files([task.plan]):
        name = file.uri.rpartition("/")[2]
        if not (folder / name).exists() and (not name.isdigit() or int(name) == task.number):
            files.fetch_file(file.uri, folder / name)
    return folder


def _site(task: Task, options: RecordOptions) -> Iterator[Record]:
    with ExitStack() as stack:
        above = task.uri.rstrip("/").rpartition("/")[0]
        found = {
            uri.removeprefix(above).lstrip("/"): stack.enter_context(files.fetched(uri))
            for uri in task.names
        }
        yield from read(FileSet(task.uri, found), task.uri, options)


@contextmanager
def _opened(uri: str) -> Iterator[list[Source]]:
    """Open the web archives in a file, which may be compressed as a whole, or a WACZ."""
    with files.fetched(uri) as path, Sources([path], None, recognizes) as opened:
        yield opened.open()[1]


def _captures(task: Task, options: RecordOptions) -> Iterator[Record]:
    """Yield the records of each capture of a page by itself."""
    skipped = 0
    with _opened(task.uri) as sources:
        for source in sources:
            head = b""
            for extent in extents(source):
                data = _bytes(source, extent.start, extent.stop)
                if extent.host is None:
                    head = data
                elif extent.is_page:
                    name = f"{task.uri}#{extent.start}"
                    yield from contained(read(head + data, name, options), name)
                else:
                    skipped += 1
    if skipped:
        text = f"{skipped:,} records that are no captures of pages, feeds or answers."
        yield from notice_records([Notice(Code.PAGE_SKIPPED, text, task.uri)], task.uri)


def _bytes(source: Source, start: int, stop: int) -> bytes:
    with open_regular(source.path) as file:
        file.seek(start)
        return file.read(stop - start)


def captures_by_host(uri: str) -> Iterator[tuple[Key, bytes]]:
    """Yield the captures of a web archive as gzip members, by host, file and offset.

    Raises:
        InputError: The file cannot be read.
    """
    with _opened(uri) as sources:
        for number, source in enumerate(sources):
            is_arc = False
            pages = {extent.host for extent in extents(source) if extent.is_page}
            for extent in extents(source):
                is_arc |= extent.host is None
                data = _bytes(source, extent.start, extent.stop)
                member = data if data.startswith(_GZIP) else gzip.compress(data, mtime=0)
                hosts = pages if extent.host is None else {extent.host} & pages
                for host in sorted(filter(None, hosts)):
                    name = f"{uri}!{number:06}.{'arc' if is_arc else 'warc'}.gz"
                    yield (host, name, extent.start), member


def site_records(captures: Iterable[tuple[Key, bytes]], options: RecordOptions) -> Iterator[Record]:
    """Yield the records of each host.

    Args:
        captures: From `captures_by_host`, sorted by their keys.
        options: The options of the job.
    """
    for host, of_host in groupby(captures, key=lambda pair: pair[0][0]):
        claim = scratch.make()
        try:
            found: dict[str, Path] = {}
            for (_, name, _), member in of_host:
                path = found.setdefault(_short(name), claim.folder / str(len(found)))
                with path.open("ab") as file:
                    file.write(member)
            uri = f"http://{host}/"
            yield from contained(read(FileSet(host, found), uri, options), uri)
        finally:
            claim.release()


def _short(name: str) -> str:
    """Return the name of a web archive without the folders above it."""
    uri, _, member = name.rpartition("!")
    return f"{uri.rpartition('/')[2]}!{member}"


def run_all(tasks: Iterable[Task], options: RecordOptions) -> Iterator[Record]:
    """Yield the records of tasks, one task after the other."""
    for task in tasks:
        yield from task.records(options)


def capture_pairs(
    uri: str, fail: Callable[[Record], tuple[Key, bytes]]
) -> Iterator[tuple[Key, bytes]]:
    """Yield captures as `captures_by_host`; what cannot be read becomes a pair."""
    try:
        yield from captures_by_host(uri)
    except Exception as error:
        if is_of_the_machine(error):
            raise
        yield fail(error_record(error, uri))
