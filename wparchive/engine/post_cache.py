"""Posts as they were first read, in a temporary file: later passes decode them there.

Reading an export is dear, decoding a record is cheap. What would take too much room in memory or on
the disk is read from its source again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from wparchive.errors.notices import Notice
from wparchive.model.records import Post
from wparchive.storage.scratch import new_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wparchive.engine.workers import WorkerPool
    from wparchive.formats.readers import Document, Range, SiteMetadata

_LARGEST = 16 << 20
"""Bytes of a range that are kept in memory until all of it has been read."""


class _Record(msgspec.Struct, array_like=True):
    """A post with the notices of reading it; without a post, the notices at the end of a range."""

    notices: list[Notice]
    post: Post | None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[_Record])


class PostCache:
    """A temporary file of encoded ranges.

    Args:
        scratch: The folder for temporary files.
        limit: Bytes that the file may have.
    """

    def __init__(self, scratch: Path, limit: int) -> None:
        self._path = new_file(scratch, "posts-")
        self._limit = limit
        self._size = 0

    def add(self, data: bytes) -> tuple[int, int] | None:
        """Append bytes; return their offset and number, or None if there is no room for them.

        If the disk has no room, the file gives up what it has: others need the disk more.
        """
        if self._size + len(data) > self._limit:
            return None
        try:
            with self._path.open("ab") as file:
                file.write(data)
        except OSError:  # the file only saves time
            self._limit = 0
            with suppress(OSError):
                os.truncate(self._path, 0)
            return None
        place = (self._size, len(data))
        self._size += len(data)
        return place

    def get(self, place: tuple[int, int]) -> bytes | None:
        """Return the bytes at a place that `add` has returned; None if they were given up."""
        offset, size = place
        with self._path.open("rb") as file:
            file.seek(offset)
            data = file.read(size)
        return data if len(data) == size else None


@dataclass
class CachedDocument:
    """A document whose posts are read from their source once; see `formats.readers.Document`.

    Attributes:
        document: The document.
        cache: The file for its posts.
    """

    document: Document
    cache: PostCache
    _places: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The document's name."""
        return self.document.name

    @property
    def metadata(self) -> SiteMetadata:
        """The document's metadata."""
        return self.document.metadata

    @property
    def ranges(self) -> Sequence[Range]:
        """The document's ranges."""
        return self.document.ranges

    @property
    def notices(self) -> Sequence[Notice]:
        """The notices of opening the document."""
        return self.document.notices

    def posts(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Yield the posts of one range, from the file if they are in it."""
        place = self._places.get(part.start)
        data = self.cache.get(place) if place is not None else None
        if data is None:
            yield from self._read(part, notices)
            return
        for record in _decoder.decode(data):
            notices.extend(record.notices)
            if record.post is not None:
                yield record.post

    def is_cached(self, part: Range) -> bool:
        """Check whether the posts of a range are in the file."""
        return part.start in self._places

    def encode(self, part: Range) -> bytes:
        """Read a range from its source and encode its posts for the file."""
        return _encoder.encode(list(_records(self.document, part)))

    def keep(self, part: Range, data: bytes) -> None:
        """Put a range that `encode` has encoded into the file, if there is room."""
        place = self.cache.add(data)
        if place is not None:
            self._places[part.start] = place

    def _read(self, part: Range, notices: list[Notice]) -> Iterator[Post]:
        """Read a range from its source; keep it once it has been read to its end."""
        kept: list[bytes] = []
        size = 0
        for record in _records(self.document, part):
            if size <= _LARGEST:
                kept.append(_encoder.encode(record))
                size += len(kept[-1])
            notices.extend(record.notices)
            if record.post is not None:
                yield record.post
        if size <= _LARGEST:
            self.keep(part, _encoder.encode([msgspec.Raw(record) for record in kept]))


def _records(document: Document, part: Range) -> Iterator[_Record]:
    notices: list[Notice] = []
    for post in document.posts(part, notices):
        yield _Record(notices.copy(), post)
        notices.clear()
    if notices:
        yield _Record(notices, None)


def read_ahead(
    documents: Sequence[CachedDocument], pool: WorkerPool
) -> Iterator[tuple[int, Range]]:
    """Yield each document's number with each of its ranges; other processes read the next ones."""
    tasks = [(number, part) for number, doc in enumerate(documents) for part in doc.ranges]
    unread = [(n, part) for n, part in tasks if not documents[n].is_cached(part)]
    alone = pool.jobs == 1 or len(tasks) == 1
    if alone or len(unread) < len(tasks) or not all(map(_is_small, tasks)):
        yield from tasks
        return
    for (number, part), data in pool.map(_RangeEncoder(documents).encode, tasks):
        documents[number].keep(part, data)
        yield number, part


def _is_small(task: tuple[int, Range]) -> bool:
    return task[1].stop - task[1].start <= _LARGEST


class _RangeEncoder(NamedTuple):
    """The data that worker processes need to read ranges."""

    documents: Sequence[CachedDocument]

    def encode(self, task: tuple[int, Range]) -> bytes:
        """Read and encode the range of a task."""
        number, part = task
        return self.documents[number].encode(part)
