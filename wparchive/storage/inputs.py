"""Inputs as they are measured when a run begins, and whether they are still the same at its end."""

from __future__ import annotations

import hashlib
import stat
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NamedTuple

from wparchive.errors import ChangedInputError, InputError, MissingInputError
from wparchive.storage.names import readable

if TYPE_CHECKING:
    from pathlib import Path

STDIN = "-"


class Stamp(NamedTuple):
    """A file's size and time of change, which show without reading it whether it was written.

    Attributes:
        size: Bytes.
        written: The time of the last change, in nanoseconds.
    """

    size: int
    written: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
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
        stamp: The state in which it was measured.
    """

    name: str
    path: Path
    size: int
    sha256: str
    stamp: Stamp

    @classmethod
    def measured(cls, name: str, path: Path) -> Input:
        """Measure a file.

        Raises:
            OSError: It cannot be read.
        """
        stamp = Stamp.of(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return cls(name, path, file.tell(), digest.hexdigest(), stamp)

    def check_stamp(self) -> None:
        """Check, without reading the file, that it did not change since it was measured.

        Raises:
            ChangedInputError: It is gone, or is another one.
        """
        try:
            stamp = Stamp.of(self.path)
        except OSError as error:
            raise _changed(f"{self.name} cannot be reached any more", error) from error
        if stamp != self.stamp:
            raise _changed(f"{self.name} changed while it was read")

    def check(self) -> None:
        """Check byte by byte that the file did not change since it was measured.

        Raises:
            ChangedInputError: It is gone, or is another one.
        """
        self.check_stamp()
        try:
            now = Input.measured(self.name, self.path)
        except OSError as error:
            raise _changed(f"{self.name} cannot be read any more", error) from error
        if now != self:
            raise _changed(f"{self.name} changed while it was read")


def _changed(what: str, error: OSError | None = None) -> ChangedInputError:
    why = f": {error.strerror or error}" if error else ""
    return ChangedInputError(
        f"{what}{why}. wparchive may have read a mixture, so it writes nothing.",
        hint="Run wparchive again when no other program changes the file.",
    )


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
