"""Outputs: staged beside their target, published whole, never over somebody's files unasked."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Self

from wparchive.errors import OutputError
from wparchive.storage.disk_errors import writing
from wparchive.storage.fixity import MANIFEST, Digest, render_manifest, sha256_of
from wparchive.storage.work_folders import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Fit = Callable[[str, Iterable[bytes]], Iterable[bytes]]


class _Series:
    """A file between a head and a tail, or several of them in a row."""

    def __init__(
        self,
        name: Callable[[int], str],
        head: Callable[[str], bytes],
        tail: bytes,
        limit: int | None,
        fit: Fit,
    ) -> None:
        self.tail, self.fit = tail, fit
        self._name, self._head, self._limit = name, head, limit
        self._number = 0
        self.closed: list[str] = []
        self.begin_part()

    def begin_part(self) -> None:
        """Name the next part."""
        self._number += 1
        self.size = 0
        self.part = self._name(self._number)
        self.head = self._head(self.part)

    def is_full(self, more: int) -> bool:
        """Whether the part holds something and has no room for `more` bytes."""
        frame = len(self.head) + len(self.tail)
        return (
            self._limit is not None and bool(self.size) and frame + self.size + more > self._limit
        )


class StagedOutput:
    """A directory in which an output grows until it is complete.

    Used as a context manager: what was not published by its end is removed.

    Args:
        target: The output directory; it may exist, if it is empty.
        overwrite: Whether it may hold files. Those of an earlier output that are not written
            again are removed, files of others stay.

    Raises:
        OutputExistsError: `target` is a file or holds files.
        OutputError: Another run writes there, or nothing can be written there.
    """

    def __init__(self, target: Path, *, overwrite: bool = False) -> None:
        self._workplace = Workplace(target, overwrite=overwrite)
        self._target = self._workplace.target
        self.path = self._workplace.new
        self._handles: dict[str, IO[bytes]] = {}
        self._hashes: dict[str, hashlib._Hash] = {}
        self._series: dict[str, _Series] = {}
        self._digests: list[Digest] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            for handle in self._handles.values():
                with suppress(OSError):  # on a full disk what waits to be written fails again
                    handle.close()
        finally:
            self._workplace.close()

    def write(self, path: str, data: bytes) -> None:
        """Write a whole file.

        Raises:
            OutputError: The disk is full, or the like.
        """
        with writing(self._target):
            file = self._place(path)
            with file.open("xb") as handle:
                handle.write(data)
        self._digests.append(Digest(path, len(data), hashlib.sha256(data).hexdigest()))

    def store(self, path: str, blocks: Iterable[bytes]) -> Digest:
        """Write a file of any size, block by block; nothing of it stays if reading raises.

        Raises:
            OutputError: The disk is full, or the like.
        """
        digest, size = hashlib.sha256(), 0
        with writing(self._target):
            file = self._place(path)
            handle = file.open("xb")
        try:
            for block in blocks:  # whoever reads them answers for errors of reading
                with writing(self._target):
                    handle.write(block)
                digest.update(block)
                size += len(block)
            with writing(self._target):
                handle.close()
        except BaseException:
            with suppress(OSError):
                handle.close()
            file.unlink(missing_ok=True)
            raise
        self._digests.append(Digest(path, size, digest.hexdigest()))
        return self._digests[-1]

    def frame(self, path: str, head: bytes, tail: bytes, *, limit: int | None = None) -> None:
        """Begin a file whose parts make sense only between a head and a tail.

        What is appended to it stands between the two.

        Args:
            path: The file; with a limit the first part of ``blog.xml`` is ``blog-001.xml``.
            head: What each part begins with.
            tail: What each part ends with.
            limit: Bytes that a part has at most. What one `append` brings is never divided, so
                only a part that holds nothing else may be larger.

        Raises:
            OutputError: The disk is full, or the like.
        """
        whole = PurePosixPath(path)

        def name(number: int) -> str:
            part = whole.with_name(f"{whole.stem}-{number:03}{whole.suffix}") if limit else whole
            return part.as_posix()

        self.series(path, name, lambda _part: head, tail, limit=limit)

    def series(
        self,
        key: str,
        name: Callable[[int], str],
        head: Callable[[str], bytes],
        tail: bytes = b"",
        *,
        limit: int | None = None,
        fit: Fit = lambda _part, chunks: chunks,
    ) -> None:
        """Begin a row of files that are named one by one; else as `frame`.

        Args:
            key: What to append under.
            name: The path of a part by its number, from 1 on.
            head: What a part begins with, by its path.
            tail: What each part ends with.
            limit: Bytes that a part has at most, before `fit` changes their number.
            fit: Makes what is appended fit a part, by the part's path.

        Raises:
            OutputError: The disk is full, or the like.
        """
        series = self._series[key] = _Series(name, head, tail, limit, fit)
        self._append(series.part, series.head)

    def append(self, path: str, data: bytes) -> None:
        """Continue a file; it stays open, so few files may grow at a time.

        Raises:
            OutputError: The disk is full, or the like.
        """
        self.extend(path, (data,), len(data))

    def extend(self, path: str, chunks: Iterable[bytes], size: int) -> None:
        """Continue a file with chunks that belong together, and are about `size` bytes.

        Raises:
            OutputError: The disk is full, or the like.
        """
        series = self._series.get(path)
        if series and series.is_full(size):
            self._close(self._finish(series))
            series.closed.append(series.part)
            series.begin_part()
            self._append(series.part, series.head)
        for data in series.fit(series.part, chunks) if series else chunks:
            if series:
                series.size += len(data)
            self._append(series.part if series else path, data)

    def _append(self, path: str, data: bytes) -> None:
        with writing(self._target):
            if path not in self._handles:
                self._handles[path] = self._place(path).open("xb")
                self._hashes[path] = hashlib.sha256()
            self._handles[path].write(data)
        self._hashes[path].update(data)

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """A whole file, for those who must seek in what they write.

        Raises:
            OutputError: The disk is full, or the like.
        """
        with writing(self._target):
            place = self._place(path)
            with place.open("x+b") as handle:
                yield handle
                size = handle.seek(0, os.SEEK_END)
            self._digests.append(Digest(path, size, sha256_of(place)))

    def withdraw(self, key: str) -> list[Path]:
        """Close what has grown under a name, and leave it out of the output.

        Returns:
            Its files, which the caller removes.
        """
        parts = [self._finish(series)] if (series := self._series.pop(key, None)) else [key]
        paths = [*(series.closed if series else ()), *parts]
        self._close(parts[0])
        self._digests = [digest for digest in self._digests if digest.path not in paths]
        return [self.path / path for path in paths]

    def _finish(self, series: _Series) -> str:
        self._append(series.part, series.tail)
        return series.part

    def digests(self) -> list[Digest]:
        """Close the files that grew, and describe all files, sorted by path."""
        for series in self._series.values():
            self._finish(series)
        self._series.clear()
        for path in list(self._handles):
            self._close(path)
        return sorted(self._digests)

    def _close(self, path: str) -> None:
        with writing(self._target):
            handle = self._handles.pop(path)
            size = handle.tell()
            handle.close()
        self._digests.append(Digest(path, size, self._hashes.pop(path).hexdigest()))

    def publish(self) -> None:
        """Write the manifest and put everything in its place.

        Raises:
            OutputError: It cannot be done; the target is as it was.
        """
        digests = self.digests()
        with writing(self._target), (self.path / MANIFEST).open("wb") as handle:
            handle.write(render_manifest(digests))
            handle.flush()
            os.fsync(handle.fileno())
        self._workplace.publish({MANIFEST, *(digest.path for digest in digests)})

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or parts[0] == "/":
            raise OutputError(f"{path!r} would leave the output directory.")
        self._workplace.check_free(path)
        file = self.path.joinpath(*parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        return file
