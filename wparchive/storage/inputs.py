"""Inputs as they are measured when a run begins, and whether they are still the same at its end."""

from __future__ import annotations

import hashlib
import stat
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, NamedTuple, TypeAlias

from wparchive.errors import ChangedInputError, InputError, MissingInputError, UsageError
from wparchive.storage.disk_errors import raise_lack
from wparchive.storage.names import readable
from wparchive.storage.opening import open_regular
from wparchive.storage.walking import FileSet

if TYPE_CHECKING:
    from collections.abc import Sequence

STDIN = "-"

Given: TypeAlias = str | Path | FileSet | bytes | IO[bytes]
"""An input as a caller gives it: a path, ``-`` for standard input, files that belong together, the
data, or an open file."""


class FileState(NamedTuple):
    """A file's size and time of change, which show without reading it whether it was written.

    Attributes:
        size: Bytes.
        written: The time of the last change, in nanoseconds.
    """

    size: int
    written: int

    @classmethod
    def of(cls, path: Path) -> FileState:
        """Look at the file at a path.

        Raises:
            OSError: There is no such file, or it cannot be reached.
        """
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns)


@dataclass(frozen=True)
class Input:
    """A file that the user named, as the report describes it.

    Attributes:
        name: What reports call it.
        path: The file; for standard input and pipes, the copy of what they gave.
        size: Bytes.
        sha256: In hexadecimal.
        state: The state in which it was measured.
    """

    name: str
    path: Path
    size: int
    sha256: str
    state: FileState

    @classmethod
    def measured(cls, name: str, path: Path) -> Input:
        """Measure a file.

        Raises:
            OSError: It cannot be read.
        """
        state = FileState.of(path)
        with open_regular(path) as file:
            digest = hashlib.file_digest(file, "sha256")
            return cls(name, path, file.tell(), digest.hexdigest(), state)

    def check_state(self) -> None:
        """Check, without reading the file, that it did not change since it was measured.

        Raises:
            ChangedInputError: It is gone, or is another one.
        """
        try:
            state = FileState.of(self.path)
        except OSError as error:
            raise _changed(f"{self.name} cannot be reached any more", error) from error
        if state != self.state:
            raise _changed(f"{self.name} changed while it was read")

    def check(self) -> None:
        """Check byte by byte that the file did not change since it was measured.

        Raises:
            ChangedInputError: It is gone, or is another one.
        """
        self.check_state()
        try:
            now = Input.measured(self.name, self.path)
        except OSError as error:
            raise_lack(error)
            raise _changed(f"{self.name} cannot be read any more", error) from error
        if now != self:
            raise _changed(f"{self.name} changed while it was read")


def _changed(what: str, error: OSError | None = None) -> ChangedInputError:
    why = f": {error.strerror or error}" if error else ""
    return ChangedInputError(
        f"{what}{why}. wparchive may have read parts of two versions, so it writes nothing.",
        hint="Run wparchive again when no other program changes the file.",
    )


class Stream(NamedTuple):
    """An input that is no path, and can be read only once.

    Attributes:
        name: What reports call it.
        file: Gives its bytes.
    """

    name: str
    file: IO[bytes]


def path_or_stream(
    given: Given, others: Sequence[str | Path | FileSet | Stream]
) -> str | Path | FileSet | Stream:
    """Return an input that is no path as a stream, under a name that none of the others has.

    Raises:
        UsageError: It is neither path nor bytes nor a file of bytes.
        MissingInputError: It is standard input, which is closed.
    """
    if isinstance(given, FileSet):
        return given
    if isinstance(given, str | Path):
        return Stream("stdin", standard_input()) if str(given) == STDIN else given
    name, file = "data", given
    if isinstance(file, bytes | bytearray | memoryview):
        file = BytesIO(file)
    elif isinstance(named := getattr(file, "name", None), str):
        name = PurePath(named).name or name
    if not hasattr(file, "read") or hasattr(file, "encoding"):
        raise UsageError(
            f"An input cannot be a {type(given).__name__}.",
            hint='Give a path, bytes, or a file that is open for reading with mode "rb".',
        )
    taken = {other.name for other in others if isinstance(other, Stream)}
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 2))
    return Stream(next(n for n in (name, *numbered) if n not in taken), file)


def standard_input() -> IO[bytes]:
    """Return standard input.

    Raises:
        MissingInputError: It is closed.
    """
    if sys.stdin is None:
        raise MissingInputError(
            "Standard input is closed.", hint="Name a file, or pipe the export into wparchive."
        )
    return sys.stdin.buffer


def is_pipe(path: Path) -> bool:
    """Return whether a file can be read only once, as named pipes and process substitutions are.

    Raises:
        InputError: It is a socket or a disk, which hold no export.
        OSError: There is no such file, or it cannot be reached.
    """
    mode = path.stat().st_mode
    if stat.S_ISSOCK(mode) or stat.S_ISBLK(mode):
        kind = "socket" if stat.S_ISSOCK(mode) else "block device"
        raise InputError(
            f"{readable(path.name)} is a {kind}, which cannot contain an export.",
            hint="Name a file, a directory or a pipe.",
        )
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
