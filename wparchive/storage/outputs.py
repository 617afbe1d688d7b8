"""Outputs: staged beside their target, published whole, never over somebody's files unasked."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Self

from wparchive.errors import OutputError
from wparchive.storage.disk_errors import is_full, writing
from wparchive.storage.fixity import MANIFEST, Digest, render_manifest, sha256_of
from wparchive.storage.work_folders import WorkFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Rewrite = Callable[[str, Iterable[bytes]], Iterable[bytes]]


class _RotatingFile:
    """A file between a head and a tail, or several of them in a row."""

    def __init__(
        self,
        name: Callable[[int], str],
        head: Callable[[str], bytes],
        tail: bytes,
        limit: int | None,
        rewrite: Rewrite,
    ) -> None:
        self.tail, self.rewrite = tail, rewrite
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
        """Check whether the part has data and no room for `more` bytes."""
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
        update: Whether the files of an earlier output stay untouched unless they change, and what
            is in `checkpoints` stays for the next run if this one does not publish.

    Attributes:
        path: Where the output grows.
        checkpoints: Parts of the work; None if nothing is to be saved.

    Raises:
        OutputExistsError: `target` is a file or holds files.
        OutputError: Another run writes there, or nothing can be written there.
    """

    def __init__(self, target: Path, *, overwrite: bool = False, update: bool = False) -> None:
        self._work_folder = WorkFolder(target, overwrite=overwrite, update=update)
        self._target = self._work_folder.target
        self.path = self._work_folder.new
        self.checkpoints = self._work_folder.checkpoints
        self._handles: dict[str, IO[bytes]] = {}
        self._hashes: dict[str, hashlib._Hash] = {}
        self._rotating: dict[str, _RotatingFile] = {}
        self._digests: list[Digest] = []
        self._folders: set[Path] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Remove what was not published.

        Raises:
            OutputError: A file of the output could not be read again, or not be removed.
        """
        if isinstance(error, OutputError) or (error is not None and is_full(error)):
            self._work_folder.drop_checkpoints()
        try:
            for handle in self._handles.values():
                with suppress(OSError):  # on a full disk what waits to be written fails again
                    handle.close()
        finally:
            self._work_folder.close()
        if isinstance(error, OSError) and self._is_below(error.filename):
            with writing(self._target):
                raise error

    @property
    def left(self) -> Path | None:
        """The work folder, if it could not be removed after the output was published."""
        return self._work_folder.left

    def _is_below(self, name: object) -> bool:
        return isinstance(name, str | bytes) and Path(os.fsdecode(name)).is_relative_to(self.path)

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
        """Write a file of any size, block by block; remove it again if reading raises.

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

    def framed_file(self, path: str, head: bytes, tail: bytes, *, limit: int | None = None) -> None:
        """Begin a file whose parts make sense only between a head and a tail.

        What is appended to it goes between the two.

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

        self.rotating_file(path, name, lambda _part: head, tail, limit=limit)

    def rotating_file(
        self,
        key: str,
        name: Callable[[int], str],
        head: Callable[[str], bytes],
        tail: bytes = b"",
        *,
        limit: int | None = None,
        rewrite: Rewrite = lambda _part, chunks: chunks,
    ) -> None:
        """Begin a row of files that are named one by one; else as `framed_file`.

        Args:
            key: What to append under.
            name: The path of a part by its number, from 1 on.
            head: What a part begins with, by its path.
            tail: What each part ends with.
            limit: Bytes that a part has at most, before `rewrite` changes their number.
            rewrite: Makes what is appended fit a part, by the part's path.

        Raises:
            OutputError: The disk is full, or the like.
        """
        rotating = self._rotating[key] = _RotatingFile(name, head, tail, limit, rewrite)
        self._append(rotating.part, rotating.head)

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
        rotating = self._rotating.get(path)
        if rotating and rotating.is_full(size):
            self._close(self._finish(rotating))
            rotating.closed.append(rotating.part)
            rotating.begin_part()
            self._append(rotating.part, rotating.head)
        for data in rotating.rewrite(rotating.part, chunks) if rotating else chunks:
            if rotating:
                rotating.size += len(data)
            self._append(rotating.part if rotating else path, data)

    def _append(self, path: str, data: bytes) -> None:
        with writing(self._target):
            if path not in self._handles:
                self._handles[path] = self._place(path).open("xb")
                self._hashes[path] = hashlib.sha256()
            self._handles[path].write(data)
        self._hashes[path].update(data)

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Open a new file for a writer that must seek.

        Raises:
            OutputError: The disk is full, or the like.
        """
        with writing(self._target):
            place = self._place(path)
            with place.open("x+b") as handle:
                yield handle
                size = handle.seek(0, os.SEEK_END)
            self._digests.append(Digest(path, size, sha256_of(place)))

    def detach(self, key: str) -> list[Path]:
        """Close the file or files of a name, and leave them out of the output.

        Returns:
            Its files, which the caller removes.
        """
        parts = [self._finish(rotating)] if (rotating := self._rotating.pop(key, None)) else [key]
        paths = [*(rotating.closed if rotating else ()), *parts]
        self._close(parts[0])
        self._digests = [digest for digest in self._digests if digest.path not in paths]
        return [self.path / path for path in paths]

    def _finish(self, rotating: _RotatingFile) -> str:
        self._append(rotating.part, rotating.tail)
        return rotating.part

    def digests(self) -> list[Digest]:
        """Close the files that grew, and describe all files, sorted by path."""
        for rotating in self._rotating.values():
            self._finish(rotating)
        self._rotating.clear()
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
        self._work_folder.publish(digests)

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or parts[0] == "/":
            raise OutputError(f"{path!r} would leave the output directory.")
        self._work_folder.check_free(path)
        file = self.path.joinpath(*parts)
        if file.exists():
            raise OutputError(
                f"The output would have two files called {path}.",
                hint="Report this to the authors of the output format: each post needs a path of"
                " its own, or must be appended.",
            )
        if file.parent not in self._folders:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(file.parent)
        return file
