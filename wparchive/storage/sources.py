"""Sources: the user's inputs, opened as local files that can be read twice.

A plain file is read in place. A compressed file, a container's member and standard input
are spooled to a temporary file first, since conversion reads every source twice; limits on size
and ratio stop decompression bombs while they unfold.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from wparchive.errors import (
    EmptyInputError,
    InputError,
    MalformedInputError,
    MissingInputError,
    WparchiveError,
)
from wparchive.storage import recovery, walking
from wparchive.storage.inputs import Input, Stream, is_pipe, path_or_stream
from wparchive.storage.limits import Limits
from wparchive.storage.names import name_of, readable
from wparchive.storage.opening import blocks_of_regular, open_waiting
from wparchive.storage.reading import reading
from wparchive.storage.selection import Selection
from wparchive.storage.spooling import Spool
from wparchive.storage.unpacking import Unpacking
from wparchive.storage.walking import FileSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.errors.notices import Notice
    from wparchive.storage.earlier_outputs import OutputFiles
    from wparchive.storage.inputs import Given
    from wparchive.storage.selection import Recognizer
    from wparchive.storage.source import Source


class Sources:
    """The documents behind the user's inputs; a context manager that owns the spooled ones.

    A file that the user names is a document, whatever it is. Of the files in directories and
    containers those are that some reader recognizes.

    Args:
        inputs: Paths of files and directories, ``-`` for standard input, bytes, and open files.
        limits: What unpacking may cost.
        recognizes: Whether some reader knows a document by its first bytes and its name.

    Attributes:
        notices: What was skipped and what is damaged.
    """

    def __init__(
        self,
        inputs: Sequence[Given],
        limits: Limits | None = None,
        recognizes: Recognizer = lambda _start, _name: True,
    ) -> None:
        self._inputs: list[str | Path | FileSet | Stream] = []
        for given in inputs:
            self._inputs.append(path_or_stream(given, self._inputs))
        self._measured: list[Input] = []
        self.notices: list[Notice] = []
        self._spool = Spool(limits or Limits(), self.notices)
        self._selection = Selection(recognizes, self._spool, self.notices)
        self._unpacking = Unpacking(self._spool, self._selection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, _trace: object) -> None:
        """Remove what was spooled.

        Raises:
            ChangedInputError: The run fails, and an input has changed or is gone: that is why.
        """
        self.close()
        if isinstance(error, InputError):
            for given in self._measured:
                given.check_state()
        elif isinstance(error, Exception) and not isinstance(error, WparchiveError):
            # No input that stays as it is should cause such an error, so look at every byte.
            self.check_unchanged()

    def close(self) -> None:
        """Remove what was spooled."""
        self._measured = [given for given in self._measured if not self._spool.holds(given.path)]
        self._spool.close()

    def check_unchanged(self) -> None:
        """Check that no input has changed since it was opened.

        Raises:
            ChangedInputError: One has changed, or is gone.
        """
        for given in self._measured:
            given.check()

    def open(self) -> tuple[list[Input], list[Source]]:
        """Find and unpack everything.

        Returns:
            The inputs with their digests, and the documents in them, both in the user's order
            (a directory's and a container's by name).

        Raises:
            MissingInputError: There is no such file, or it may not be opened.
            EmptyInputError: A file has no byte, a directory or container no document.
            MalformedInputError: A compressed file is broken.
            LimitError: It passes `Limits`.
            InputError: It is something that holds no export, such as a socket.
        """
        inputs: list[Input] = []
        sources: list[Source] = []
        walks = [self._walked(given) for given in self._inputs]
        names = {_absolute(path) for below in walks for path in below.files.values()}
        ours = self._selection.find_outputs(names, blocks_of_regular)
        for given, below in zip(self._inputs, walks, strict=True):
            for path, found_as in self._files(given, below, ours):
                name = readable(found_as)
                with reading(path, name):
                    inputs.append(self._measure(name, path))
                    sources.extend(self._documents(name, path, inputs[-1].size))
        if not sources:
            given_names = ", ".join(_name_of(given) for given in self._inputs)
            raise EmptyInputError(
                f"{given_names} contains no part of an output that can be read.",
                hint="Name the export, or an output with JSON, WXR, WARC or WACZ.",
            )
        return inputs, sources

    def _measure(self, name: str, path: Path) -> Input:
        measured = Input.measured(name, path)
        self._measured.append(measured)
        if not measured.size:
            raise EmptyInputError(
                f"{name} is empty.", hint="Was the download or the export interrupted?"
            )
        return measured

    def _documents(self, name: str, path: Path, size: int) -> list[Source]:
        allowance = self._spool.allowance(name, size)
        found = list(self._unpacking.documents(path, name, allowance))
        if not found:
            raise MalformedInputError(
                f"{name} cannot be unpacked: none of its entries is readable.",
                hint="Is the download complete?",
            )
        return found

    @staticmethod
    def _walked(given: str | Path | FileSet | Stream) -> walking.Walk:
        """List the files that the user named, or that are in a directory that the user named."""
        if isinstance(given, FileSet):
            return walking.Walk(dict(given.files))
        if isinstance(given, Stream):
            return walking.Walk()
        path = Path(given)
        if given == "":
            raise MissingInputError(
                "The name of an input is empty.", hint="Is a variable of your shell empty?"
            )
        with reading(path, readable(path.name)):
            return walking.walk(path) if path.is_dir() else walking.Walk({path.name: path})

    def _files(
        self, given: str | Path | FileSet | Stream, below: walking.Walk, ours: OutputFiles
    ) -> Iterator[tuple[Path, str]]:
        if isinstance(given, Stream):
            with reading(Path(given.name), given.name):
                piped_file = self._piped(given.file, given.name)
            yield piped_file, given.name
            return
        if isinstance(given, FileSet) or Path(given).is_dir():
            own = {name: _absolute(file) for name, file in below.files.items()}
            yield from self._selection.in_directory(_name_of(given), below, own, ours)
            return
        path = Path(given)
        if _absolute(path) not in ours.skipped:
            with reading(path, _name_of(path)):
                piped = is_pipe(path)
            yield self._opened_pipe(path) if piped else path, path.name

    def _opened_pipe(self, path: Path) -> Path:
        with reading(path, _name_of(path)), open_waiting(path, "rb") as file:
            return self._piped(file, path.name)

    def _piped(self, stream: IO[bytes], name: str) -> Path:
        """Copy an input that can be read only once."""
        allowance = self._spool.allowance(name, None)
        return self._spool.write(recovery.blocks(stream), name, allowance)


def _name_of(given: str | Path | FileSet | Stream) -> str:
    """Return what messages call an input."""
    if isinstance(given, FileSet | Stream):
        return readable(given.name)
    return readable(name_of(Path(given)))


def _absolute(path: Path) -> str:
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - links stay as they are
