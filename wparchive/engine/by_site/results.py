"""The table of results: a JSON line for each blog, written as the blogs are done."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, Self

import msgspec

from wparchive.errors import OutputError, SystemRefusalError
from wparchive.storage.disk_errors import is_full, raise_lack, writing
from wparchive.storage.opening import read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from io import FileIO
    from pathlib import Path

    from wparchive.engine.report import Report

TABLE = "sites.jsonl"
Status = Literal["done", "lost", "empty", "failed"]


class SiteResult(msgspec.Struct, kw_only=True):
    """The result of one blog.

    Attributes:
        site: ``host/path``, or the name of the file or folder if the address is unknown.
        output: The folder of its output, below OUT.
        status: ``done``; ``lost`` if the output lacks content; ``empty`` for a host without posts
            in a crawl; ``failed``, without an output.
        exit_code: What ``wparchive convert`` would end with.
        files: The number of its files.
        bytes: Their size.
        posts: The number of posts in the inputs.
        comments: That of comments and pings.
        links: That of links.
        written: By format, the number of posts in the output.
        lost: The number of posts, comments, links and words that formats lack, all together.
        notices: The number of notices by severity.
        error: Why it failed; null if it did not.
        hint: What to do; null for nothing.
        seconds: Processor time.
        fingerprint: Digest of the files and settings: a blog with the same one is not done again.
    """

    site: str
    output: str
    status: Status
    exit_code: int
    files: int
    bytes: int
    posts: int = 0
    comments: int = 0
    links: int = 0
    written: dict[str, int] = {}
    lost: int = 0
    notices: dict[str, int] = {}
    error: str | None = None
    hint: str | None = None
    seconds: float = 0.0
    fingerprint: str = ""

    def count(self, report: Report) -> None:
        """Take the counts of a report."""
        self.posts = report.input_counts.posts.total()
        self.comments = report.input_counts.comments.total()
        self.links = (report.input_counts.links or report.input_counts.posts.__class__()).total()
        self.written = {n: counts.posts.total() for n, counts in report.output_counts.items()}
        self.lost = sum(sum(c.lost().values()) for c in report.output_counts.values())
        for code, number in sorted(report.notice_counts.items()):
            severity = code.severity.value
            self.notices[severity] = self.notices.get(severity, 0) + number


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(SiteResult).decode


class ResultTable:
    """The table of one output; a context manager, which sorts the table at its end.

    Args:
        path: The file.

    Attributes:
        results: The newest result of each blog.

    Raises:
        OutputError: The file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_new = not os.path.lexists(path)
        self._waiting: list[SiteResult] = []
        self.results: dict[str, SiteResult] = {}
        for line in self._read().splitlines():
            try:
                result = _decode(line)
            except msgspec.MsgspecError:  # the end of a line that a killed run began
                continue
            self.results[result.site] = result

    def __enter__(self) -> Self:
        try:
            self._sort()
            self._file = self._opened()
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._file.close()
        self._end(is_failing=error is not None)

    def _end(self, *, is_failing: bool) -> None:
        if is_failing:
            self._discard()
        if is_failing and not self.results:
            return
        try:
            self._sort()
        except (OutputError, SystemRefusalError):  # its rows say the same in any order
            if not self._waiting:
                return
            with self._opened() as self._file:
                self._write_waiting()
            if self._waiting and not is_failing:
                raise

    def _discard(self) -> None:
        """Remove a table that this run has made and that says nothing.

        A process may have published an output whose result nobody has read: the table stays beside
        it, so that the next run knows the directory.
        """
        if self._is_new and not self.results:
            with suppress(OSError):
                if not self._has_outputs():
                    self._path.unlink(missing_ok=True)

    def _has_outputs(self) -> bool:
        others = (entry for entry in self._path.parent.iterdir() if entry != self._path)
        return any(not entry.name.startswith(".") for entry in others)

    def add(self, result: SiteResult) -> None:
        """Write a result, so that it survives whatever happens next.

        If the disk is full, the row waits: a blog that is being converted takes much room, which
        it gives back if it fails.
        """
        self.results[result.site] = result
        self._waiting.append(result)
        self._write_waiting()

    def _write_waiting(self) -> None:
        with self._writing():
            while self._waiting:
                size = os.fstat(self._file.fileno()).st_size
                line = _encode(self._waiting[0]) + b"\n"
                try:
                    written = self._file.write(line)
                    os.fsync(self._file.fileno())
                except OSError as error:
                    if not is_full(error):
                        raise
                    written = 0
                if written < len(line):
                    self._file.truncate(size)
                    return
                del self._waiting[0]

    def _opened(self) -> FileIO:
        with self._writing():
            return self._path.open("ab", buffering=0)

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self._path, "table of results")

    def _read(self) -> bytes:
        try:
            return read_regular(self._path)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise_lack(error)
            raise OutputError(
                f"The table of results {self._path} cannot be read: {error.strerror}.",
                hint="Move it away, or name another directory.",
            ) from error

    def _sort(self) -> None:
        new = self._path.with_name(f".{self._path.name}.new")
        with self._writing():
            new.unlink(missing_ok=True)  # it may be a pipe
            try:
                new.write_bytes(lines(self.results.values()))
                new.replace(self._path)
            except BaseException:
                with suppress(OSError):
                    new.unlink(missing_ok=True)
                raise


def lines(results: Iterable[SiteResult]) -> bytes:
    """Encode results, sorted by their blogs."""
    found = sorted(results, key=lambda result: result.site)
    return b"".join(_encode(result) + b"\n" for result in found)
