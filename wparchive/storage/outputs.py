"""Outputs: staged beside their target, published whole, never over somebody's files unasked."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Self

from wparchive.errors import OutputError, OutputExistsError, VerificationError
from wparchive.storage.fixity import (
    MANIFEST,
    Digest,
    read_manifest,
    render_manifest,
    sha256_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


class Stage:
    """A directory in which an output grows until it is complete.

    Used as a context manager: what was not published by its end is removed.

    Args:
        target: The output directory; it may exist, if it is empty.
        overwrite: Whether it may hold files. Those of an earlier output that are not written
            again are removed, files of others stay.

    Raises:
        OutputExistsError: `target` is a file or holds files.
        OutputError: Nothing can be written there.
    """

    def __init__(self, target: Path, *, overwrite: bool = False) -> None:
        self._target = target = target.resolve()
        self._handles: dict[str, IO[bytes]] = {}
        self._hashes: dict[str, hashlib._Hash] = {}
        self._series: dict[str, _Series] = {}
        self._digests: list[Digest] = []
        with _writing(target):
            self._replaces = _check(target, overwrite=overwrite)
            target.parent.mkdir(parents=True, exist_ok=True)
            # Beside the target, so that publication is a rename within one file system.
            prefix = f".{target.name}.wparchive-"
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
            self.path.chmod(0o777 & ~_umask())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self._handles.values():
            handle.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, path: str, data: bytes) -> None:
        """Write a whole file.

        Raises:
            OutputError: The disk is full, or the like.
        """
        with _writing(self._target):
            file = self._place(path)
            with file.open("xb") as handle:
                handle.write(data)
        self._digests.append(Digest(path, len(data), hashlib.sha256(data).hexdigest()))

    def store(self, path: str, blocks: Iterable[bytes]) -> Digest:
        """Write a file of any size, block by block; nothing of it stays if reading raises.

        Raises:
            OutputError: The disk is full, or the like.
        """
        file = self._place(path)
        digest, size = hashlib.sha256(), 0
        try:
            with _writing(self._target), file.open("xb") as handle:
                for block in blocks:
                    handle.write(block)
                    digest.update(block)
                    size += len(block)
        except BaseException:
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
        with _writing(self._target):
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
        with _writing(self._target):
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
        with _writing(self._target):
            handle = self._handles.pop(path)
            size = handle.tell()
            handle.close()
        self._digests.append(Digest(path, size, self._hashes.pop(path).hexdigest()))

    def publish(self) -> None:
        """Write the manifest and put everything in its place, the manifest last.

        Raises:
            OutputError: It cannot be done.
        """
        manifest = render_manifest(self.digests())
        with _writing(self._target):
            with (self.path / MANIFEST).open("wb") as handle:
                handle.write(manifest)
                handle.flush()
                os.fsync(handle.fileno())
            if self._replaces:
                self._replace()
            elif self._target.exists():
                self._fill()
            else:
                self.path.rename(self._target)

    def _fill(self) -> None:
        """Publish into an empty directory, which may be a mount or where the user stands."""
        for entry in sorted(self.path.iterdir(), key=lambda path: path.name == MANIFEST):
            entry.rename(self._target / entry.name)

    def _replace(self) -> None:
        """Publish file by file into a directory that holds files."""
        new = {d.path for d in self._digests}
        old = _earlier_output(self._target)
        (self._target / MANIFEST).unlink(missing_ok=True)
        for path in sorted(new):
            place = self._target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            (self.path / path).replace(place)
        for path in sorted(old - new):
            _remove(self._target, path)
        (self.path / MANIFEST).replace(self._target / MANIFEST)

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or ".." in parts or parts[0] == "/":
            raise OutputError(f"{path!r} would leave the output directory.")
        file = self.path.joinpath(*parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        return file


def check_target(target: Path, *, overwrite: bool = False) -> None:
    """Refuse a target that cannot be written, before the work begins.

    Raises:
        OutputExistsError: It is a file or holds files.
    """
    with _writing(target):
        _check(target, overwrite=overwrite)


def _check(target: Path, *, overwrite: bool) -> bool:
    """Whether the target holds files that may be replaced."""
    if not target.is_dir():
        if os.path.lexists(target):
            raise OutputExistsError(f"{target.name} exists and is no directory.")
        return False
    if not any(target.iterdir()):
        return False
    if not overwrite:
        raise OutputExistsError(
            f"The output directory {target.name} is not empty.",
            hint="Name another one, or allow its files to be replaced with --overwrite.",
        )
    return True


def _earlier_output(target: Path) -> set[str]:
    try:
        return set(read_manifest(target))
    except VerificationError:
        return set()


def _remove(target: Path, path: str) -> None:
    parts = PurePosixPath(path).parts
    if ".." in parts or parts[:1] == ("/",):
        return
    file = target.joinpath(*parts)
    file.unlink(missing_ok=True)
    for parent in file.relative_to(target).parents[:-1]:
        with suppress(OSError):  # not empty: somebody else's files are there
            (target / parent).rmdir()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The output directory {target.name} cannot be written: {error.strerror or error}.",
            hint="Is the place writable, and is there room on the disk?",
        ) from error
