"""Errors of the disk: messages with the folder, the reason, and a hint."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wparchive.errors import OutputError, SystemRefusalError
from wparchive.storage.names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE_FULL = 13
# BUSY (a lock cannot be set), READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
_SQLITE_REFUSED = frozenset({5, 8, 10, 11, _SQLITE_FULL, 14, 15, 26})
_LACKS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""What the system has too little of, whichever file is asked for."""
_ADVICE = {
    errno.EMFILE: "Allow more open files (ulimit -n), or try again with --jobs 1.",
    errno.ENFILE: "Close other programs, or try again with --jobs 1.",
    errno.EAGAIN: "Allow more processes (ulimit -u), or try again with --jobs 1.",
    errno.ENOMEM: "Try again with --jobs 1, or with more memory.",
    errno.EFBIG: "Allow larger files (ulimit -f), or use a file system that does.",
    errno.ENAMETOOLONG: "Use a shorter path.",
    errno.EPERM: "Is something there protected from changes, as by chattr +i?",
    errno.EBUSY: "Is something there a mount point, or in use by another program?",
    errno.EIO: "The disk may be damaged or disconnected.",
    errno.ESTALE: "The network drive may be disconnected.",
}


class RefusedPathError(OSError):
    """A path that wparchive refuses to use, for a reason that the system does not know.

    Args:
        number: The number of a similar error of the system.
        text: What is wrong with the path; it names the path.
        path: The path.
        hint: What the user can do.
    """

    def __init__(self, number: int, text: str, path: Path, hint: str) -> None:
        super().__init__(number, text, str(path))
        self.hint = hint

    def __str__(self) -> str:
        return str(self.strerror)


def is_full(error: BaseException) -> bool:
    """Check whether an error means that a disk, or a user's share of it, is full."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    return _sqlite_code(error) == _SQLITE_FULL


def is_database_refused(error: BaseException) -> bool:
    """Check whether SQLite could not open, read or write a file, for whatever reason."""
    return _sqlite_code(error) in _SQLITE_REFUSED


def _sqlite_code(error: BaseException) -> int:
    """Return SQLite's primary result code (sqlite.org/rescode.html); 0 if there is none."""
    # By its attribute, since only some runs import sqlite3 at all.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def advice(error: OSError) -> str:
    """Return what the user can do if the system refused something; empty if unknown."""
    return getattr(error, "hint", "") or _ADVICE.get(error.errno or 0, "")


def lack(error: BaseException) -> SystemRefusalError | None:
    """Describe that the system has no more open files or memory; None if it is another error.

    No file or folder is to blame for such an error, neither an input nor the output.
    """
    if not isinstance(error, OSError) or error.errno not in _LACKS:
        return None
    text = "The system has no more memory for wparchive."
    if error.errno != errno.ENOMEM:
        text = f"The system does not let wparchive open another file: {error.strerror}."
    return SystemRefusalError(text, hint=advice(error))


def raise_lack(error: BaseException) -> None:
    """Raise what `lack` returns, if it is an error.

    Raises:
        SystemRefusalError: The system has no more open files or memory.
    """
    if found := lack(error):
        raise found from error


@contextmanager
def writing(place: Path, what: str = "output directory") -> Iterator[None]:
    """Turn errors while a place is written into an error that names the place.

    Args:
        place: A file or folder.
        what: What it is, for people.

    Raises:
        OutputError: In place of an OSError.
        SystemRefusalError: The system has no more open files or memory.
    """
    try:
        yield
    except OSError as error:
        raise_lack(error)
        if is_full(error):
            raise OutputError(
                f"The disk is full: the {what} {place} cannot be written: {error.strerror}.",
                hint=f"Free some room on the disk of {place.parent}, or name another place.",
            ) from error
        raise OutputError(
            f"The {what} {name_of(place)} cannot be written: {error.strerror or error}.",
            hint=advice(error) or "Is the directory writable, and is there room on the disk?",
        ) from error
